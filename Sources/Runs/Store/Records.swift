import Digests
import Formats
import FoundationEssentials
import Messages

/// Writes a record as JSON with sorted keys, aside and renamed into place: an object, in whose first line its checksum stands.
///
/// ```
/// {
///   "checksum" : "99aa06d3014798d86001c324468d497f",   of the file without this line
///   "id" : …
/// ```
///
/// A record that is `kept` is on the disk before this returns, under its name.
func writeJSON(
  _ value: some Encodable, to path: String, kept: Bool = false
) throws(RunFault) {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value), data.starts(with: opening) else {
    throw .ourMistake("a record cannot be an object of JSON")
  }
  let bytes = Array(data) + [0x0A]
  let sealed = opening + checksumLine(of: bytes) + bytes.dropFirst(opening.count)
  try writeFile(sealed, to: path + ".partial")
  guard kept else { return try rename(path + ".partial", to: path) }
  try flushed(path) { () throws(FileFault) in try flushFile(path + ".partial") }
  try rename(path + ".partial", to: path)
  try flushed(path) { () throws(FileFault) in try flushFolder(parentFolder(of: path)) }
}

/// Reads a record; nil where the file is missing, is no such JSON, or is not as it was written.
///
/// A record of an earlier version has no checksum.
func read<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
  guard let data = try? Data(contentsOf: URL(filePath: path)), isAsWritten(Array(data)) else {
    return nil
  }
  return try? JSONDecoder().decode(type, from: data)
}

private let opening = Array("{\n".utf8)
private let checksumName = Array("  \"checksum\" : \"".utf8)

private func checksumLine(of bytes: [UInt8]) -> [UInt8] {
  checksumName + Array("\(Checksum.text(of: bytes))\",\n".utf8)
}

private func isAsWritten(_ bytes: [UInt8]) -> Bool {
  let rest = bytes.dropFirst(opening.count)
  guard rest.starts(with: checksumName), let end = rest.firstIndex(of: 0x0A) else { return true }
  return Array(bytes[...end]) == opening + checksumLine(of: opening + bytes[(end + 1)...])
}
