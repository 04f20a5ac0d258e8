import Messages
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
  case features(FeatureSet)
  case population(PopulationDefinition)
  case impact(ImpactDefinition)

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
      case .features: named(pipeline.features).map { .features($0) }
      case .population: pipeline.population.map { .population($0.value) }
      case .impact: pipeline.impact.map { .impact($0.value) }
      }
    guard let subject else { return nil }
    self = subject
  }

  /// The name of the definition's step in the plan.
  var step: String {
    switch self {
    case .cohort(let cohort): PersonPlan.name(ofCohort: cohort.name)
    case .segmentation(let set): PersonPlan.name(ofSegments: set.name)
    case .score(let score): PersonPlan.name(ofScore: score.name)
    case .features(let set): PersonPlan.name(of: set)
    case .population: PersonPlan.population
    case .impact(let impact): PersonPlan.name(ofImpact: impact.name)
    }
  }
}

/// A definition and what it made of the persons of one reference date.
struct TestedDefinition {
  /// The definition.
  let subject: TestSubject
  /// All persons, with every column of the pipeline.
  private(set) var persons: PersonTable
  /// The values that a cohort's conditions may use.
  let parameters: Parameters
  /// Whom a cohort selects; nil for other definitions.
  private(set) var selection: CohortSelection?
  /// Everybody with an open list that counts, as an impact definition ranks them; nil for other definitions.
  private(set) var ranked: Table?
  /// The columns of the persons that the definition declares.
  private(set) var columnsRead: PersonTable
  /// What the columns of the person are called.
  let vocabulary: PersonVocabulary
  /// For each term of a score the persons for whom it adds something.
  private(set) var appliedTerms: [Bitmap] = []

  /// - Throws: `noSeason` where a cohort's campaign has no season on the reference date.
  init(
    _ subject: TestSubject, of people: TestedPersons, parameters: RunParameters
  ) throws(RunFault) {
    self.subject = subject
    persons = people.run.persons
    guard let step = people.plan[subject.step] else {
      throw .ourMistake("the plan has no step '\(subject.step)'")
    }
    vocabulary = people.plan.vocabulary
    columnsRead = PersonTable(persons.table.selecting(step.reads))
    switch subject {
    case .cohort(let cohort):
      self.parameters = try planned { () throws(StepFault) in
        try parameters.parameters(of: cohort.campaign, usedBy: cohort.name)
      }
      guard case .cohort(let selection)? = people.run.outputs[step.name] else {
        throw .ourMistake("the step '\(step.name)' was not carried out")
      }
      self.selection = selection
      persons = persons.beside(selection.own)
      columnsRead = columnsRead.beside(selection.own)
    case .score(let score):
      self.parameters = parameters.plain
      appliedTerms = Health.appliedTerms(score, persons: persons, parameters: parameters.plain)
    case .impact:
      self.parameters = parameters.plain
      guard case .impact(let result)? = people.run.outputs[step.name] else {
        throw .ourMistake("the step '\(step.name)' was not carried out")
      }
      ranked = result.people
    case .segmentation, .features, .population: self.parameters = parameters.plain
    }
  }
}
