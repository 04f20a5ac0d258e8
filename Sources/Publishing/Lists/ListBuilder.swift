import Model
import Tables

/// Puts one list's columns together.
struct ListBuilder {
  let cohort: SelectedCohort
  /// For each row of the list its person's row in the person table.
  let people: [Int32]
  let persons: Table
  let sources: ListSources
  let referenceDate: Day
  let alsoOn: Column

  /// The list's columns in the order of `ListColumn`, safe to open in a spreadsheet.
  var table: Table {
    var table = Table(rowCount: people.count)
    for column in ListColumn.allCases {
      table.append(column.rawValue, self.column(column).safeInSpreadsheets)
    }
    return table
  }

  private func column(_ column: ListColumn) -> Column {
    switch column {
    case .referenceDate:
      .day(FixedColumn([Int32](repeating: referenceDate.number, count: people.count)))
    case .rank, .reasons, .pathway:
      cohort.byteCounts == nil
        ? cohort.members[column.rawValue] ?? empty(column.type) : empty(column.type)
    case .nhsNumber: gathered(sources.vocabulary.person, column)
    case .practiceCode: gathered(sources.vocabulary.practice, column)
    case .segment: gathered(sources.segment, column)
    case .riskBand: gathered(scoreColumn.map { $0 + "_band" }, column)
    case .score: gathered(scoreColumn, column).roundedToFourDecimals
    case .scoreVersion: scoreVersion
    case .lastDone: gathered(cohort.lastDone, column)
    case .lastOutcome: gathered(cohort.lastOutcome, column)
    case .alsoOn: alsoOn
    case .new: isNew
    case .age, .sex, .imdDecile, .informationNeed, .preferredLanguage, .carer, .careHome:
      gathered(sources.vocabulary.listed[column], column)
    }
  }

  private var scoreColumn: String? {
    cohort.score.map { String($0.map { $0 == "-" ? "_" : $0 }) }
  }

  private func gathered(_ name: String?, _ column: ListColumn) -> Column {
    persons.gathered(name, column.type, rows: people)
  }

  private func empty(_ type: ColumnType) -> Column { .missing(type, count: people.count) }

  /// Name and version of the score where there is one, and its origin where the score has one.
  private var scoreVersion: Column {
    guard let score = cohort.score, let version = cohort.scoreVersion, let name = scoreColumn,
      let scores = persons[name]
    else { return empty(.text) }
    var dictionary = TextDictionary(["\(score) \(version)"])
    var codeOfOrigin: [Int32] = []
    var origins: TextColumn?
    if case .text(let column)? = persons[name + "_origin"] {
      codeOfOrigin = column.dictionary.texts.map { dictionary.insert("\(score) \(version) \($0)") }
      origins = column
    }
    var codes = [Int32](repeating: 0, count: people.count)
    if let origins {
      for (row, person) in people.enumerated() where origins.present?[Int(person)] ?? true {
        codes[row] = codeOfOrigin[Int(origins.codes[Int(person)])]
      }
    }
    return .text(
      TextColumn(
        codes: codes, present: scores.present.map { $0.gathered(people) }, dictionary: dictionary))
  }

  private var isNew: Column {
    guard let earlier = cohort.earlier,
      case .identifier(let numbers)? = persons[sources.vocabulary.person]
    else { return empty(.boolean) }
    let known = Set(earlier.map(\.number))
    var bits = [UInt64](repeating: 0, count: (people.count + 63) / 64)
    for (row, person) in people.enumerated() where !known.contains(numbers.values[Int(person)]) {
      bits[row >> 6] |= 1 << UInt64(row & 63)
    }
    return .boolean(BooleanColumn(Bitmap(words: bits, count: people.count)))
  }
}

extension Table {
  /// Some rows of a column; all missing where the table has no such column.
  func gathered(_ name: String?, _ type: ColumnType, rows: [Int32]) -> Column {
    guard let name, let source = self[name] else { return .missing(type, count: rows.count) }
    return source.gathered(rows)
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
    case .text:
      .text(
        TextColumn(
          codes: [Int32](repeating: 0, count: count), present: present,
          dictionary: TextDictionary([""])))
    }
  }

  /// The column with its decimal numbers rounded, so that 0.47 + 0.58 shows as 1.05.
  var roundedToFourDecimals: Column {
    guard case .decimal(let column) = self else { return self }
    return .decimal(
      FixedColumn(column.values.map { ($0 * 10_000).rounded() / 10_000 }, present: column.present))
  }
}
