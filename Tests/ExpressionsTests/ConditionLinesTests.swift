import Expressions
import Tables
import Testing

@Suite("Conditions in lines")
struct ConditionLinesTests {
  private let scope = Scope(
    columns: [
      "on_af": .boolean, "on_chd": .boolean, "age": .integer, "sex": .text, "seen_on": .day,
      "weight": .decimal,
    ], parameters: ["reference_date": .day])

  /// The lines of a condition, a step to the right for each depth; a line that is put together from others ends in a colon.
  private func lines(_ text: String) throws -> [String] {
    try check(text, in: scope).get().conditionLines.map { line in
      String(repeating: "  ", count: line.depth) + (line.word.isEmpty ? "" : line.word + " ")
        + line.condition.text + (line.isJoined ? ":" : "")
    }
  }

  @Test(
    "a condition is laid out by its parts, each as it may be written",
    arguments: [
      ("age >= 40", ["age >= 40"]),
      ("on_af", ["on_af"]),
      ("not on_af", ["not on_af"]),
      ("age >= 40 and on_af", ["age >= 40", "and on_af"]),
      (
        "age >= 40 and (on_af or not on_chd) and seen_on is not null",
        [
          "age >= 40", "and on_af or not on_chd:", "  on_af", "  or not on_chd",
          "and seen_on is not null",
        ]
      ),
      ("not (on_af or on_chd)", ["on_af", "or on_chd"]),
      (
        "on_af is not true and (age = 1 or age in (2, 3) and on_chd)",
        [
          "on_af is not true", "and age = 1 or (age in (2, 3) and on_chd):", "  age = 1",
          "  or age in (2, 3) and on_chd:", "    age in (2, 3)", "    and on_chd",
        ]
      ),
      (
        "age = 1 or on_af and on_chd",
        ["age = 1", "or on_af and on_chd:", "  on_af", "  and on_chd"]
      ),
      ("coalesce(sex <> '1', true)", ["sex <> '1'"]),
      (
        "on_af and coalesce(sex <> '1', true)",
        ["on_af", "and coalesce(sex <> '1', true):", "  sex <> '1'"]
      ),
      ("count_true(on_af, on_chd) >= 2", ["on_af", "on_chd"]),
      ("age > case when on_af then 75 else 58 end", ["on_af"]),
      (
        "on_chd or age > case when on_af then 75 else 58 end",
        ["on_chd", "or age > case when on_af then 75 else 58 end:", "  on_af"]
      ),
      (
        "seen_on > reference_date - interval '12' month",
        ["seen_on > reference_date - interval '12' month"]
      ),
    ])
  func layout(text: String, expected: [String]) throws {
    #expect(try lines(text) == expected)
  }

  @Test("each line is true or false as the same text by itself")
  func evaluation() throws {
    let table = Table([
      ("on_af", .boolean(BooleanColumn(Bitmap([true])))),
      ("on_chd", .boolean(BooleanColumn(Bitmap([false])))),
      ("age", Column(.integer, [nil])),
    ])
    let condition = try check("on_chd or (on_af and age >= 40)", in: scope).get()
    let parameters = Parameters([:])
    let truths = condition.conditionLines.map {
      $0.condition.evaluate(on: table, parameters: parameters).value(at: 0)
    }
    #expect(truths == [.boolean(false), nil, .boolean(true), nil])
  }
}
