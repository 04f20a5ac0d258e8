import Expressions
import Formats
import Health
import Messages
public import Model
public import Tables

/// Indicators in the layout of NHS England's Central Metrics Library: `system/central-metrics/metric.csv`, `dimensions.csv` and `metadata.csv`.
///
/// It is made of the files of the system folder, and says nothing that they hide.
///
/// - Shape: `metric.csv` a row a share, `dimensions.csv` a row a class by which shares are split, `metadata.csv` a row an indicator.
/// - Units: `metric_value` in percent; numerator, denominator and 95% limits as JSON in `additional_metric_values`.
/// - Missing: an indicator whose shares are all hidden is not there; a share that is hidden or of nobody has no row, and so has an area without a code; a class that is not known is `unknown`.
/// - Source: cml-schemas 3.0.0 (NHS England, PyPI), for Proforma 3.0.
public struct CentralMetrics {
  private let library: CentralMetricsDefinition
  private let publish: PublishDefinition
  private let files: [(indicator: IndicatorDefinition, file: AggregateFile)]
  private let referenceDate: Day
  private let countedOn: Day

  /// Puts indicators and their files together; an indicator without a file is left out.
  ///
  /// What counts persons was counted for the day `countedOn`, and is published on the reference date.
  public init(
    _ library: CentralMetricsDefinition, _ publish: PublishDefinition,
    _ indicators: [IndicatorDefinition], _ files: [AggregateFile], referenceDate: Day,
    countedOn: Day
  ) {
    self.library = library
    self.publish = publish
    self.files = indicators.compactMap { indicator in
      files.first { $0.name.text == indicator.name && $0.table.names.contains(Name.percent) }
        .map { (indicator, $0) }
    }
    self.referenceDate = referenceDate
    self.countedOn = countedOn
  }

  /// The files, as the data package of the system folder names them.
  public static let files = [
    ("metric", "shares of indicators"), ("dimensions", "classes of their splits"),
    ("metadata", "what the indicators are"),
  ].map { name, title in
    PageFile(
      name: "central-metrics/\(name).csv", title: "Central Metrics Library: \(title)",
      resource: "central-metrics-\(name)")
  }

  /// The folder.
  public var folder: FolderContents {
    let shares = files.map { self.shares(of: $0.file) }
    let classes = distinct(shares.joined().flatMap { $0.classes.map(\.name) })
    return FolderContents(
      name: "system/central-metrics",
      files: [
        .init(name: "metric.csv", bytes: metrics(shares)),
        .init(name: "dimensions.csv", bytes: dimensions(shares, classes)),
        .init(name: "metadata.csv", bytes: metadata(shares)),
      ])
  }

  // MARK: Shares

  private struct Share {
    var locationType: String
    var location: String
    /// The classes that it is of, by column in the order of the file; none for everybody of the location.
    var classes: [(name: String, value: String)]
    var percent: Double
    var others: [(name: String, value: Value?)]
    var day: Day

    /// What it is split by and of which class it is, in words: the same for the same classes in each release.
    var dimension: String {
      classes.isEmpty
        ? Name.everybody
        : classes.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
    }
  }

  private func shares(of file: AggregateFile) -> [Share] {
    let table = file.table
    let groups = table.names.filter { !Name.known.contains($0) && isOfTexts(table, $0) }
    return (0..<table.rowCount).compactMap { row in
      func text(_ column: String) -> String? {
        guard case .text(let text)? = table.value(row: row, column: column) else { return nil }
        return text
      }
      guard case .decimal(let percent)? = table.value(row: row, column: Name.percent),
        let level = text(Name.level)
      else { return nil }
      var classes = groups.map { (name: $0, value: text($0) ?? Name.unknown) }
      let place: (type: String, code: String)
      if let type = Name.locationTypes[level] {
        guard let code = text(Name.area) else { return nil }
        place = (type, code)
      } else if level == "system" {
        place = (library.locationType, library.location)
      } else if file.countsPersons {
        // A split of the whole system, by a column of the person.
        place = (library.locationType, library.location)
        classes.append((level, text(Name.area) ?? Name.unknown))
      } else {
        guard let code = text(Name.area) else { return nil }
        place = (level, code)
      }
      return Share(
        locationType: place.type, location: place.code, classes: classes, percent: percent,
        others: Name.others.map { ($0.shown, table.value(row: row, column: $0.column)) },
        day: file.countsPersons ? countedOn : referenceDate)
    }
  }

  private func isOfTexts(_ table: AggregateTable, _ name: String) -> Bool {
    (0..<table.rowCount).contains { row in
      if case .text? = table.value(row: row, column: name) { true } else { false }
    }
  }

  // MARK: Files

  private var grain: String {
    switch publish.aggregates {
    case .eachRun: "daily"
    case .weekly: "weekly"
    case .monthly: "monthly"
    }
  }

  private func metrics(_ shares: [[Share]]) -> [UInt8] {
    let rows = zip(files, shares).flatMap { file, shares in
      shares.map { share -> [Value?] in
        let metric = file.indicator.name
        let place = "\(share.locationType):\(share.location)"
        return [
          .text("\(metric)|\(place)|\(share.dimension)|\(share.day)"), .text(metric),
          .text(share.dimension), .text(grain), .text(share.location), .text(share.locationType),
          time(share.day), time(referenceDate), .decimal(share.percent),
          .text(additional(share.others)),
        ]
      }
    }
    return text(
      of: rows,
      [
        ("datapoint_id", .text), ("metric_id", .text), ("dimension_id", .text),
        ("reporting_grain", .text), ("location_id", .text), ("location_type", .text),
        ("reporting_period_start_datetime", .text), ("publication_datetime", .text),
        ("metric_value", .decimal), ("additional_metric_values", .text),
      ])
  }

  private func dimensions(_ shares: [[Share]], _ classes: [String]) -> [UInt8] {
    var seen: Set<String> = []
    var rows: [[Value?]] = []
    for share in shares.joined() where seen.insert(share.dimension).inserted {
      let names = share.classes.map(\.name)
      let type = names.isEmpty ? Name.everybody : names.joined(separator: ";")
      rows.append(
        [.text(share.dimension), .text(type), .integer(Int64(names.count))]
          + classes.map { name in
            .text(share.classes.first { $0.name == name }?.value ?? "all_\(name)")
          })
    }
    return text(
      of: rows,
      [
        ("dimension_id", .text), ("dimension_type_id", .text), ("dimension_count", .integer),
      ] + classes.map { ($0, .text) })
  }

  private func metadata(_ shares: [[Share]]) -> [UInt8] {
    let rows = zip(files, shares).filter { !$1.isEmpty }.map { file, shares in
      fields(of: file.indicator, file.file, shares)
    }
    return text(of: rows, metadataFields.map { ($0.name, .text) })
  }

  private func fields(
    of indicator: IndicatorDefinition, _ file: AggregateFile, _ shares: [Share]
  ) -> [Value?] {
    let facts = MetricFacts(
      indicator: indicator, library: library, publish: publish, grain: grain,
      countsPersons: file.countsPersons, leftOut: file.leftOut.sentence,
      locationTypes: distinct(shares.map(\.locationType)).joined(separator: ";"),
      dimensionTypes: distinct(shares.flatMap { $0.classes.map(\.name) })
        .joined(separator: ";"),
      since: time(file.countsPersons ? countedOn : referenceDate))
    return metadataFields.map { $0.value(facts) }
  }

  private func text(of rows: [[Value?]], _ columns: [(name: String, type: ColumnType)]) -> [UInt8] {
    var table = Table(rowCount: rows.count)
    for (index, column) in columns.enumerated() {
      table.append(
        column.name, Column(column.type, rows.map { $0[index] }).safeInSpreadsheets)
    }
    return csvText(of: table, rows: 0..<rows.count)
  }

  private func time(_ day: Day) -> Value { .text("\(day)T00:00:00") }

  private func additional(_ values: [(name: String, value: Value?)]) -> String {
    let members = values.compactMap { name, value -> String? in
      switch value {
      case .integer(let number): "\"\(name)\": \(number)"
      case .decimal(let number) where number.isFinite: "\"\(name)\": \(number)"
      default: nil
      }
    }
    return "{\(members.joined(separator: ", "))}"
  }
}

/// What the row of a metric's metadata is made of.
private struct MetricFacts {
  var indicator: IndicatorDefinition
  var library: CentralMetricsDefinition
  var publish: PublishDefinition
  var grain: String
  var countsPersons: Bool
  var leftOut: String
  var locationTypes: String
  var dimensionTypes: String
  var since: Value

  var source: String {
    if case .published(let proportion) = indicator.kind { proportion.feed } else { library.source }
  }
}

private struct MetadataField: Sendable {
  var name: String
  var value: @Sendable (MetricFacts) -> Value?

  init(_ name: String, _ value: @escaping @Sendable (MetricFacts) -> Value?) {
    self.name = name
    self.value = value
  }

  init(_ name: String, _ text: String) {
    self.init(name) { _ in .text(text) }
  }
}

/// The fields of a metric's metadata, in the library's order.
private let metadataFields: [MetadataField] = [
  .init("metric_family_id") { .text($0.indicator.name) },
  .init("metric_id") { .text($0.indicator.name) },
  .init("metric_status", "active"),
  .init("metric_state", "live"),
  .init("metric_title") { .text($0.indicator.title) },
  .init("metric_start_date") { $0.since },
  .init("metric_end_date") { _ in nil },
  .init("available_metric_category", "proportion"),
  .init("available_reporting_grain") { .text($0.grain) },
  .init("available_location_types") { .text($0.locationTypes) },
  .init("available_dimension_types") {
    $0.dimensionTypes.isEmpty ? nil : .text($0.dimensionTypes)
  },
  .init("business_area") { .text($0.library.businessArea) },
  .init("business_sub_area") { .text($0.library.businessSubArea) },
  .init("domain") { _ in nil },
  .init("numerator_source_name") { .text($0.source) },
  .init("numerator_project_id") { _ in nil },
  .init("numerator_source_platform") { _ in nil },
  .init("denominator_source_name") { .text($0.source) },
  .init("denominator_project_id") { _ in nil },
  .init("denominator_source_platform") { _ in nil },
  .init("metric_owner") { .text($0.library.owner) },
  .init("metric_short_name") { .text($0.indicator.name) },
  .init("metric_alias") { _ in nil },
  .init("metric_description") { .text("\($0.indicator.title). Source: \($0.indicator.source)") },
  .init("calculation") { facts in
    let isOfExpected =
      if case .persons(let proportion) = facts.indicator.kind { proportion.expected != nil } else {
        false
      }
    return .text("numerator / \(isOfExpected ? "expected" : "denominator") * 100")
  },
  .init("metric_purpose") {
    .text($0.publish.outputs[.aggregates]?.purpose ?? "Planning and evaluation")
  },
  .init("unit", "percent"),
  .init("format", "percentage"),
  .init("target") { facts in
    facts.indicator.target.map { .text("\(percent(ofShare: $0))%") }
  },
  .init("frequency_of_refresh") { .text($0.grain) },
  .init("aggregation", "add up numerators and denominators; percentages are not added"),
  .init("statistical_disclosure_control_flag") { .text($0.countsPersons ? "yes" : "no") },
  .init("statistical_disclosure_control_description") { facts in
    facts.countsPersons ? .text(sentence(forDisclosure: facts.publish.disclosure)) : nil
  },
  .init("interpretation") { facts in
    switch facts.indicator.betterWay {
    case .higher: .text("higher is better")
    case .lower: .text("lower is better")
    case .neither: nil
    }
  },
  .init("inclusion_exclusion_rules") { facts in
    guard case .persons(let proportion) = facts.indicator.kind else { return nil }
    return .text(
      "denominator: \(proportion.denominator.text); numerator: \(proportion.numerator.text)")
  },
  .init("usage") { _ in nil },
  .init("organisation_geog_type") { .text($0.locationTypes) },
  .init("footnotes") { facts in
    let text = facts.leftOut.drop { $0 == " " }
    return text.isEmpty ? nil : .text(String(text))
  },
  .init("notes") { _ in nil },
]

private enum Name {
  static let level = StepColumn.level
  static let area = "area"
  static let percent = "percent"
  static let everybody = "all"
  static let unknown = "unknown"
  /// The kinds of places by level.
  static let locationTypes = ["pcn": "primary-care-network", "practice": "gp-practice"]
  /// What is told beside a share.
  static let others = [
    (column: "numerator", shown: "numerator"), (column: "denominator", shown: "denominator"),
    (column: "expected", shown: "expected"), (column: "percent_lower", shown: "lower_limit"),
    (column: "percent_upper", shown: "upper_limit"),
  ]
  /// Columns that are no class.
  static let known: Set<String> = [
    level, area, "area_title", "against_target", leftOutColumn, "why", "lacks", "deprivation",
    PersonVocabulary.network,
  ]
}
