import Testing

@testable import Tables

@Suite("Tables")
struct TableTests {
  static let columns: [(ColumnType, [Value?])] = [
    (.boolean, [.boolean(true), nil, .boolean(false)]),
    (.integer, [.integer(1), .integer(-2), nil]),
    (.decimal, [nil, .decimal(0.5), .decimal(-1)]),
    (.day, [.day(Day(number: 0)), nil, .day(Day(number: -1))]),
    (.text, [.text("a"), .text(""), nil]),
    (.identifier, [.identifier(Identifier(number: 9_000_000_009)), nil, nil]),
    (.pseudonym, [.pseudonym(Pseudonym("b2")), nil, .pseudonym(Pseudonym("a1"))]),
  ]

  @Test(
    "a column gives back what it was made of, and says what is missing", arguments: columns.indices)
  func values(index: Int) {
    let (type, values) = Self.columns[index]
    let column = Column(type, values)
    #expect(column.type == type)
    #expect(values.indices.map { column.value(at: $0) } == values)
    #expect(Column(type, values.filter { $0 != nil }).present == nil, "all present: no bitmap")
  }

  @Test("rows are gathered and joined end to end", arguments: columns.indices)
  func rows(index: Int) {
    let (type, values) = Self.columns[index]
    let column = Column(type, values)
    let gathered = column.gathered([2, 0, 0])
    #expect((0..<3).map { gathered.value(at: $0) } == [values[2], values[0], values[0]])
    let joined = Column.concatenated([Column(type, []), column, column])
    #expect((0..<6).map { joined.value(at: $0) } == values + values)
  }

  @Test("texts of two dictionaries join into one")
  func dictionaries() {
    let first = Column(.text, [.text("b"), .text("a")])
    let second = Column(.text, [.text("c"), .text("a")])
    guard case .text(let joined) = Column.concatenated([first, second]) else { return }
    #expect(joined.dictionary.texts == ["b", "a", "c"])
    #expect(joined.codes == [0, 1, 2, 1])
  }

  @Test("a missing text keeps the code zero when columns are joined")
  func missingTexts() {
    let first = Column(.text, [.text("b"), .text("a")])
    let second = Column(.text, [nil, .text("c"), nil])
    guard case .text(let joined) = Column.concatenated([first, second]) else { return }
    #expect(joined.codes == [0, 1, 0, 2, 0])
  }

  @Test("a dictionary of many texts finds each again")
  func manyTexts() {
    var dictionary = TextDictionary()
    for number in 0..<5000 { #expect(dictionary.insert("text \(number)") == Int32(number)) }
    for number in stride(from: 0, to: 5000, by: 7) {
      #expect(dictionary.code(of: "text \(number)") == Int32(number))
    }
    #expect(dictionary.code(of: "text 5000") == nil)
    #expect(dictionary[4999] == "text 4999")
  }

  @Test("a pseudonym shows itself nowhere but where it is disclosed, and comes by its bytes")
  func pseudonym() throws {
    let pseudonym = Pseudonym("k7Qz")
    let key = PersonKey.pseudonym(pseudonym)
    let value = Value.pseudonym(pseudonym)
    var dumped = ""
    dump([key], to: &dumped)
    dump(value, to: &dumped)
    for text in [
      "\(pseudonym)", String(reflecting: pseudonym), dumped, "\(key)", "\(value)", "\([key])",
    ] {
      #expect(text.contains("withheld") && !text.contains("k7Qz"))
    }
    #expect(key.disclosed == "k7Qz" && value.personKey == key)
    #expect(Pseudonym("Z") < Pseudonym("a") && Pseudonym("a") < Pseudonym("a0"))
  }

  @Test("a table of some rows carries the pseudonyms of these and no others")
  func gatheredPseudonyms() throws {
    let keys = ["c", "a", nil, "b", "a"].map { $0.map { Value.pseudonym(Pseudonym($0)) } }
    let column = Column(.pseudonym, keys).gathered([4, 2, 1])
    #expect(column.personKeys == [1, 2, 4].map { keys[$0]?.personKey })
    guard case .pseudonym(let texts) = column else {
      Issue.record("a column of pseudonyms stays one")
      return
    }
    #expect(texts.dictionary.texts == ["a"])
  }

  @Test("an identifier shows itself nowhere but where it is disclosed")
  func privacy() {
    let identifier = Identifier(number: 9_000_000_009)
    var dumped = ""
    dump(identifier, to: &dumped)
    for text in ["\(identifier)", String(reflecting: identifier), dumped, "\([identifier])"] {
      #expect(!text.contains("9000000009"))
    }
    #expect(identifier.disclosed == "9000000009")
    #expect(Identifier(number: 123).disclosed == "0000000123")
  }
}

@Suite("Places of rows")
struct RowPlacesTests {
  @Test("a row's place is its file and line, also after rejected lines and in a second file")
  func places() {
    var places = RowPlaces()
    places.startFile("a.csv")
    for (row, line) in [(0, 2), (1, 3), (2, 5), (3, 6)] { places.note(row: row, line: line) }
    var second = RowPlaces()
    second.startFile("b.csv")
    second.note(row: 0, line: 2)
    places.append(second, afterRows: 4)
    #expect(places.stretches.count == 3, "consecutive lines share a stretch")
    #expect(
      (0...4).map { places.place(ofRow: $0)?.description } == [
        "a.csv:2", "a.csv:3", "a.csv:5", "a.csv:6", "b.csv:2",
      ])
    #expect(RowPlaces().place(ofRow: 0) == nil)
    #expect(places.place(ofRow: 2, column: "sex")?.description == "a.csv:5: column 'sex'")
  }

  @Test("places of some rows are those rows' places")
  func filtering() {
    var places = RowPlaces()
    places.startFile("a.csv")
    for (row, line) in [(0, 2), (1, 3), (2, 5), (3, 6), (4, 7)] {
      places.note(row: row, line: line)
    }
    let filtered = places.filtered(Bitmap([true, false, true, true, false]))
    #expect((0..<3).map { filtered.place(ofRow: $0)?.row } == [2, 5, 6])
    #expect(places.filtered(Bitmap(repeating: true, count: 5)) == places)
  }
}
