import Health
public import Model
public import Statistics
import Tables

/// An indicator's disclosed figures by the values of the columns that it is split by.
public struct IndicatorParts: Sendable {
  /// The indicator.
  public var definition: IndicatorDefinition
  /// The figures, as `measureParts` makes them.
  public var table: AggregateTable

  /// Puts both together.
  public init(_ definition: IndicatorDefinition, _ table: AggregateTable) {
    self.definition = definition
    self.table = table
  }

  /// The columns by which it is split in such a way.
  fileprivate func columns(_ isWanted: (PersonProportion.Split) -> Bool) -> Set<String> {
    guard case .persons(let proportion) = definition.kind else { return [] }
    return Set(proportion.splits.filter(isWanted).map(\.column))
  }

  /// The rows of all together and of the values of some columns.
  fileprivate func rows(of columns: Set<String>, ofSystemAlone: Bool) -> AggregateTable {
    let (by, level) = (table.published(PeopleColumn.by), table.published(StepColumn.level))
    return table.selecting { row in
      guard case .text(let by)? = by[row] else { return false }
      return (by == PeopleColumn.all || columns.contains(by))
        && (!ofSystemAlone || level[row] == .text("system"))
    }
  }
}

extension AggregateFile {
  /// Uptake of some indicators by deprivation in each network: `uptake-by-deprivation.csv`.
  ///
  /// - Shape: the disclosed counts of each indicator that is split in networks under each other, with a column `indicator`.
  public static func uptakeByDeprivation(_ indicators: [IndicatorParts]) -> AggregateFile? {
    let parts = indicators.compactMap { parts -> (label: String, table: AggregateTable)? in
      let columns = parts.columns(\.isInNetworks)
      guard !columns.isEmpty else { return nil }
      return (parts.definition.name, parts.rows(of: columns, ofSystemAlone: false))
    }
    guard let name = FileName("uptake-by-deprivation"),
      let table = AggregateTable.stacked(parts, labelled: "indicator")
    else { return nil }
    return AggregateFile(
      name: name, title: "Uptake by deprivation in each network",
      description:
        "Numerator and denominator of the indicators that networks' pages show in detail, by deprivation, of all and of each network.",
      table: table)
  }

  /// Some indicators by groups of people in the whole system: `inequalities.csv`.
  ///
  /// - Shape: a row a value of each of the columns, below that of all together.
  public static func inequalities(
    _ indicators: [IndicatorParts], by groups: [String]
  ) -> AggregateFile? {
    ofSystem(
      "inequalities", "Indicators by groups of people",
      "Numerator and denominator of indicators in the whole system by age, sex, ethnic group, deprivation or what else is stated, each share with its limits beside the target, or beside the whole system where there is none.",
      indicators, by: Set(groups))
  }

  /// All indicators by district of residence: `districts.csv`.
  ///
  /// - Shape: a row a district, below that of all together.
  public static func districts(
    _ indicators: [IndicatorParts], by district: String
  ) -> AggregateFile? {
    ofSystem(
      "districts", "Indicators by district of residence",
      "Numerator and denominator of indicators by the district in which people live, each share with its limits beside the target, or beside the whole system where there is none.",
      indicators, by: [district])
  }

  private static func ofSystem(
    _ file: String, _ title: String, _ description: String, _ indicators: [IndicatorParts],
    by wanted: Set<String>
  ) -> AggregateFile? {
    let parts = indicators.compactMap { parts -> (label: String, table: AggregateTable)? in
      guard !parts.columns({ wanted.contains($0.column) }).isEmpty else { return nil }
      let table = parts.rows(of: wanted, ofSystemAlone: true).besideBenchmark(parts.definition)
      return (parts.definition.name, table.selecting(columnsOfSystem))
    }
    guard let name = FileName(file),
      let table = AggregateTable.stacked(parts, labelled: "indicator")
    else { return nil }
    return AggregateFile(name: name, title: title, description: description, table: table)
  }

  private static let columnsOfSystem = [
    PeopleColumn.by, PeopleColumn.value, "denominator", "numerator", "percent", "percent_lower",
    "percent_upper", BenchmarkColumn.benchmark, BenchmarkColumn.of, BenchmarkColumn.compared,
    leftOutColumn,
  ]
}

extension AggregateFile {
  /// Some lists beside the people who are considered for them: `representativeness.csv`.
  ///
  /// - Shape: the rows of each list under each other, with a column `cohort`.
  public static func representativeness(
    _ lists: [(name: String, table: AggregateTable)]
  ) -> AggregateFile? {
    guard let name = FileName("representativeness"),
      let table = AggregateTable.stacked(
        lists.map { (label: $0.name, table: $0.table) }, labelled: "cohort")
    else { return nil }
    return AggregateFile(
      name: name, title: "Lists beside the people who are considered for them",
      description:
        "How large a part each group is of a list, and of those whom the list's step eligible leaves, in the whole system: the shares, the difference of both with the list's Wilson limits less the people's share, and how it compares.",
      table: table)
  }
}

extension AggregateTable {
  /// The table with the difference of a list's shares and those of the people whom it is drawn from, and how it compares.
  ///
  /// The people are all there are, so that the limits are those of the list's share alone. All together have no difference.
  public var besideShares: AggregateTable {
    let of = RepresentationColumn.percentOfList
    let (by, people) = (published(PeopleColumn.by), published(RepresentationColumn.percentOfPeople))
    let list = [of, of + "_lower", of + "_upper"].map { published($0) }
    func differences(_ values: [Value?]) -> [Double?] {
      (0..<rowCount).map { row in
        guard by[row] != .text(PeopleColumn.all), let share = values[row]?.number,
          let whole = people[row]?.number
        else { return nil }
        return ((share - whole) * 10).rounded() / 10
      }
    }
    let found = list.map { differences($0) }
    let words = (0..<rowCount).map { row -> Comparison? in
      guard let value = found[0][row], let lower = found[1][row], let upper = found[2][row] else {
        return nil
      }
      return comparison(
        of: ConfidenceInterval(value: value, lower: lower, upper: upper), with: 0,
        polarity: .neither)
    }
    let hiddenRows = (0..<rowCount).filter {
      isHidden(of, $0) || isHidden(RepresentationColumn.percentOfPeople, $0)
    }
    let marks = Bitmap(of: hiddenRows, count: rowCount)
    var result = self
    for (name, values) in zip(DifferenceColumn.all, found) {
      result = result.appending(
        name, Column(.decimal, values.map { $0.map { .decimal($0) } }), hidden: marks)
    }
    return result.appending(
      BenchmarkColumn.compared, Column(.text, words.map { $0.map { .text($0.rawValue) } }),
      hidden: marks)
  }
}

/// The columns of a difference of two shares, in percentage points.
public enum DifferenceColumn {
  /// The difference.
  public static let difference = "difference"
  /// Its lower 95% limit.
  public static let lower = "difference_lower"
  /// Its upper 95% limit.
  public static let upper = "difference_upper"
  static let all = [difference, lower, upper]
}

/// The columns of what figures are held against.
public enum BenchmarkColumn {
  /// The benchmark in percent.
  public static let benchmark = "benchmark"
  /// What it is: `target` or `system`.
  public static let of = "benchmark_of"
  /// How the figure compares, as a word of `Comparison`.
  public static let compared = "compared"
}

extension AggregateTable {
  /// The table with what each percentage is held against, the target or else the percentage of all together, and what comes of it.
  ///
  /// It is worked out of the figures that are shown, and hidden where they are. All together are not held against themselves.
  fileprivate func besideBenchmark(_ definition: IndicatorDefinition) -> AggregateTable {
    let by = published(PeopleColumn.by)
    let (percents, lower, upper) = (
      published("percent"), published("percent_lower"), published("percent_upper")
    )
    let all = by.indices.first { by[$0] == .text(PeopleColumn.all) }
    let target = definition.target.map { percent(ofShare: $0) }
    let benchmark = target ?? all.flatMap { percents[$0]?.number }
    let hidesBenchmark = target == nil && (all.map { isHidden("percent", $0) } ?? false)
    let compared = (0..<rowCount).map { row -> Comparison? in
      guard target != nil || row != all, let value = percents[row]?.number,
        let low = lower[row]?.number, let high = upper[row]?.number
      else { return nil }
      let interval = ConfidenceInterval(value: value, lower: low, upper: high)
      return comparison(
        of: interval, with: benchmark, polarity: definition.betterWay.polarity)
    }
    let words = Column(.text, compared.map { $0.map { .text($0.rawValue) } })
    let source = Value.text(target == nil ? "system" : "target")
    let hiddenRows = (0..<rowCount).filter { row in
      hidesBenchmark && (target != nil || row != all) || isHidden("percent", row)
    }
    return
      appending(
        BenchmarkColumn.benchmark,
        Column(.decimal, (0..<rowCount).map { _ in benchmark.map { .decimal($0) } }),
        hidden: hidesBenchmark ? Bitmap(repeating: true, count: rowCount) : nil
      )
      .appending(BenchmarkColumn.of, Column(.text, (0..<rowCount).map { _ in source }))
      .appending(BenchmarkColumn.compared, words, hidden: Bitmap(of: hiddenRows, count: rowCount))
  }
}

extension Value {
  /// A decimal as a number; nil for anything else.
  fileprivate var number: Double? { if case .decimal(let number) = self { number } else { nil } }
}

extension BetterWay {
  /// The same for comparisons.
  public var polarity: Polarity {
    switch self {
    case .higher: .higherIsBetter
    case .lower: .lowerIsBetter
    case .neither: .neither
    }
  }
}
