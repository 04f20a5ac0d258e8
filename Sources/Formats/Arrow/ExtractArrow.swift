import Parallel
import Tables

/// Reads an Arrow file of a feed.
///
/// Its typed values are written out as cells and read by the contract like those of any other format, so that
/// codes, identifiers, required columns and rejects mean the same everywhere. Dates and truth values that the file
/// has as such need no format and no texts in the contract. NaN is a missing number. Rows are counted from 1.
///
/// - Throws: `FeedFault.unreadable`, `.changed`, `.malformedArrow`, `.missingColumn`, `.fieldTooLong`, `.stopped`.
func extractArrow(
  _ contract: FeedContract, file: FeedFile, rows counter: RowCounter, stop: StopRequest
) throws(FeedFault) -> FeedPart {
  let match: HeaderMatch
  let columns: [(name: String, column: Column)]
  let rowCount: Int
  let identities: [FileIdentity?]
  do throws(ArrowFault) {
    let reader = try ArrowReader(file.path)
    let opened = reader.file.identity
    match = HeaderMatch(reader.names, contract)
    columns = match.missing.isEmpty ? try reader.columns(match.cells.compactMap { $0 }) : []
    rowCount = reader.rowCount
    identities = [opened, reader.file.identity]
  } catch {
    throw FeedFault(error, file: file.name)
  }
  for identity in identities { try file.check(identity) }
  if let missing = match.missing.first {
    let column = contract.columns[missing]
    throw .missingColumn(
      file: file.name, line: 1, column: column.name, nearest: match.nearest(to: column))
  }
  var rows = ArrowRows(columns.map(\.column), match, contract, file)
  for row in 0..<rowCount {
    if try rows.append(row) {
      guard !stop.isMade else { throw .stopped }
      counter.add(rows.flush())
    }
  }
  counter.add(rows.flush())
  return rows.builder.finish()
}

extension FeedFault {
  /// Says in which file of a feed an Arrow fault is.
  public init(_ fault: ArrowFault, file: String) {
    self =
      switch fault {
      case .unreadable(let code), .unwritable(let code): .unreadable(file: file, code: code)
      case .malformed(let defect): .malformedArrow(file: file, reason: defect.rawValue)
      case .missingColumn(let name):
        .missingColumn(file: file, line: 1, column: name, nearest: nil)
      }
  }
}
