import Foundation
import Tables
import Testing

@testable import Formats

@Suite("Widths of whole numbers")
struct WholeNumberWidthTests {
  @Test(
    "a number at the end of a width is in it, and the next one is not",
    arguments: [
      (0, 8), (127, 8), (128, 16), (-128, 8), (-129, 16), (32_767, 16), (32_768, 32), (-32_768, 16),
      (2_147_483_647, 32), (2_147_483_648, 64), (-2_147_483_648, 32), (-2_147_483_649, 64),
      (Int64.max, 64), (Int64.min, 64),
    ] as [(Int64, Int)])
  func numbers(number: Int64, bits: Int) throws {
    #expect(WholeNumberWidth(of: .integer(FixedColumn([0, number, 1]))).bits == bits)
    // What is written is what is read.
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.arrow").path
      let table = Table([("n", .integer(FixedColumn([number, -1, 1])))], rowCount: 3)
      try writeArrow(table, to: path)
      #expect(try readArrow(path) == table)
    }
  }

  @Test("codes are as wide as their dictionary is long", arguments: [(0, 8), (128, 8), (129, 16)])
  func codes(count: Int, bits: Int) {
    let texts = TextColumn(
      codes: [0], dictionary: TextDictionary((0..<count).map { "\($0)" }))
    #expect(WholeNumberWidth(of: .text(texts)).bits == bits)
  }
}
