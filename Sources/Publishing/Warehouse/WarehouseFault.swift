/// Why a warehouse could not be written.
public enum WarehouseFault: Error, Hashable, Sendable {
  /// The file cannot be written: no room, no right, or a disk that fails.
  case notWritable
  /// The library refuses what it was given, by its number: a mistake of the program. (`SQLITE_…`)
  case refused(code: Int32)
}
