import Parallel

/// The format of a feed's files; each may also be gzipped.
public enum FileFormat: Hashable, Sendable {
  /// Delimited text.
  case csv(CSVLayout)
  /// XML, one record element a row.
  case xml(XMLLayout)
  /// An Arrow IPC file.
  case arrow
}

/// Reads one file of a feed in the format that its contract names.
///
/// The readers hold the open file against what was hashed; here it is the path, which may lead to another file by now.
///
/// - Throws: what the format's reader throws, and `FeedFault.changed`.
func extractFile(
  _ contract: FeedContract, _ file: FeedFile, rows counter: RowCounter, stop: StopRequest
) throws(FeedFault) -> FeedPart {
  let part: FeedPart
  do throws(FeedFault) {
    part = try readFile(contract, file, rows: counter, stop: stop)
  } catch {
    // What is wrong with a file that is being delivered is that it is being delivered.
    if error != .stopped { try file.check(FileIdentity(path: file.path)) }
    throw error
  }
  try file.check(FileIdentity(path: file.path))
  return part
}

private func readFile(
  _ contract: FeedContract, _ file: FeedFile, rows counter: RowCounter, stop: StopRequest
) throws(FeedFault) -> FeedPart {
  switch contract.format {
  case .csv(let layout):
    return try extractCSV(contract, layout: layout, file: file, rows: counter, stop: stop)
  case .xml(let layout):
    return try extractXML(contract, layout: layout, file: file, rows: counter, stop: stop)
  case .arrow:
    return try extractArrow(contract, file: file, rows: counter, stop: stop)
  }
}

extension FileFormat {
  /// How long a stored byte takes to read, where one of delimited text takes 1.
  public var costPerByte: Int {
    switch self {
    case .csv, .arrow: 1
    // A compressed byte of XML holds four times as much text as one of CSV, and each costs twice as much to read.
    case .xml: 8
    }
  }
}
