import Messages
import Model
import Publishing
import Statistics

/// What is worked out of the released figures once for the pages of all networks.
package struct SharedFigures: Sendable {
  /// How a measure is spread over the parts of the whole system.
  struct Measure: Sendable {
    /// The system's row.
    var system: ReleasedTable.Row?
    /// The range of the networks.
    var range: SystemRange?
    /// The groups by deprivation of the whole system, the most deprived first.
    var groups = DeprivationGroups([])
    /// The share of all practices together, in 1; nil where none has a figure.
    var average: Double?
    /// How much more practices differ than by chance; nil for fewer than two.
    var overDispersion: OverDispersion?
  }

  /// By indicator.
  private var measures: [String: Measure] = [:]

  subscript(indicator: String) -> Measure { measures[indicator] ?? Measure() }

  /// Works out ranges of all measures, and what those that are shown in detail need.
  ///
  /// - Complexity: one simulation for each measure that is shown in detail.
  package init(_ figures: ReleasedFigures) {
    for measure in figures.measures {
      var shared = Measure()
      shared.system = measure.table.rows.first(where: \.isOfSystem)
      shared.range = systemRange(
        of: measure.table.rows
          .filter { $0.text(StepColumn.level) == "pcn" && $0.text("area") != nil }
          .map { $0.confidenceInterval?.value })
      if figures.profile.inDetail.contains(measure.definition.name) {
        shared.groups = DeprivationGroups(
          figures.deprivationRows(of: measure.definition.name).filter(\.isOfSystem))
        let units = measure.table.rows.compactMap(\.funnelUnit)
        let people = units.reduce(0) { $0 + $1.denominator }
        if people > 0 {
          let average = units.reduce(0) { $0 + $1.events } / people
          shared.average = average
          shared.overDispersion = Statistics.overDispersion(
            of: units, on: .proportion(average: average))
        }
      }
      measures[measure.definition.name] = shared
    }
  }
}

/// The groups by deprivation of an area, the most deprived first, with the indices over them.
struct DeprivationGroups: Sendable {
  let rows: [ReleasedTable.Row]
  /// Nil where a group is hidden, or there are too few.
  let inequality: Inequality?

  /// 10,000 draws give limits whose own chance is some 1% of their width, which no page shows.
  init(_ rows: [ReleasedTable.Row]) {
    self.rows = rows.sorted { $0.rank < $1.rank }
    let groups = self.rows.compactMap(\.inequalityGroup)
    inequality =
      groups.count == rows.count
      ? Statistics.inequality(
        across: groups, on: .proportion, multiplier: 100,
        simulation: Simulation(repetitions: 10_000)) : nil
  }

  /// How many groups are hidden.
  var hidden: Int { rows.count { $0.figure("percent") == .hidden } }
}

extension ReleasedFigures {
  /// The rows of an indicator by deprivation; without those of whom it is not known.
  func deprivationRows(of indicator: String) -> [ReleasedTable.Row] {
    guard let column = profile.deprivation else { return [] }
    return (uptake?.rows ?? []).filter {
      $0.text("indicator") == indicator && $0.text(PeopleColumn.by) == column
        && $0.text(PeopleColumn.value) != nil
    }
  }
}

extension ReleasedTable.Row {
  /// The place of a group of deprivation: its number, or its text.
  fileprivate var rank: (Double, String) {
    let value = text(PeopleColumn.value) ?? ""
    return (Double(value) ?? .infinity, value)
  }
}

extension ReleasedTable.Row {
  /// The row as a group of people whose value is a share; nil where it is hidden.
  var inequalityGroup: InequalityGroup? {
    guard let interval = confidenceInterval, let people = figure("denominator").value else {
      return nil
    }
    return InequalityGroup(
      population: people, value: interval.value / 100,
      spread: .limits(lower: interval.lower / 100, upper: interval.upper / 100))
  }

  /// A practice's row as a unit of a funnel; nil for other rows, and where a count is hidden or there is nobody.
  var funnelUnit: FunnelUnit? {
    guard text(StepColumn.level) == "practice", let events = figure("numerator").value,
      let people = figure("denominator").value, people > 0, events <= people
    else { return nil }
    return FunnelUnit(events: events, denominator: people)
  }

  /// The share and its limits.
  var confidenceInterval: ConfidenceInterval? { interval("percent") }

  /// A value with its limits; nil where one is hidden or missing.
  func interval(_ column: String) -> ConfidenceInterval? {
    guard let value = figure(column).value, let lower = figure(column + "_lower").value,
      let upper = figure(column + "_upper").value
    else { return nil }
    return ConfidenceInterval(value: value, lower: lower, upper: upper)
  }
}
