/// Why a gzip stream could not be read; offsets count compressed bytes.
public enum GzipFault: Error, Hashable, Sendable {
  /// The bytes are not gzip, or a check value is wrong.
  case corrupt(byteOffset: Int)
  /// The stream ends before its end mark.
  case truncated(byteOffset: Int)
  /// zlib could not get memory.
  case outOfMemory
}
