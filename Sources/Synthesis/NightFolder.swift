import Formats

/// The bytes as they stand in a file of that name: a gzip member where the name ends in `.gz`.
///
/// A gzip file of several members end to end is one gzip file (RFC 1952), so practices are compressed side by side.
func stored(_ bytes: [UInt8], in fileName: String) -> [UInt8] {
  guard fileName.hasSuffix(".gz"), !bytes.isEmpty else { return bytes }
  return gzip(bytes, level: 1) ?? []
}

/// The folder of a night: files that grow part by part.
struct NightFolder: ~Copyable {
  private let path: String
  private var files: [NightFile] = []

  /// Makes the folder where it does not exist.
  ///
  /// - Throws: `SynthesisFault.outputNotEmpty` or `.outputNotWritable`.
  init(path: String) throws(SynthesisFault) {
    self.path = path
    let isEmpty: Bool
    do {
      try makeFolder(path)
      isEmpty = try matchingFiles(["*"], below: path).isEmpty
    } catch {
      throw .outputNotWritable(path: path, code: error.code)
    }
    guard isEmpty else { throw .outputNotEmpty(path: path) }
  }

  /// Adds to a file, and starts it where it is new.
  mutating func add(
    _ part: [UInt8], rows: Int, bytes: Int, to name: String, header: @autoclosure () -> [UInt8] = []
  ) throws(SynthesisFault) {
    let file: NightFile
    if let known = files.first(where: { $0.name == name }) {
      file = known
    } else {
      file = try NightFile(folder: path, name: name)
      files.append(file)
      let start = header()
      try file.add(stored(start, in: name), rows: 0, bytes: start.count)
    }
    try file.add(part, rows: rows, bytes: bytes)
  }

  /// Ends every file, those of a feed with what closes it, and says what they hold.
  consuming func finish() throws(SynthesisFault) -> [SynthesisSummary.File] {
    for file in files {
      let footer =
        file.name.hasPrefix("vaccinations.") ? Array(NightFeed.vaccinations.footer.utf8) : []
      try file.add(stored(footer, in: file.name), rows: 0, bytes: footer.count)
      try file.finish()
    }
    return files.map { SynthesisSummary.File(name: $0.name, rows: $0.rows, bytes: $0.bytes) }
      .sorted { $0.name < $1.name }
  }
}

/// One growing file: a class, because it owns the open file.
private final class NightFile {
  let name: String
  private(set) var rows = 0
  private(set) var bytes = 0
  private let path: String
  private var writer: FileWriter?

  init(folder: String, name: String) throws(SynthesisFault) {
    self.name = name
    path = folder + "/" + name
    do {
      writer = try FileWriter(path: path)
    } catch {
      throw .outputNotWritable(path: error.path, code: error.code)
    }
  }

  func add(_ part: [UInt8], rows: Int, bytes: Int) throws(SynthesisFault) {
    self.rows += rows
    self.bytes += bytes
    do {
      try writer?.write(part)
    } catch {
      throw .outputNotWritable(path: error.path, code: error.code)
    }
  }

  func finish() throws(SynthesisFault) {
    guard let writer = writer.take() else { return }
    do {
      try writer.finish()
    } catch {
      throw .outputNotWritable(path: error.path, code: error.code)
    }
  }
}
