import Parallel

/// Reads an XML file of a feed, plain or gzipped: one row for each record element.
///
/// - Missing: a cell whose element or attribute is absent or empty.
/// - Throws: what `ByteSource` and `XMLRecordReader` throw, `FeedFault.empty` where there are no bytes,
///   `.stopped`.
/// - Complexity: O(file), in memory that holds a block and the table.
func extractXML(
  _ contract: FeedContract, layout: XMLLayout, file: FeedFile, rows counter: RowCounter,
  stop: StopRequest, blockSize: Int = ByteSource.blockSize
) throws(FeedFault) -> FeedPart {
  let reader = try XMLRecordReader(contract, layout, file: file.name, counter: counter)
  var source = ByteSource(file, blockSize: blockSize)
  var isEmpty = true
  while let block = try source.next() {
    guard !stop.isMade else { throw .stopped }
    isEmpty = isEmpty && block.isEmpty
    try reader.parse(block.span)
  }
  guard !isEmpty else { throw .empty(file: file.name) }
  return try reader.finish()
}
