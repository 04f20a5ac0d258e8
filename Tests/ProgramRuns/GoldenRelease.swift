import Foundation

/// A release that is held byte for byte against the one that is kept, or kept where UPDATE_GOLDEN is 1.
///
/// Fingerprints in `release.json` are not compared: those of a night in the past depend on the day of the run. A workbook is kept as
/// the text of its parts, `lists.xlsx.txt`, which can be reviewed and does not depend on the library's compression; a warehouse as what
/// its tables are, `warehouse.sqlite.txt`: its rows are held against the other files.
struct GoldenRelease {
  /// The folder of the release that is kept.
  var expected: URL
  /// The release that was made.
  var made: URL
  /// Whether workbooks, pages and the warehouse are held too.
  var holdsWorkbooks = true

  /// What differs, a text a file; empty where nothing does.
  func differences() throws -> [String] {
    let made = try withWorkbooksAsText(contents(of: made).mapValues { withoutFingerprints($0) })
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try keep(made) }
    let wanted = try contents(of: expected)
    return Set(wanted.keys).union(made.keys).sorted().compactMap { path in
      switch (wanted[path], made[path]) {
      case (nil, _): "\(path) is made and not expected"
      case (_, nil): "\(path) is expected and not made"
      case (let wanted?, let made?):
        wanted == made ? nil : "\(path) differs in \(firstDifference(wanted, made))"
      }
    }
  }

  private func withoutFingerprints(_ data: Data) -> Data {
    let text = String(decoding: data, as: UTF8.self)
    guard text.contains("\"made_of\"") else { return data }
    return Data(text.replacing(/"[0-9a-f]{32}"/, with: "\"\"").utf8)
  }

  private func withWorkbooksAsText(_ files: [String: Data]) throws -> [String: Data] {
    var texts: [String: Data] = [:]
    for (path, data) in files {
      if path.hasSuffix(".sqlite") {
        if holdsWorkbooks {
          texts[path + ".txt"] = try warehouseText(at: made.appending(path: path))
        }
      } else if path.hasSuffix(".html") {
        if holdsWorkbooks { texts[path] = data }
      } else if !path.hasSuffix(".xlsx") {
        texts[path] = data
      } else if holdsWorkbooks {
        texts[path + ".txt"] = try workbookText(at: made.appending(path: path))
      }
    }
    return texts
  }

  private func keep(_ files: [String: Data]) throws {
    try? FileManager.default.removeItem(at: expected)
    for (path, data) in files {
      let target = expected.appending(path: path)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: target)
    }
  }

  private func firstDifference(_ wanted: Data, _ made: Data) -> String {
    let lines = { (data: Data) in
      String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }
    for (number, pair) in zip(lines(wanted), lines(made)).enumerated() where pair.0 != pair.1 {
      return "line \(number + 1)\n  expected \(pair.0)\n  made     \(pair.1)"
    }
    return "where it ends"
  }
}
