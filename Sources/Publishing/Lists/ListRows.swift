import Messages
import Model
import Tables

/// The rows of one list, from which its columns are put together.
struct ListRows {
  /// The members, by network and rank.
  let members: Table
  /// The columns of the person that the list shows.
  let persons: Table
  /// Who has one of this week's places; nil where there are none to be had.
  let places: WeekPlaces?
  /// What is said on the lists that count.
  let open: OpenListTexts?
  /// The keys of those who were on the list before; nil where nothing is known of that.
  let earlier: Column?
  /// The column of the person's number.
  let person: String
  let referenceDate: Day
  /// For each row of the list its person's row in the person table.
  private let people: [Int32]

  init(
    members: Table, persons: Table, places: WeekPlaces? = nil, open: OpenListTexts? = nil,
    earlier: Column?, person: String, referenceDate: Day
  ) {
    self.members = members
    self.persons = persons
    self.places = places
    self.open = open
    self.earlier = earlier
    self.person = person
    self.referenceDate = referenceDate
    people = ListRows.people(of: members)
  }

  /// The columns of some fields, safe to open in a spreadsheet.
  func table(of fields: [ListField]) -> Table {
    Table(
      fields.map { field in
        let column = column(field.source)
        // A number below 0 is no formula.
        if case .shownNumber = field.source { return (field.field.name, column) }
        return (field.field.name, column.safeInSpreadsheets)
      }, rowCount: people.count)
  }

  private func column(_ source: ListSource) -> Column {
    switch source {
    case .referenceDate:
      members[MemberColumn.asOf]
        ?? .day(FixedColumn([Int32](repeating: referenceDate.number, count: people.count)))
    case .member(let name): declared(members, name)
    case .roundedMember(let name): declared(members, name).roundedToFourDecimals
    case .person(let name): declared(persons, name).gathered(people)
    case .shownNumber(let name, let decimals):
      declared(persons, name).gathered(people).shown(decimals: decimals)
    case .score(let score):
      declared(persons, ScoreColumn.score.name(of: score)).gathered(people).roundedToFourDecimals
    case .scoreVersion(let score): scoreVersion(score)
    case .alsoOn: preconditionFailure("what else people are on is not of one list")
    case .new: isNew
    case .thisWeek: hasPlace
    case .personInWords(let name, let words):
      declared(persons, name).gathered(people).inWords(words)
    case .listsInWords(let name, let words): declared(members, name).listsInWords(words)
    case .openReasons: openTexts { $0.reasons(of: $1) }
    case .openOffers: openTexts { $0.offers(of: $1) }
    case .nothing(let type): .missing(type, count: people.count)
    }
  }

  /// A column that the list's plan named, so that it is there.
  private func declared(_ table: Table, _ name: String) -> Column {
    guard let column = table[name] else {
      preconditionFailure("a list gets the columns that its plan names")
    }
    return column
  }

  private func scoreVersion(_ score: ScoreDefinition) -> Column {
    let title = "\(score.name) \(score.version)"
    let scores = declared(persons, ScoreColumn.score.name(of: score.name))
    var dictionary = TextDictionary([title])
    var codes = [Int32](repeating: 0, count: people.count)
    if score.columns.contains(.origin),
      case .text(let origins) = declared(persons, ScoreColumn.origin.name(of: score.name))
    {
      let codeOfOrigin = origins.dictionary.texts.map { dictionary.insert("\(title) \($0)") }
      for (row, person) in people.enumerated() where origins.present?[Int(person)] ?? true {
        codes[row] = codeOfOrigin[Int(origins.codes[Int(person)])]
      }
    }
    return .text(
      TextColumn(
        codes: codes, present: scores.present.map { $0.gathered(people) }, dictionary: dictionary))
  }

  private var isNew: Column {
    guard let before = EarlierPeople(earlier, keys: declared(persons, person)) else {
      return .missing(.boolean, count: people.count)
    }
    return newcomers { !before.includes(person: $0) }
  }

  /// Which rows of the list are of a person, by row of the person table, who was not on it before.
  private func newcomers(_ isNew: (Int) -> Bool) -> Column {
    var bits = [UInt64](repeating: 0, count: (people.count + 63) / 64)
    for (row, person) in people.enumerated() where isNew(Int(person)) {
      bits[row >> 6] |= 1 << UInt64(row & 63)
    }
    return .boolean(BooleanColumn(Bitmap(words: bits, count: people.count)))
  }

  /// What the lists that count say to each person.
  private func openTexts(_ texts: (OpenListTexts, [Int32]) -> TextColumn) -> Column {
    guard let open else { return .missing(.text, count: people.count) }
    return .text(texts(open, people))
  }

  private var hasPlace: Column {
    guard let places else { return .missing(.boolean, count: people.count) }
    return .boolean(
      BooleanColumn(places.placed.gathered(people), present: places.ranked.gathered(people)))
  }

  private static func people(of members: Table) -> [Int32] {
    guard case .integer(let column)? = members[MemberColumn.person] else {
      preconditionFailure("members name their persons by row")
    }
    return column.values.map { Int32(truncatingIfNeeded: $0) }
  }
}

extension Column {
  /// A column without values.
  static func missing(_ type: ColumnType, count: Int) -> Column {
    let present: Bitmap? = Bitmap(repeating: false, count: count)
    let zeros = [Int64](repeating: 0, count: count)
    return switch type {
    case .boolean: .boolean(BooleanColumn(Bitmap(repeating: false, count: count), present: present))
    case .integer: .integer(FixedColumn(zeros, present: present))
    case .identifier: .identifier(FixedColumn(zeros, present: present))
    case .decimal: .decimal(FixedColumn([Double](repeating: 0, count: count), present: present))
    case .day: .day(FixedColumn([Int32](repeating: 0, count: count), present: present))
    case .text: .text(missingTexts(present, count: count))
    case .pseudonym: .pseudonym(missingTexts(present, count: count))
    }
  }

  private static func missingTexts(_ present: Bitmap?, count: Int) -> TextColumn {
    TextColumn(
      codes: [Int32](repeating: 0, count: count), present: present,
      dictionary: TextDictionary([""]))
  }

  /// A column of codes in words; a code without words stands as it is.
  func inWords(_ words: [String: String]) -> Column {
    guard case .text(let column) = self else { return self }
    return .text(
      column.mapped { code, text in
        let code = String(decoding: code, as: UTF8.self)
        text += (words[code] ?? code).utf8
      })
  }

  /// A column of lists' names, joined, in the lists' words.
  func listsInWords(_ words: [String: String]) -> Column {
    guard case .text(let column) = self else { return self }
    let names = TextDictionary(words.keys)
    let told = words.values.map { Array($0.utf8) }
    let separator = Array(ItemLists.separator.utf8)
    return .text(
      column.mapped { joined, text in
        for name in ItemLists.items(in: joined) {
          if !text.isEmpty { text += separator }
          if let code = names.code(of: name.span) {
            text += told[Int(code)]
          } else {
            text += name
          }
        }
      })
  }

  /// The column with its decimal numbers as texts of just so many decimals, halves away from zero.
  func shown(decimals: Int) -> Column {
    guard case .decimal(let column) = self else { return self }
    var dictionary = TextDictionary()
    let codes = column.values.map { number in
      dictionary.insert(Messages.decimal(number, places: decimals))
    }
    return .text(TextColumn(codes: codes, present: column.present, dictionary: dictionary))
  }

  /// The column with its decimal numbers rounded, so that 0.47 + 0.58 shows as 1.05.
  var roundedToFourDecimals: Column {
    guard case .decimal(let column) = self else { return self }
    return .decimal(
      FixedColumn(column.values.map { ($0 * 10_000).rounded() / 10_000 }, present: column.present))
  }
}
