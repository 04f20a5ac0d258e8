import Model
import Tables

/// The columns of the table of what is expected of practices, which every limit of a practice's part of a feed or of a list reads.
public enum ExpectedColumn {
  /// The practice's code.
  public static let practice = "practice"
  /// The column whose filled cells are counted; missing where rows are, or people on a list.
  public static let column = "column"
  /// The code whose rows are counted; missing for all filled cells, and for rows.
  public static let code = "code"
  /// Between which two numbers the values of the code's rows lie that are counted; missing for all of its rows.
  public static let band = "band"
  /// How many there are tonight; missing of a practice that is not looked at.
  public static let count = "count"
  /// How many a patient are expected of the next night.
  public static let rate = "rate"
  /// How many a patient are too many on the next night, above which there are too many; those of the newest days are in it.
  public static let most = "most"
  /// The reference date of the last night on which the practice's part was complete; missing where it is not known.
  public static let completeOn = "complete_on"
  /// The newest day among the rows of that night; missing where it is not known, and of anything but rows.
  public static let newest = "newest"
}

/// What a practice had a patient when its part of a feed, or of a list, was last complete.
struct PracticeRate: Equatable {
  /// Those a patient that are expected.
  var least: Double
  /// Those above which there are too many.
  var most: Double
  /// The reference date of that night; nil where it is not known.
  var completeOn: Day?
  /// The newest day among the rows of that night; nil where it is not known.
  var newest: Day? = nil

  /// What is expected of some patients.
  func rows(of patients: Int) -> (least: Double, most: Double) {
    (least * Double(patients), most * Double(patients))
  }
}

extension PracticeRate {
  /// What is expected after a complete night.
  ///
  /// New rows keep up what is expected and do not raise it: they may be wrong, and not be there any more on the next night.
  /// But if they are, they are not too many then. By a share of `change` what is expected falls, or is raised by what is too
  /// much, in a night.
  init(
    after before: PracticeRate?, _ now: (all: Double, old: Double), isSwollen: Bool,
    change: Double = changeOfNight, on night: Day
  ) {
    completeOn = night
    guard let before else {
      (least, most) = (now.all, now.all)
      return
    }
    guard isSwollen else {
      let usual = min(now.all, max(now.old, before.least))
      least = max(usual, before.least * (1 - change))
      most = max(now.all, least)
      return
    }
    least = before.least * (1 + change)
    most = max(before.most, least) * (1 + change) + now.all - now.old
  }
}

/// By this share what is expected falls, or is raised by rows that are too many, in a night.
let changeOfNight = 0.02

/// What is expected of each practice, by what is counted.
struct ExpectedRates {
  private var rates: [String: [ExpectedMeasure: PracticeRate]] = [:]
  private let night: Day?

  /// Reads the table of an earlier night, which had a reference date; nil where nothing is known yet.
  init(_ earlier: (table: Table, day: Day?)?) {
    night = earlier?.day
    guard let table = earlier?.table,
      case .decimal(let least)? = table[ExpectedColumn.rate],
      case .decimal(let most)? = table[ExpectedColumn.most],
      let practices = table[ExpectedColumn.practice]?.texts,
      let columns = table[ExpectedColumn.column]?.texts,
      let codes = table[ExpectedColumn.code]?.texts,
      let days = table[ExpectedColumn.completeOn]?.days
    else { return }
    // A table of an earlier version has no newest days and no bands.
    let bands = table[ExpectedColumn.band]?.texts
    let newest = table[ExpectedColumn.newest]?.days
    for row in 0..<table.rowCount where least.present?[row] ?? true {
      guard let practice = practices.text(at: row) else { continue }
      let measure = ExpectedMeasure(
        column: columns.text(at: row), code: codes.text(at: row), band: bands?.text(at: row))
      rates[practice, default: [:]][measure] = PracticeRate(
        least: least.values[row], most: most.values[row],
        completeOn: days.day(at: row), newest: newest?.day(at: row))
    }
  }

  /// What is expected of a practice; empty for one of which nothing is known yet.
  func rates(of practice: String) -> [ExpectedMeasure: PracticeRate] { rates[practice] ?? [:] }

  /// What is expected of a practice's rows.
  func rate(of practice: String) -> PracticeRate? { rates[practice]?[.rows] }

  /// The practices that are not among some, by code.
  func others(than practices: Set<String>) -> [String] {
    sortedBytewise(rates.keys.filter { !practices.contains($0) })
  }

  /// The reference date of a practice's last complete night; of one that had none, of the newest release.
  func completeOn(_ practice: String) -> Day? { rate(of: practice)?.completeOn ?? night }
}

/// The table of what is expected of practices, as it is put together.
struct ExpectedTable {
  private var practices: [String] = []
  private var measures: [ExpectedMeasure] = []
  private var counts: [Int?] = []
  private var rates: [PracticeRate] = []

  /// Adds what is expected; nothing where it is not known.
  mutating func append(
    _ practice: String, _ measure: ExpectedMeasure, count: Int?, _ rate: PracticeRate?
  ) {
    guard let rate else { return }
    practices.append(practice)
    measures.append(measure)
    counts.append(count)
    rates.append(rate)
  }

  /// Adds what was expected of a practice before, which stays as it was.
  mutating func append(_ practice: String, _ rates: [ExpectedMeasure: PracticeRate]) {
    for (measure, rate) in rates.sorted(by: { $0.key.isBefore($1.key) }) {
      append(practice, measure, count: nil, rate)
    }
  }

  /// One row a practice and measure: see `ExpectedColumn`.
  var table: Table {
    func texts(_ text: (ExpectedMeasure) -> String?) -> Column {
      Column(.text, measures.map { measure in text(measure).map { .text($0) } })
    }
    return Table(
      [
        (ExpectedColumn.practice, .text(TextColumn(practices))),
        (ExpectedColumn.column, texts(\.column)), (ExpectedColumn.code, texts(\.code)),
        (ExpectedColumn.band, texts(\.band)),
        (ExpectedColumn.count, Column(.integer, counts.map { $0.map { .integer(Int64($0)) } })),
        (ExpectedColumn.rate, .decimal(FixedColumn(rates.map(\.least)))),
        (ExpectedColumn.most, .decimal(FixedColumn(rates.map(\.most)))),
        (
          ExpectedColumn.completeOn,
          Column(.day, rates.map { $0.completeOn.map { .day($0) } })
        ),
        (ExpectedColumn.newest, Column(.day, rates.map { $0.newest.map { .day($0) } })),
      ], rowCount: practices.count)
  }
}

extension FixedColumn<Int32> {
  /// The day in a row; nil where there is none.
  fileprivate func day(at row: Int) -> Day? {
    present?[row] ?? true ? Day(number: values[row]) : nil
  }
}
