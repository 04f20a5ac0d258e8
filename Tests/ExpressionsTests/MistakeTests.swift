import Model
import Expressions
import Tables
import Testing

@Suite("Mistakes in expressions")
struct MistakeTests {
  static let scope = Scope(
    columns: [
      "age": .integer, "weight": .decimal, "event_on": .day, "sex": .text, "on_af": .boolean,
      "nhs_number": .identifier, "key": .pseudonym, "person.date_of_birth": .day, "Größe": .decimal,
      "register": .text,
    ],
    parameters: ["reference_date": .day, "season": .text],
    texts: ["register": ["AF", "COPD", "DM"]])

  /// A text with `[` and `]` around the place of each mistake, and the mistakes in the order of their places.
  struct Wrong: CustomTestStringConvertible, Sendable {
    let marked: String
    let reasons: [ExpressionMistake.Reason]

    init(_ marked: String, _ reasons: ExpressionMistake.Reason...) {
      self.marked = marked
      self.reasons = reasons
    }

    var testDescription: String { marked }

    var text: String { marked.filter { $0 != "[" && $0 != "]" } }

    var mistakes: [ExpressionMistake] {
      var ranges: [Range<Int>] = []
      var start = 0
      var offset = 0
      for byte in marked.utf8 {
        switch byte {
        case UInt8(ascii: "["): start = offset
        case UInt8(ascii: "]"): ranges.append(start..<offset)
        default: offset += 1
        }
      }
      return zip(reasons, ranges).map { ExpressionMistake($0, at: $1) }
    }
  }

  private func expectMistakes(_ wrong: Wrong, as type: ColumnType? = nil) {
    switch check(wrong.text, in: Self.scope, as: type) {
    case .success(let checked): Issue.record("\(wrong.text) was read as \(checked.root)")
    case .failure(let found): #expect(found.mistakes == wrong.mistakes, "\(wrong.text)")
    }
  }

  @Test(
    "what cannot be cut into words",
    arguments: [
      Wrong("age >= 65 [;]", .unexpectedCharacter),
      Wrong("age [%] 2 [!] 3", .unexpectedCharacter, .unexpectedCharacter),
      Wrong("sex = [‘]F[’]", .unexpectedCharacter, .unexpectedCharacter),
      Wrong("sex = ['F]", .unclosedText),
      Wrong("[\"sex = 1]", .unclosedText),
      Wrong("age [--] 2", .unexpectedCharacter),
      Wrong("age > [12abc]", .notANumber("12abc")),
      Wrong("age > [1.2.3]", .notANumber("1.2.3")),
      Wrong("age > [1.]", .notANumber("1.")),
      Wrong("age > [1e]", .notANumber("1e")),
      Wrong("[\0]", .unexpectedCharacter),
    ])
  func words(wrong: Wrong) { expectMistakes(wrong) }

  @Test(
    "what breaks the grammar",
    arguments: [
      Wrong("[]", .expected("a value")),
      Wrong("  []", .expected("a value")),
      Wrong("age >=[]", .expected("a value")),
      Wrong("age >= [and] on_af", .expected("a value")),
      Wrong("age = 1 [=] 2", .expected("the end")),
      Wrong("(age = 1[]", .expected("')'")),
      Wrong("age = 1[)]", .expected("the end")),
      Wrong("age between 1 [or] 2", .expected("'and'")),
      Wrong("age in [65]", .expected("'('")),
      Wrong("age in ([)]", .expected("a value")),
      Wrong("age is [65]", .expected("'null', 'not', 'true' or 'false'")),
      Wrong("age is not [x]", .expected("'null', 'true' or 'false'")),
      Wrong("case [age] when 1 then 2 end", .expected("'when'")),
      Wrong("case when on_af [else] 1 end", .expected("'then'")),
      Wrong("case when on_af then 1[]", .expected("'end'")),
      Wrong(
        "event_on + interval '5' [>] reference_date", .expected("'day', 'week', 'month' or 'year'")),
      Wrong("sex = [not] on_af", .expected("a value")),
      Wrong("sex like[]", .expected("a value")),
      Wrong("sex [similar] to 'F%'", .expected("the end")),
      Wrong("age [age]", .expected("the end")),
    ])
  func grammar(wrong: Wrong) { expectMistakes(wrong) }

  @Test(
    "patterns that are none",
    arguments: [
      Wrong("sex like [season]", .expected("a pattern between quotes")),
      Wrong("[age] like '1%'", .wrongType(expected: "a text", found: .integer)),
      Wrong("[like(sex)]", .argumentCount(function: "like", expected: "2", found: 1)),
      Wrong("regexp_full_match(sex, [season])", .expected("a pattern between quotes")),
      Wrong(
        "regexp_full_match(sex, ['(a'])",
        .expected("a POSIX extended regular expression; in this one: unmatched ( or \\(")),
      Wrong(
        "regexp_full_match(sex, ['a)(b'])",
        .expected("a POSIX extended regular expression; in this one: unmatched ( or \\(")),
      Wrong(
        #"regexp_full_match(sex, ['\d+'])"#,
        .expected(
          #"a POSIX extended regular expression; in this one: '\d' is none; write a class such as [0-9] or [[:alpha:]]"#
        )),
    ])
  func patterns(wrong: Wrong) { expectMistakes(wrong) }

  @Test(
    "literals that are none",
    arguments: [
      Wrong("event_on > [date '2026-02-29']", .notADate("2026-02-29")),
      Wrong("event_on > [date '31/03/2026']", .notADate("31/03/2026")),
      Wrong("event_on > [date '0000-01-01']", .notADate("0000-01-01")),
      Wrong("event_on > reference_date - [interval 'five' year]", .notADate("five year")),
      Wrong("event_on > reference_date - [interval '5 decades']", .notADate("5 decades")),
      Wrong(
        "event_on > reference_date - [interval '99999999999' day]", .notADate("99999999999 day")),
      Wrong("age < [9223372036854775808]", .notANumber("9223372036854775808")),
      Wrong("weight < [1e999]", .notANumber("1e999")),
      Wrong("event_on - [interval '-2147483648' day] > reference_date", .notANumber("-2147483648")),
    ])
  func literals(wrong: Wrong) { expectMistakes(wrong) }

  @Test(
    "names and calls",
    arguments: [
      Wrong("[agee] > 1", .unknownName("agee", nearest: "age")),
      Wrong("[AGE] > 1", .unknownName("AGE", nearest: "age")),
      Wrong("[refrence_date] > event_on", .unknownName("refrence_date", nearest: "reference_date")),
      Wrong(
        "[person.date_of_brith] > event_on",
        .unknownName("person.date_of_brith", nearest: "person.date_of_birth")),
      Wrong("sex = [\"M\"]", .unknownName("M", nearest: nil)),
      Wrong(
        "Größe > 1 and [Grösse] > [wieght]", .unknownName("Grösse", nearest: "Größe"),
        .unknownName("wieght", nearest: "weight")),
      Wrong(
        "[year_between](event_on, reference_date) > 1",
        .unknownFunction("year_between", nearest: "years_between")),
      Wrong(
        "[nosuchthing](event_on, [x])", .unknownFunction("nosuchthing", nearest: nil),
        .unknownName("x", nearest: nil)),
      Wrong(
        "[years_between(event_on)] > 1",
        .argumentCount(function: "years_between", expected: "2", found: 1)),
      Wrong("[lower()] = 'x'", .argumentCount(function: "lower", expected: "1", found: 0)),
      Wrong(
        "[round(1, 2, 3)] > 1",
        .argumentCount(function: "round", expected: "1 or 2", found: 3)),
      Wrong(
        "[coalesce()] > 1",
        .argumentCount(function: "coalesce", expected: "at least 1", found: 0)),
    ])
  func names(wrong: Wrong) { expectMistakes(wrong) }

  @Test(
    "types that do not fit",
    arguments: [
      Wrong("[event_on >= '2026-03-31']", .mismatchedTypes(.day, .text)),
      Wrong("[age = 'old']", .mismatchedTypes(.integer, .text)),
      Wrong("[nhs_number = 9434765919]", .mismatchedTypes(.identifier, .integer)),
      Wrong("[key = 'ab12']", .mismatchedTypes(.pseudonym, .text)),
      Wrong(
        "age in (1, [sex], [event_on])", .mismatchedTypes(.integer, .text),
        .mismatchedTypes(.integer, .day)),
      Wrong("age between 1 and ['x']", .mismatchedTypes(.integer, .text)),
      Wrong("[age] and on_af", .wrongType(expected: "a condition", found: .integer)),
      Wrong(
        "not [sex] or [age]", .wrongType(expected: "a condition", found: .text),
        .wrongType(expected: "a condition", found: .integer)),
      Wrong("[age] is true", .wrongType(expected: "a condition", found: .integer)),
      Wrong("[on_af < true]", .wrongType(expected: "a number, a day or a text", found: .boolean)),
      Wrong(
        "[on_af] between true and false",
        .wrongType(expected: "a number, a day or a text", found: .boolean)),
      Wrong(
        "[sex] * [on_af] > 1", .wrongType(expected: "a number", found: .text),
        .wrongType(expected: "a number", found: .boolean)),
      Wrong("-[sex] = 1", .wrongType(expected: "a number", found: .text)),
      Wrong("[event_on + 5] > reference_date", .mismatchedTypes(.day, .integer)),
      Wrong("[event_on - 5] > reference_date", .mismatchedTypes(.day, .integer)),
      Wrong("[event_on + reference_date] > reference_date", .mismatchedTypes(.day, .day)),
      Wrong(
        "[age] + interval '1' year > reference_date",
        .wrongType(expected: "a day", found: .integer)),
      Wrong(
        "age > [interval '1' year]",
        .expected("a day before + or - and this interval")),
      Wrong(
        "case when [age] then 1 else ['x'] end",
        .wrongType(expected: "a condition", found: .integer),
        .mismatchedTypes(.integer, .text)),
      Wrong("coalesce(age, [sex]) = 1", .mismatchedTypes(.integer, .text)),
      Wrong("least(event_on, [age]) > reference_date", .mismatchedTypes(.day, .integer)),
      Wrong(
        "greatest([on_af])", .wrongType(expected: "a number, a day or a text", found: .boolean)),
      Wrong("years_between([age], reference_date)", .wrongType(expected: "a day", found: .integer)),
      Wrong("lower([age])", .wrongType(expected: "a text", found: .integer)),
      Wrong("count_true([age], on_af)", .wrongType(expected: "a condition", found: .integer)),
      Wrong("round(weight, [age])", .expected("a whole number from 0 to 15")),
      Wrong("round(weight, [16])", .expected("a whole number from 0 to 15")),
      Wrong("abs([sex])", .wrongType(expected: "a number", found: .text)),
      Wrong("[null]", .expected("a value with a type")),
      Wrong("[coalesce(null, null)]", .expected("a value with a type")),
    ])
  func types(wrong: Wrong) { expectMistakes(wrong) }

  @Test(
    "comparisons with null, which select nobody",
    arguments: [
      Wrong("[event_on = null]", .comparedWithNull(.sides(.equal))),
      Wrong("not [null <> age]", .comparedWithNull(.sides(.notEqual))),
      Wrong(
        "[sex != (null)] or [age < null]", .comparedWithNull(.sides(.notEqual)),
        .comparedWithNull(.sides(.less))),
      Wrong("[null = null]", .comparedWithNull(.sides(.equal))),
      Wrong("[age = coalesce(null, null)]", .comparedWithNull(.sides(.equal))),
      Wrong("[age = case when on_af then null end]", .comparedWithNull(.sides(.equal))),
      Wrong("age between [null] and [null]", .comparedWithNull(.range), .comparedWithNull(.range)),
      Wrong("[null] not between 1 and age", .comparedWithNull(.range)),
      Wrong("sex in ('F', [null])", .comparedWithNull(.list)),
      Wrong("sex not in ([null])", .comparedWithNull(.list)),
      Wrong("[null] in (1, ['x'])", .comparedWithNull(.list), .mismatchedTypes(.integer, .text)),
      Wrong("case when [age = null] then 1 end", .comparedWithNull(.sides(.equal))),
    ])
  func nulls(wrong: Wrong) { expectMistakes(wrong) }

  /// A text that a value never has, of those that `register` has where nothing else is said.
  private static func never(
    _ text: String, _ column: String? = "register", nearest: String? = nil,
    known: [String] = ["AF", "COPD", "DM"]
  ) -> ExpressionMistake.Reason {
    .unknownText(text, column: column, nearest: nearest, known: known)
  }

  @Test(
    "texts that a value never has",
    arguments: [
      Wrong("register = ['DMX']", never("DMX", nearest: "DM")),
      Wrong("['dm'] <> register", never("dm", nearest: "DM")),
      Wrong("register in ('DM', ['COPDD'], ['Z'])", never("COPDD", nearest: "COPD"), never("Z")),
      Wrong("not register not in ([''])", never("")),
      Wrong("['DMX'] in (register, sex)", never("DMX", nearest: "DM")),
      Wrong("case when register = ['DMX'] then 1 end", never("DMX", nearest: "DM")),
      Wrong(
        "coalesce(register, 'none') = ['non']",
        never("non", nil, nearest: "none", known: ["AF", "COPD", "DM", "none"])),
      Wrong(
        "lower(register) = ['DM']", never("DM", nil, nearest: "dm", known: ["af", "copd", "dm"])),
      Wrong(
        "case when on_af then 'yes' when age > 1 then 'no' end = ['maybe']",
        never("maybe", nil, known: ["no", "yes"])),
      Wrong(
        "least(register, 'A') = ['B']", never("B", nil, known: ["A", "AF", "COPD", "DM"])),
    ])
  func texts(wrong: Wrong) { expectMistakes(wrong) }

  @Test(
    "texts that a value may have",
    arguments: [
      "register = 'DM'", "register in ('AF', 'COPD')", "sex = 'X'", "'a' = 'b'", "sex = register",
      "register < 'B'", "register between 'A' and 'B'", "coalesce(register, sex) = 'X'",
      "coalesce(register, 'none') <> 'none'", "upper(register) = 'DM'", "season = '2026'",
      "case when on_af then sex else 'no' end = 'maybe'",
    ])
  func possibleTexts(text: String) {
    #expect(throws: Never.self) { try check(text, in: Self.scope).get() }
  }

  @Test("an expression says which texts it can give")
  func knownTexts() throws {
    func known(_ text: String) throws -> Set<String>? {
      try check(text, in: Self.scope).get().knownTexts
    }
    #expect(try known("register") == ["AF", "COPD", "DM"])
    #expect(try known("case when on_af then 'yes' else null end") == ["yes"])
    #expect(try known("coalesce(sex, 'none')") == nil)
    #expect(try known("age") == nil)
  }

  @Test(
    "where null means something it stays",
    arguments: [
      "age is null", "null is null", "coalesce(age, null) = 1", "least(age, null) < 65",
      "case when on_af then age else null end > 1", "age + null = 1", "on_af and null",
    ])
  func meaningfulNulls(text: String) {
    #expect(throws: Never.self) { try check(text, in: Self.scope).get() }
  }

  @Test("the value must have the type that is asked for")
  func wanted() {
    expectMistakes(
      Wrong("[age]", .wrongType(expected: "a condition", found: .integer)), as: .boolean)
    expectMistakes(
      Wrong("[weight]", .wrongType(expected: "a whole number", found: .decimal)), as: .integer)
    #expect(
      (try? check("age", in: Self.scope, as: .decimal).get())?.root
        == .asDecimal(.column("age", .integer)))
    #expect((try? check("null", in: Self.scope, as: .day).get())?.root == .missing(.day))
    #expect((try? check("on_af", in: Self.scope, as: .boolean).get())?.type == .boolean)
  }

  @Test("nesting is limited, whatever nests")
  func nesting() throws {
    let shapes = [
      ("(", "age", ")"), ("-", "(age)", ""), ("not ", "on_af", ""), ("abs(", "age", ")"),
    ]
    for (before, core, after) in shapes {
      func text(_ depth: Int) -> String {
        let open = String(repeating: before == "-" ? "- " : before, count: depth)
        return open + core + String(repeating: after, count: depth)
      }
      #expect(throws: Never.self) { try check(text(40), in: Self.scope).get() }
      for depth in [60, 20_000] {
        let found = #expect(throws: ExpressionMistakes.self) {
          try check(text(depth), in: Self.scope).get()
        }
        #expect(found?.mistakes.map(\.reason) == [.nestedTooDeeply(limit: 50)])
      }
    }
  }

  @Test("a chain of operators is limited, a chain of conditions is not")
  func chains() throws {
    func chain(_ sign: String, _ operand: String, _ count: Int) -> String {
      Array(repeating: operand, count: count).joined(separator: sign)
    }
    #expect(throws: Never.self) { try check(chain(" + ", "age", 200), in: Self.scope).get() }
    let found = #expect(throws: ExpressionMistakes.self) {
      try check(chain(" + ", "age", 20_000), in: Self.scope).get()
    }
    #expect(found?.mistakes.map(\.reason) == [.nestedTooDeeply(limit: 200)])
    #expect(throws: Never.self) { try check(chain(" and ", "on_af", 20_000), in: Self.scope).get() }
    let tests = "on_af" + String(repeating: " is not true", count: 20_000)
    #expect(throws: ExpressionMistakes.self) { try check(tests, in: Self.scope).get() }
  }
}
