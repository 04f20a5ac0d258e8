import Expressions
@testable import ReferenceEngine
import Tables
import Testing

@Suite("Reading expressions")
struct ParserTests {
  /// What each text means, said by a text with all its parentheses.
  @Test(
    "operators bind as in SQL",
    arguments: [
      ("on_af or on_af and on_af", "on_af or (on_af and on_af)"),
      ("not on_af and on_af", "(not on_af) and on_af"),
      ("not age = 1", "not (age = 1)"),
      ("age + 2 * age - 1", "(age + (2 * age)) - 1"),
      ("age / 2 / 3", "(age / 2) / 3"),
      ("age - 2 - 3", "(age - 2) - 3"),
      ("-age * 2", "(-(age)) * 2"),
      ("age + 1 < age * 2", "(age + 1) < (age * 2)"),
      ("age between 1 + 1 and 3 and on_af", "(age between (1 + 1) and 3) and on_af"),
      ("age not between 1 and 2", "not (age between 1 and 2)"),
      ("age not in (1, 2)", "not (age in (1, 2))"),
      ("age is not null", "not (age is null)"),
      ("age = 1 is true", "(age = 1) is true"),
      ("age in (1, 2) is not true", "not ((age in (1, 2)) is true)"),
      ("age != 1", "age <> 1"),
      ("AGE_IS IS NULL OR ON_AF", "\"AGE_IS\" is null or \"ON_AF\""),
      ("case WHEN on_af THEN 1 END", "case when on_af then 1 else null end"),
      ("person.age > 1", "\"person\".\"age\" > 1"),
      ("person.age > 1", "\"person.age\" > 1"),
      ("date > date '2026-01-01'", "\"date\" > Date '2026-01-01'"),
      ("event_on - interval '2 weeks' > event_on", "event_on - INTERVAL '2' WEEK > event_on"),
      ("event_on - interval '-2' month > event_on", "event_on + interval '2' months > event_on"),
      ("YEARS_BETWEEN(event_on, event_on) > 1", "years_between(event_on, event_on) > 1"),
      ("'it''s' = sex", "('it''s') = sex"),
      ("\n age\t>\r\n1", "age > 1"),
    ])
  func precedence(text: String, meant: String) throws {
    let scope = Scope(
      columns: [
        "on_af": .boolean, "age": .integer, "AGE_IS": .integer, "ON_AF": .boolean,
        "person.age": .integer, "date": .day, "event_on": .day, "weight": .decimal, "sex": .text,
      ], parameters: [:])
    let found = try check(text, in: scope).get().root
    let expected = try check(meant, in: scope).get().root
    #expect(found == expected)
  }

  @Test("a checked expression says what it reads")
  func reads() throws {
    let checked = try check(
      "age >= limit and person.sex = 'F' or age is null",
      in: Scope(
        columns: ["age": .integer, "person.sex": .text, "other": .day],
        parameters: ["limit": .decimal, "age": .text])
    ).get()
    #expect(checked.columns == ["age", "person.sex"])
    #expect(checked.parameters == ["limit"])
    #expect(checked.type == .boolean)
    #expect(
      checked.root
        == .or([
          .and([
            .comparison(
              .greaterOrEqual, .asDecimal(.column("age", .integer)), .parameter("limit", .decimal)),
            .comparison(.equal, .column("person.sex", .text), .literal(.text("F"))),
          ]),
          .isNull(.column("age", .integer)),
        ]))
  }

  @Test("whatever is thrown at it, it reads or says what is wrong")
  func anything() {
    let pieces = [
      "age", "on_af", "sex", "event_on", "(", ")", "and", "or", "not", "between", "in", "is",
      "null",
      "case", "when", "then", "else", "end", "'a'", "'", "\"", "1", "1.5", "9e9", "+", "-", "*",
      "/", "<>",
      "=", ",", "date", "interval", "'2026-02-29'", "'5'", "year", "round", "coalesce", ".", "é",
      "\u{301}",
      "\0", "😀", "count_true", "abs",
    ]
    var numbers = SeededNumbers(seed: 7)
    for _ in 0..<5_000 {
      let count = Int.random(in: 0...12, using: &numbers)
      let text = (0..<count).map { _ in numbers.pick(pieces) }
        .joined(separator: numbers.once(in: 4) ? "" : " ")
      if case .failure(let found) = check(text, in: MistakeTests.scope) {
        #expect(!found.mistakes.isEmpty)
        for mistake in found.mistakes {
          #expect(mistake.range.upperBound <= text.utf8.count, "\(text)")
        }
      }
    }
  }
}
