import Glibc

/// The files below a folder whose names match any of some patterns, in the order of their names (`isFileName`).
///
/// A pattern is compared with the file's name, or, where it has a slash, with the path below the folder; `*` is any
/// run of characters, case does not count for ASCII letters, and a trailing `.gz` may be there or not. Hidden files
/// and folders are passed over, and so are those whose names are not UTF-8 (see `filesWithoutName`). A folder that
/// links lead to more than once is read once. A found file's name shows its control characters as escapes.
///
/// - Throws: `FileFault` where a folder cannot be read.
public func matchingFiles(
  _ patterns: [String], below folder: String
) throws(FileFault) -> [FeedFile] {
  var search = FileSearch(patterns: patterns.map { folded($0) })
  try search.search(folder, prefix: "")
  return search.found.sorted { isFileName($0.name, before: $1.name) }
}

/// Whether a file comes before another by its name: numbers in names by their value, so that the ninth part comes before the
/// tenth, a name before the same with more behind it and ahead of its ending, and else by bytes.
func isFileName(_ left: String, before right: String) -> Bool {
  let (first, second) = (stem(of: left), stem(of: right))
  var (i, j) = (0, 0)
  while i < first.count, j < second.count {
    if isDigit(first[i]), isDigit(second[j]) {
      let a = first[i...].prefix { isDigit($0) }
      let b = second[j...].prefix { isDigit($0) }
      let (plainA, plainB) = (a.drop { $0 == 0x30 }, b.drop { $0 == 0x30 })
      if plainA.count != plainB.count { return plainA.count < plainB.count }
      if plainA != plainB { return plainA.lexicographicallyPrecedes(plainB) }
      (i, j) = (a.endIndex, b.endIndex)
    } else {
      if first[i] != second[j] { return first[i] < second[j] }
      (i, j) = (i + 1, j + 1)
    }
  }
  let rests = (first.count - i, second.count - j)
  if rests.0 == 0 || rests.1 == 0, rests.0 != rests.1 { return rests.0 < rests.1 }
  return left.utf8.lexicographicallyPrecedes(right.utf8)
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// A file's name without its endings.
private func stem(of name: String) -> [UInt8] {
  let bytes = Array(name.utf8)
  let start = (bytes.lastIndex(of: 0x2F) ?? -1) + 1
  let end = bytes[start...].firstIndex(of: 0x2E) ?? bytes.count
  return Array(bytes[..<end])
}

/// The files and folders below a folder whose names are not UTF-8, by their path with such bytes as `\xff`, sorted.
///
/// No pattern can name them for certain, so no feed reads them; a run says that they are there.
///
/// - Throws: `FileFault` where a folder cannot be read.
public func filesWithoutName(below folder: String) throws(FileFault) -> [String] {
  var search = FileSearch(patterns: [])
  try search.search(folder, prefix: "")
  return search.withoutName.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// The files below a folder whose names match none of some patterns, hidden ones too, by their path below it, sorted
/// bytewise.
///
/// - Throws: `FileFault` where a folder cannot be read.
public func unmatchedFiles(
  _ patterns: [String], below folder: String
) throws(FileFault) -> [String] {
  var search = FileSearch(patterns: patterns.map { folded($0) })
  try search.search(folder, prefix: "")
  return search.unmatched.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Whether a file's name matches a pattern, whatever its case; without the ending `.gz` too.
public func isMatch(_ pattern: String, fileName name: String) -> Bool {
  FileSearch(patterns: [folded(pattern)]).isWanted(name, name)
}

extension FeedContract {
  /// Whether a file of this name would be read by the contract, were it in the input folder.
  public func matches(fileName name: String) -> Bool {
    FileSearch(patterns: files.map { folded($0) }).isWanted(name, name)
  }
}

private struct FileSearch {
  let patterns: [[UInt8]]
  var found: [FeedFile] = []
  /// Paths of files that match no pattern, as they are shown.
  var unmatched: [String] = []
  /// Paths of what has a name that is not UTF-8.
  var withoutName: [String] = []
  private var seen: Set<FileIdentity> = []

  private struct FileIdentity: Hashable {
    var device: UInt
    var inode: UInt
  }

  init(patterns: [[UInt8]]) {
    self.patterns = patterns
  }

  mutating func search(_ folder: String, prefix: String) throws(FileFault) {
    if let status = fileStatus(folder) {
      let identity = FileIdentity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
      guard seen.insert(identity).inserted else { return }
    }
    let (names, others) = try entries(of: folder)
    withoutName += others.map { visible(prefix) + $0 }
    for name in names {
      if name.hasPrefix(".") {
        if fileStatus(folder + "/" + name).map({ $0.st_mode & S_IFMT }) == S_IFREG {
          unmatched.append(visible(prefix + name))
        }
        continue
      }
      let path = folder + "/" + name
      let below = prefix + name
      let type = fileStatus(path).map { $0.st_mode & S_IFMT }
      if type == S_IFDIR {
        try search(path, prefix: below + "/")
      } else if type == S_IFREG || type == nil, isWanted(name, below) {
        // A link to nothing is kept, so that opening it tells what is wrong.
        found.append(FeedFile(path: path, name: visible(below)))
      } else if type == S_IFREG {
        unmatched.append(visible(below))
      }
    }
  }

  func isWanted(_ name: String, _ below: String) -> Bool {
    patterns.contains { pattern in
      var text = folded(pattern.contains(0x2F) ? below : name)
      if matches(pattern[...], text[...]) { return true }
      guard text.suffix(3) == Array(".gz".utf8)[...] else { return false }
      text.removeLast(3)
      return matches(pattern[...], text[...])
    }
  }
}

private func fileStatus(_ path: String) -> stat? {
  var status = stat()
  return unsafe stat(path, &status) == 0 ? status : nil
}

/// The names in a folder, and apart those that are not UTF-8, as they are shown.
private func entries(
  of folder: String
) throws(FileFault) -> (names: [String], others: [String]) {
  guard let directory = unsafe opendir(folder) else {
    throw FileFault(path: folder, operation: .open, code: errno)
  }
  defer { unsafe closedir(directory) }
  var names: [String] = []
  var others: [String] = []
  errno = 0
  while let entry = unsafe readdir(directory) {
    // The name ends with a zero byte within the entry, which lives until the next call.
    let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { buffer in
      unsafe Array(buffer.prefix { $0 != 0 })
    }
    if let name = String(validating: bytes, as: UTF8.self) {
      names.append(name)
    } else if bytes.first != 0x2E {
      others.append(visible(bytes: bytes))
    }
    errno = 0
  }
  guard errno == 0 else { throw FileFault(path: folder, operation: .read, code: errno) }
  return (names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, others)
}

/// Whether a text matches a pattern in which `*` is any run of characters.
func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
  var patternIndex = pattern.startIndex
  var textIndex = text.startIndex
  // Where to go back to: the newest star takes one character more. Earlier stars need not change then.
  var star: (pattern: Int, text: Int)?
  while textIndex < text.endIndex {
    if patternIndex < pattern.endIndex, pattern[patternIndex] == 0x2A {
      star = (patternIndex, textIndex)
      patternIndex += 1
    } else if patternIndex < pattern.endIndex, pattern[patternIndex] == text[textIndex] {
      patternIndex += 1
      textIndex += 1
    } else if let last = star {
      star = (last.pattern, last.text + 1)
      patternIndex = last.pattern + 1
      textIndex = last.text + 1
    } else {
      return false
    }
  }
  return pattern[patternIndex...].allSatisfy { $0 == 0x2A }
}

private func folded(_ text: String) -> [UInt8] {
  text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
}
