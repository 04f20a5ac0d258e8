import Formats
import Messages
package import Tables

/// Rows of text as CSV.
package func csv(_ rows: [[String]]) -> [UInt8] {
  var writer = CSVWriter()
  for row in rows { writer.append(row: row) }
  return writer.takeBytes()
}

/// The header of rejected rows as CSV.
package let rejectHeader = Array("file,row,column,rule,record\n".utf8)

/// Rejected rows as CSV, without a header: for the data team only, since it holds the rows.
///
/// Where there are more than these, `count` in all, the last line says so.
package func csv(_ rejects: [RejectedRow], of count: Int) -> [UInt8] {
  var writer = CSVWriter()
  for reject in rejects {
    writer.append(reject.place.file)
    writer.append(reject.place.row.map { String($0) } ?? "")
    writer.append(reject.place.column ?? "")
    writer.append(reject.rule)
    writer.append(reject.record)
    writer.endRow()
  }
  if count > rejects.count {
    let more = "\(count - rejects.count) more rows were rejected and are not kept"
    writer.append(row: ["", "", "", Notes.rejectsNotKept, more])
  }
  return writer.takeBytes()
}
