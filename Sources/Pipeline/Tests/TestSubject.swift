import Model
import Definitions
import Expressions
import Health
import Tables

/// A definition that has tests.
enum TestSubject {
  case cohort(CohortDefinition)
  case segmentation(SegmentationDefinition)
  case score(ScoreDefinition)

  /// The definition that some tests are of; nil where the pipeline has none of the name.
  init?(of tests: DefinitionTests, in pipeline: PipelineDefinition) {
    func named<Definition>(_ all: [Defined<Definition>]) -> Definition? {
      all.first { $0.file == tests.file }?.value
    }
    let subject: TestSubject? =
      switch tests.kind {
      case .cohort: named(pipeline.cohorts).map { .cohort($0) }
      case .segmentation: named(pipeline.segmentations).map { .segmentation($0) }
      case .score: named(pipeline.scores).map { .score($0) }
      }
    guard let subject else { return nil }
    self = subject
  }

  /// The column that the definition's name becomes.
  var column: String {
    switch self {
    case .cohort(let cohort): columnName(of: cohort.name)
    case .segmentation(let set): columnName(of: set.name)
    case .score(let score): columnName(of: score.name)
    }
  }
}

/// A definition and what it made of the persons of one reference date.
struct TestedDefinition {
  /// The definition.
  let subject: TestSubject
  /// All persons, with every column of the pipeline.
  let persons: PersonTable
  /// The values that a cohort's conditions may use.
  private(set) var parameters: Parameters
  /// Whom a cohort selects; nil for other definitions.
  private(set) var selection: CohortSelection?
  /// The columns of the persons that a cohort reads, which are few of all; empty for other definitions.
  private(set) var columnsRead = PersonTable(Table(rowCount: 0))
  /// For each term of a score the persons for whom it adds something.
  private(set) var appliedTerms: [Bitmap] = []

  /// - Throws: `noSeason` where a cohort's campaign has no season on the reference date.
  init(
    _ subject: TestSubject, of pipeline: PipelineDefinition, persons: PersonTable,
    parameters: RunParameters
  ) throws(RunFault) {
    self.subject = subject
    self.persons = persons
    self.parameters = parameters.plain
    switch subject {
    case .cohort(let cohort):
      self.parameters = try parameters.parameters(of: cohort.campaign, usedBy: cohort.name)
      let names = columns(read: expressions(of: cohort, nil)).sorted()
      columnsRead = PersonTable(persons.table.selecting(names))
      selection = selectCohort(
        cohort, directory: pipeline.pathways?.value, persons: persons, parameters: self.parameters)
    case .score(let score):
      appliedTerms = Health.appliedTerms(score, persons: persons, parameters: parameters.plain)
    case .segmentation: break
    }
  }
}
