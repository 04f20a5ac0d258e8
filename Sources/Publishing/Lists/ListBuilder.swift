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
    case .rank, .reasons, .pathway: cohort.members[column.rawValue] ?? empty(column.type)
    case .nhsNumber: gathered(sources.person, column)
    case .practiceCode: gathered(sources.practice, column)
    case .segment: gathered(sources.segment, column)
    case .riskBand: gathered(scoreColumn.map { $0 + "_band" }, column)
    case .score: gathered(scoreColumn, column).roundedToFourDecimals
    case .lastDone: gathered(cohort.lastDone, column)
    case .lastOutcome: gathered(cohort.lastOutcome, column)
    case .alsoOn: alsoOn
    case .new: isNew
    case .age, .sex, .imdDecile, .informationNeed, .preferredLanguage, .carer, .careHome:
      gathered(column.rawValue, column)
    }
  }

  private var scoreColumn: String? {
    cohort.score.map { String($0.map { $0 == "-" ? "_" : $0 }) }
  }

  private func gathered(_ name: String?, _ column: ListColumn) -> Column {
    guard let name, let source = persons[name] else { return empty(column.type) }
    return source.gathered(people)
  }

  private func empty(_ type: ColumnType) -> Column {
    let count = people.count
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

  private var isNew: Column {
    guard let earlier = cohort.earlier, case .identifier(let numbers)? = persons[sources.person]
    else { return empty(.boolean) }
    let known = Set(earlier.map(\.number))
    var bits = [UInt64](repeating: 0, count: (people.count + 63) / 64)
    for (row, person) in people.enumerated() where !known.contains(numbers.values[Int(person)]) {
      bits[row >> 6] |= 1 << UInt64(row & 63)
    }
    return .boolean(BooleanColumn(Bitmap(words: bits, count: people.count)))
  }
}

extension Column {
  /// The column with its decimal numbers rounded, so that 0.47 + 0.58 shows as 1.05.
  fileprivate var roundedToFourDecimals: Column {
    guard case .decimal(let column) = self else { return self }
    return .decimal(
      FixedColumn(column.values.map { ($0 * 10_000).rounded() / 10_000 }, present: column.present))
  }
}
