package import Formats
import Glibc

/// The message of a feed that cannot be read: file, line, column, and what to do.
package func message(for fault: FeedFault, feed: String) -> String {
  switch fault {
  case .missing(let patterns):
    "\(feed): no file matches \(patterns.map { "'\($0)'" }.joined(separator: " or "))\n"
      + "  check that the delivery is complete"
  case .unreadable(let file, let code):
    "\(file): cannot be read (\(systemText(code)))\n  check the file's permissions and the disk"
  case .changed(let file):
    "\(file): the file changed while it was read\n  start again when the delivery is complete"
  case .empty(let file): "\(file): the file is empty\n  ask the supplier to send it again"
  case .notText(let file, let looksLike):
    "\(file): this is \(visible(looksLike)), not delimited text\n"
      + "  ask the supplier for UTF-8 text, gzipped once at most"
  case .truncatedGzip(let file, let offset):
    "\(file): the gzip stream ends too early, at byte \(offset)\n"
      + "  the transfer was cut short; fetch the file again"
  case .zeroBytes(let file, let offset):
    "\(file): zero bytes from byte \(offset) on, which text never has\n"
      + "  the copy broke off and kept the file's length; fetch the file again"
  case .truncatedText(let file, let line):
    "\(file):\(line): the file ends inside this row\n"
      + "  the transfer was cut short; fetch the file again"
  case .corruptGzip(let file, let offset):
    "\(file): the gzip stream is damaged at byte \(offset)\n  fetch the file again"
  case .missingColumn(let file, let line, let column, let nearest):
    "\(file):\(line): there is no column '\(column)'\n  "
      + (nearest.map { "the nearest header is '\(visible($0))'; " } ?? "")
      + "ask the supplier, or add the new name to 'header:' in the definition of feed '\(feed)'"
  case .wrongDelimiter(let file, let line, let expected, let likely):
    "\(file):\(line): the header is one field when cut at \(name(of: expected)), and several at \(name(of: likely))\n"
      + "  set 'csv: {delimiter: ...}' in the definition of feed '\(feed)', or ask for the agreed format"
  case .unclosedQuote(let file, let line):
    "\(file):\(line): a quoted field starts here and is not closed in its row\n"
      + "  the file was cut short or a quote is missing; fetch it again or ask the supplier"
  case .fieldTooLong(let file, let line):
    "\(file):\(line): a field is longer than any field can be\n"
      + "  a quote is probably missing near here; ask the supplier"
  case .malformedXML(let file, let line, let column, let code):
    "\(file):\(line):\(column): the XML is not well-formed (libxml2 error \(code))\n"
      + "  the file was cut short or was not written by an XML writer; fetch it again or ask the supplier"
  case .tooManyAttributes(let file, let line):
    "\(file):\(line): an element has more attributes than any of a feed can have\n"
      + "  the file was not written by the supplier's system, or is damaged; fetch it again or ask the supplier"
  case .tooMuchText(let feed, let column):
    "\(feed): the texts of column '\(column)' are more than 2 GiB of different ones in all files together\n"
      + "  it may be the wrong column, or free text; leave it out of the definition of the feed, or ask the supplier"
  case .doctype(let file, let line):
    "\(file):\(line): the XML has a DOCTYPE, which is refused\n"
      + "  a DOCTYPE can pull in other files and no feed needs one; ask the supplier to leave it out"
  case .wrongNamespace(let file, let line, let expected):
    "\(file):\(line): the root element is not of the namespace '\(expected)'\n"
      + "  it may be another kind of file, or another version; check the delivery"
  case .malformedArrow(let file, let reason):
    "\(file): not an Arrow file that can be read (\(visible(reason)))\n"
      + "  write it again as an Arrow IPC file, without compression or with LZ4"
  case .stopped: message(for: RunFault.stopped)
  }
}

private func name(of delimiter: UInt8) -> String {
  switch delimiter {
  case 0x09: "tabs"
  case 0x2C: "commas"
  case 0x3B: "semicolons"
  case 0x7C: "'|'"
  default: "'\(String(decoding: [delimiter], as: UTF8.self))'"
  }
}

private func systemText(_ code: Int32) -> String {
  unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
}
