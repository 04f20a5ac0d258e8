import Model
import Definitions
import Expressions
import Health
import Tables

/// The persons of some tests, with every column that the pipeline works out for them.
///
/// The columns are made by the functions of `Health` that a run uses, in a run's order. What a test gives is set over
/// each column as soon as it is there, so that whatever is worked out from it comes after.
struct TestedPersons {
  /// The columns so far.
  private(set) var table: Table
  /// The row of each test's person; nil where the person is not in the population.
  let rowOfTest: [Int?]
  private let tests: [DefinitionTest]
  private let parameters: RunParameters

  /// Works out all columns.
  ///
  /// - Throws: `noSeason` where a feature's campaign has no season on the reference date.
  init(
    _ tests: [DefinitionTest], of pipeline: PipelineDefinition, population: PopulationDefinition,
    feeds: TestFeeds, accepted: [String: Bitmap], parameters: RunParameters
  ) throws(RunFault) {
    self.tests = tests
    self.parameters = parameters
    var definition = population
    definition.columns = []
    let registrations = feeds.tables[population.feed] ?? Table(rowCount: 0)
    let people = buildPopulation(
      definition,
      registrations: accepted[population.feed].map { registrations.filtered($0) } ?? registrations,
      places: RowPlaces(), feeds: feeds.tables, heldBack: [], parameters: parameters.plain
    ).persons.table
    var rowOfNumber: [Int64: Int] = [:]
    if case .identifier(let numbers)? = people[population.person] {
      for (row, number) in numbers.values.enumerated() { rowOfNumber[number] = row }
    }
    rowOfTest = feeds.numbers.map { rowOfNumber[$0.number] }
    table = Table(rowCount: people.rowCount)
    append(people)
    for column in population.columns {
      append(column.name, derived(column, on: table, parameters: parameters.plain))
    }
    try addFeatures(pipeline.features.value, feeds, accepted)
    // A run works scores out before segments, which may read them.
    for score in pipeline.scores {
      append(
        computeScore(
          score.value, persons: PersonTable(table), parameters: parameters.plain, absent: []
        ).columns.table)
    }
    for segmentation in pipeline.segmentations {
      append(
        assignSegments(
          segmentation.value, persons: PersonTable(table), parameters: parameters.plain
        ).table)
    }
  }

  private mutating func addFeatures(
    _ features: [FeatureDefinition], _ feeds: TestFeeds, _ accepted: [String: Bitmap]
  ) throws(RunFault) {
    for feature in features {
      _ = try parameters.parameters(of: feature.campaign, usedBy: feature.name)
    }
    // A reduction reads events and columns of the population, never another feature.
    let reductions = features.filter { if case .reduced = $0.kind { true } else { false } }
    append(made(reductions, feeds.tables, accepted))
    for feature in features where !reductions.contains(feature) {
      append(made([feature], [:], [:]))
    }
  }

  private func made(
    _ features: [FeatureDefinition], _ feeds: [String: Table], _ accepted: [String: Bitmap]
  ) -> Table {
    buildFeatures(
      features, persons: PersonTable(table), feeds: feeds, accepted: accepted,
      parameters: parameters.plain,
      campaigns: parameters.campaigns
    ).columns.table
  }

  private mutating func append(_ columns: Table) {
    for (name, column) in zip(columns.names, columns.columns) { append(name, column) }
  }

  /// Adds a column, with what the tests give set over it.
  private mutating func append(_ name: String, _ column: Column) {
    var values = (0..<column.count).map { column.value(at: $0) }
    var isGiven = false
    for (test, row) in zip(tests, rowOfTest) {
      guard let row, let cell = test.given.first(where: { $0.column == name }) else { continue }
      values[row] = cell.value
      isGiven = true
    }
    table.append(name, isGiven ? Column(column.type, values) : column)
  }
}
