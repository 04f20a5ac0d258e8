import Tables
import Testing

@testable import Publishing

/// The texts of lists, each of which a warehouse has once.
@Suite("Texts of a warehouse")
struct WarehouseTextsTests {
  private func numbers(_ texts: inout WarehouseTexts, _ column: TextColumn) -> [Value?] {
    let numbered = texts.numbers(of: column)
    return (0..<numbered.count).map { numbered.value(at: $0) }
  }

  @Test("a text has one number in all columns, and one without a letter is missing")
  func numbers() {
    var texts = WarehouseTexts()
    let first = TextColumn(
      codes: [1, 0, 1, 2, 0], present: Bitmap([true, true, true, true, false]),
      dictionary: TextDictionary(["no statin", "high pressure", ""]))
    #expect(numbers(&texts, first) == [.integer(1), .integer(2), .integer(1), nil, nil])
    let second = TextColumn(codes: [0, 1], dictionary: TextDictionary(["other", "no statin"]))
    #expect(numbers(&texts, second) == [.integer(3), .integer(2)])
    let rows = texts.rows
    #expect(rows.names == ["text_id", "text"])
    #expect(
      (0..<3).map { rows["text_id"]?.value(at: $0) } == [.integer(1), .integer(2), .integer(3)])
    #expect(
      (0..<rows.rowCount).map { rows["text"]?.value(at: $0) } == [
        .text("high pressure"), .text("no statin"), .text("other"),
      ])
  }

  @Test("a text that no row has, such as one of people on no list, is not taken over")
  func unused() {
    var texts = WarehouseTexts()
    let column = TextColumn(
      codes: [2, 0], present: Bitmap([true, false]),
      dictionary: TextDictionary(["of a missing cell", "of nobody here", "of somebody"]))
    #expect(numbers(&texts, column) == [.integer(1), nil])
    #expect(texts.rows["text"]?.value(at: 0) == .text("of somebody") && texts.rows.rowCount == 1)
  }
}
