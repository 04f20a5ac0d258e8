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
/// - Throws: what the format's reader throws.
func extractFile(
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
