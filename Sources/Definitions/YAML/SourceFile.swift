/// A definition file's text by lines, kept so that a mistake can show the line it stands on.
struct SourceFile: Sendable {
  /// The path, as the command line or the naming file gave it.
  let path: String
  /// The lines, without their ends.
  let lines: [String]

  /// The folder that the file's own paths are relative to, with a slash at its end; empty for the working folder.
  var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
  }

  /// The path of a file that this file names; `..` takes away the folder before it.
  func path(of relative: String) -> String {
    let whole = relative.hasPrefix("/") ? relative : folder + relative
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (whole.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// The text of a line, counted from 1; empty where there is none.
  func line(_ number: Int) -> String {
    number >= 1 && number <= lines.count ? lines[number - 1] : ""
  }
}

/// The text of a UTF-8 file, without a byte order mark; nil where it is not UTF-8.
func decodeUTF8(_ bytes: [UInt8]) -> String? {
  let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  return String(validating: bytes[start...], as: UTF8.self)
}

/// The lines of a text; LF and CRLF end a line.
func splitLines(_ text: String) -> [String] {
  text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
    String(Substring(line.last == 0x0D ? line.dropLast() : line))
  }
}
