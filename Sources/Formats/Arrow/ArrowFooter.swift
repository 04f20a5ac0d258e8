/// The end of an Arrow IPC file: its schema and where its batches lie.
struct ArrowFooter {
  let schema: ArrowSchema
  let dictionaryBlocks: [ArrowBlock]
  let recordBlocks: [ArrowBlock]

  init(_ bytes: [UInt8], fileSize: Int) throws(ArrowFault) {
    let encoded: FlatTable?
    do throws(FlatBufferFault) {
      let table = try FlatTable(rootOf: bytes)
      dictionaryBlocks = try ArrowBlock.blocks(table.structs(2, width: 3), fileSize: fileSize)
      recordBlocks = try ArrowBlock.blocks(table.structs(3, width: 3), fileSize: fileSize)
      encoded = try table.table(1)
    } catch {
      throw .malformed(.footer)
    }
    guard let encoded else { throw .malformed(.footer) }
    schema = try ArrowSchema(encoded)
  }
}
