import Parallel

/// Reads an XML file of a feed, plain or gzipped: one row for each record element.
///
/// A file of flat records is read by `FlatXMLScanner` as far as it knows it, which is mostly to the end; else libxml2 reads it from its beginning.
///
/// - Missing: a cell whose element or attribute is absent or empty.
/// - Throws: what `ByteSource` and `XMLRecordReader` throw, `FeedFault.empty` where there are no bytes,
///   `.stopped`.
/// - Complexity: O(file), in memory that holds a block and the table.
func extractXML(
  _ contract: FeedContract, layout: XMLLayout, file: FeedFile, rows counter: RowCounter,
  stop: StopRequest, blockSize: Int = ByteSource.blockSize
) throws(FeedFault) -> FeedPart {
  let flat = try extractFlatXML(
    contract, layout: layout, file: file, rows: counter, stop: stop, blockSize: blockSize)
  if let flat { return flat }
  return try extractAnyXML(
    contract, layout: layout, file: file, rows: counter, stop: stop, blockSize: blockSize)
}

/// Reads a file of flat records; nil where there is anything in it that only libxml2 can tell.
func extractFlatXML(
  _ contract: FeedContract, layout: XMLLayout, file: FeedFile, rows counter: RowCounter,
  stop: StopRequest, blockSize: Int = ByteSource.blockSize
) throws(FeedFault) -> FeedPart? {
  guard var scanner = FlatXMLScanner(contract, layout) else { return nil }
  var builder = TableBuilder(contract, file: file.name)
  var source = ByteSource(file, blockSize: blockSize)
  // What the scanner has not done with, and after the last byte room for those who read whole words.
  var buffer: [UInt8] = []
  let padding = [UInt8](repeating: 0, count: cellPadding)
  while let block = try source.next() {
    guard !stop.isMade else { throw .stopped }
    buffer += block
    let end = buffer.count
    let done: Int
    do throws(FlatXMLScanner.Unknown) {
      done = try scanner.scan(buffer.span)
    } catch {
      counter.add(scanner.batch.rows.count - scanner.count)
      return nil
    }
    if !scanner.batch.rows.isEmpty {
      buffer += scanner.decoded
      buffer += padding
      if scanner.count == scanner.batch.rows.count {
        builder.reserve(rows: Double(scanner.count) / max(source.fraction, 1e-6))
      }
      builder.append(scanner.batch, of: buffer.span)
      counter.add(scanner.batch.rows.count)
      scanner.clearBatch()
    }
    buffer.removeLast(buffer.count - end)
    buffer.removeFirst(done)
  }
  guard scanner.isAtEnd, buffer.isEmpty else {
    counter.add(-scanner.count)
    return nil
  }
  return builder.finish()
}

/// Reads any XML file by libxml2.
func extractAnyXML(
  _ contract: FeedContract, layout: XMLLayout, file: FeedFile, rows counter: RowCounter,
  stop: StopRequest, blockSize: Int = ByteSource.blockSize
) throws(FeedFault) -> FeedPart {
  let reader = try XMLRecordReader(contract, layout, file: file.name, counter: counter)
  var source = ByteSource(file, blockSize: blockSize)
  var attributes = AttributeCount()
  var isEmpty = true
  while let block = try source.next() {
    guard !stop.isMade else { throw .stopped }
    isEmpty = isEmpty && block.isEmpty
    try attributes.take(block.span, file: file.name)
    try reader.parse(block.span)
  }
  guard !isEmpty else { throw .empty(file: file.name) }
  return try reader.finish()
}
