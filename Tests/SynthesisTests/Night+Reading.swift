import Foundation
import Formats
import Parallel
import Synthesis
import Tables
import Testing

/// A night written to a folder of its own, which goes when the value does.
final class WrittenNight: Sendable {
  let folder: String
  let summary: SynthesisSummary

  init(
    patients: Int?, seed: UInt64 = 1, day: Day = SynthesisRequest.usualDate, isClean: Bool = false,
    published: String? = nil, commissioner: String? = nil
  ) throws {
    folder = FileManager.default.temporaryDirectory.path + "/synthesis-" + UUID().uuidString
    summary = try synthesise(
      SynthesisRequest(
        patients: patients, seed: seed, referenceDate: day, published: published,
        commissioner: commissioner, isClean: isClean, output: folder), progress: RowCounter())
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The rows of the files that match, each with its cells by the names in its file's header.
  func rows(_ pattern: String, layout: CSVLayout = CSVLayout()) throws -> [[String: String]] {
    try matchingFiles([pattern], below: folder).flatMap { file in
      let document = try CSVDocument(file, layout: layout)
      let header = document.rows.first ?? []
      return document.rows.dropFirst().map { row in
        Dictionary(zip(header, row)) { first, _ in first }
      }
    }
  }

  /// Rows of the files that match, none of which is as wide as its header.
  func raggedRows(_ pattern: String) throws -> Int {
    try matchingFiles([pattern], below: folder).reduce(0) { sum, file in
      let rows = try CSVDocument(file).rows
      return sum + rows.count { $0.count != rows[0].count }
    }
  }

  /// The lines of a text file, gzipped or not.
  func lines(_ pattern: String) throws -> [String] {
    let layout = CSVLayout(delimiter: 0x01, quote: nil)
    return try matchingFiles([pattern], below: folder).flatMap { file in
      try CSVDocument(file, layout: layout).rows.map { $0.first ?? "" }
    }
  }

  /// Every file's name and bytes.
  func contents() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      contents[name] = try Data(contentsOf: URL(filePath: folder + "/" + name))
    }
    return contents
  }

  func figure(_ name: String) throws -> SynthesisSummary.Figure {
    try #require(summary.figures.first { $0.name == name })
  }
}

/// The digits of an NHS number written with blanks or hyphens, as an integer; nil where it is not ten digits.
func digits(_ text: String) -> Int64? {
  let kept = text.filter { $0 != " " && $0 != "-" }
  return kept.utf8.count == 10 ? Int64(kept) : nil
}
