import Parallel

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
