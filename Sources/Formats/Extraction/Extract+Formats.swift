import Parallel

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
