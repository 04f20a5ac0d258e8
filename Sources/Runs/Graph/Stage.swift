import Publishing
import Model
import Definitions
import Formats
import Health
import Tables

/// One stage of a run: what it does, what it reads, and what its fingerprint is made of.
package struct Stage: Sendable {
  /// The stage's name.
  package var name: StageName
  /// What it does.
  var work: StageWork
  /// The stages whose outputs it reads, in the order in which it reads them.
  var inputs: [StageName]
  /// The canonical text of its definition.
  var definition: String
  /// The parameters that it can read, with their values.
  var parameters: [String: Value]
  /// The digests of the files that it reads, by base name.
  var files: [FileDigest]
  /// The outputs of earlier releases that it reads, by name.
  var earlier: [EarlierOutput]
  /// The hash of all that each column of the person which it makes is made of, by name; none where every column is made of all that the
  /// stage reads.
  var columnKeys: [String: String] = [:]
  /// About how long it takes, by which the scheduler knows what everything else waits for (`StageGraph.waysToEnd`).
  ///
  /// Of what goes through feeds or registrations it is their bytes; of what writes the release, 1 for what works on one core alone; of all
  /// others 0, since they are short and count by how many follow.
  var cost: Int

  init(
    _ name: StageName, _ work: StageWork, inputs: [StageName] = [], definition: String = "",
    parameters: [String: Value] = [:], files: [FileDigest] = [], earlier: [EarlierOutput] = [],
    cost: Int = 0
  ) {
    self.name = name
    self.work = work
    self.inputs = inputs
    self.definition = definition
    self.parameters = parameters
    self.files = files
    self.earlier = earlier
    self.cost = cost
  }
}

extension Stage {
  /// The columns of the person that a step of the plan reads; nil of another stage, which may read all that its inputs make.
  var reads: Set<String>? {
    if case .person(let step, _) = work { Set(step.reads) } else { nil }
  }
}

/// A file and what is in it.
package struct FileDigest: Hashable, Sendable, Codable {
  /// The file's base name.
  var name: String
  /// SHA-256 of its bytes, in hexadecimal.
  var digest: String
  /// Its size in bytes.
  var bytes: Int
}

/// A stage's output of an earlier release.
struct EarlierOutput: Hashable, Sendable {
  /// The stage.
  var stage: StageName
  /// Its fingerprint then.
  var fingerprint: String
}

/// What a stage does: a plain value for each kind of stage.
///
/// To add a kind: a case here with its version, a file in `Stages/` that performs it, and a line in the graph.
enum StageWork: Sendable {
  case extract(FeedDefinition, files: [FeedFile])
  case validate(FeedDefinition, limits: LimitsByPractice)
  /// Person-level feeds against published figures, but for practices that an exception releases.
  case reconcile(ReconciliationDefinition, PopulationDefinition, released: Set<String>)
  /// How complete a feed of events is, practice by practice.
  case completeness(
    FeedDefinition, PersonVocabulary, columns: [MeasuredColumn], history: MeasuredHistory?,
    isExcepted: Bool)
  /// What is known of the patients of each practice, column by column.
  case personValues(
    FeedDefinition, PopulationDefinition, columns: [MeasuredColumn], lookups: [MeasuredColumn],
    isExcepted: Bool)
  /// Practices' parts of lists.
  case listParts([CohortDefinition], PersonVocabulary, limit: Double)
  /// Who on lists is pointed to which service.
  case pathways(PathwaysWork)
  /// A step of the person plan; of the population with the practices of which it is known that their registrations are
  /// different, nil for all.
  case person(PersonStep, released: Set<String>?)
  /// An indicator from published counts.
  case published(IndicatorDefinition, PublishedProportion)
  /// Figures of the whole area from published files and returns.
  case area(AreaFiguresDefinition)
  case lists(ListsWork)
  case workbooks(ListsWork, WorkbookDefinition)
  case pages(PagesWork)
  case system(SystemWork)
  /// Persons under pseudonyms.
  case pseudonymised(PseudonymisedWork)
  /// All of a release as one file for analysts; without lists where there are none.
  case warehouse(ListsWork?, SystemWork)

  /// The version of the stage's code: raised when the same inputs would give another output.
  var version: Int {
    switch self {
    case .extract: 5
    case .validate: 12
    case .reconcile: 8
    case .completeness: 7
    case .personValues: 2
    case .listParts: 2
    case .pathways: 1
    case .person(let step, _): step.work.version
    case .published: 8
    case .area: 1
    case .lists: 13
    case .pages: 6
    case .workbooks: 5
    case .system: 16
    case .warehouse: 6
    case .pseudonymised: 1
    }
  }
}

/// How a feed's limits of rejected rows and unreadable values are held by practice.
enum LimitsByPractice: Hashable, Sendable {
  /// Not at all: the feed is held as a whole.
  case none
  /// By a column of the feed's rows: a practice beyond a limit is held back, and the feed is held by the others' rows.
  case column(String)
  /// By the persons' practices, which are known once the population is made: the feed's completeness holds them.
  case persons

  /// What it adds to the definition of a stage.
  var definition: String {
    switch self {
    case .none: ""
    case .column(let column): "\nlimits by \(column)"
    case .persons: "\nlimits by person"
    }
  }
}

/// What the target lists are made of.
struct ListsWork: Sendable {
  var cohorts: [CohortDefinition]
  var scores: [ScoreDefinition]
  var segmentation: SegmentationDefinition?
  var directory: PathwaysDefinition?
  var impact: ImpactDefinition?
  /// The workbook that stands beside the lists' files; nil for none.
  var workbook: WorkbookDefinition?
  /// Whether a page of pictures stands there too.
  var hasPages: Bool
  /// What is filled in on the workbook's sheets; nil where lists take no actions.
  var returned: ReturnedActions?
  var plan: PersonPlan
  /// The feed of what networks report; nil where they report nothing.
  var actions: FeedDefinition?

  init(_ pipeline: PipelineDefinition, _ plan: PersonPlan) {
    let wanted = pipeline.publish.value.segmentation
    cohorts = pipeline.cohorts.map { $0.value }
    scores = pipeline.scores.map { $0.value }
    segmentation = pipeline.segmentations.first { $0.value.name == wanted || wanted == nil }?.value
    directory = pipeline.pathways?.value
    impact = pipeline.impact?.value
    workbook = pipeline.publish.value.workbook
    hasPages = pipeline.publish.value.profile != nil
    returned = ReturnedActions(of: pipeline)
    self.plan = plan
    let reported = pipeline.actions?.value.ofEachList.feed
    actions = pipeline.feeds.map(\.value).first { $0.contract.name == reported }
  }

  /// The columns of the person that lists may show.
  var columns: Set<String> {
    let sources = ListSources(
      plan.vocabulary, segmentation: segmentation, columns: plan.columns)
    let lists = cohorts.compactMap { cohort in
      TargetListPlan(
        of: cohort, score: scores.first { $0.name == cohort.score }, noticed: [], undelivered: [],
        sources: sources)
    }
    let priority = impact.flatMap {
      PriorityListPlan(of: $0, titles: [:], noticed: [], sources: sources)
    }
    return lists.reduce(into: priority?.personColumns ?? []) { $0.formUnion($1.personColumns) }
  }
}

extension ReturnedActions {
  /// What a pipeline's workbooks ask for; nil where its lists take no actions.
  fileprivate init?(of pipeline: PipelineDefinition) {
    guard let actions = pipeline.actions?.value.ofEachList,
      let feed = pipeline.feeds.first(where: { $0.value.contract.name == actions.feed })?.value,
      let key = feed.rules.key
    else { return nil }
    let record = feed.rules.record
    let words = (record?.begins ?? []) + (record?.removes ?? [])
    self.init(
      feed: actions.feed, key: key, list: actions.list, practice: actions.practice,
      fillIn: (pipeline.publish.value.workbook?.filledIn ?? []).compactMap { name in
        feed.contract.columns.first { $0.name == name }.map {
          FillInColumn($0, order: name == record?.action ? words : [])
        }
      })
  }
}

/// What the system's aggregates are made of.
struct SystemWork: Sendable {
  var pipeline: String
  var publish: PublishDefinition
  var cohorts: [CohortDefinition]
  var impact: ImpactDefinition?
  var segmentations: [SegmentationDefinition]
  var indicators: [IndicatorDefinition]
  /// The area's figures from published files and returns.
  var area: AreaFiguresDefinition?
  /// How registers are held against published ones.
  var registers: RegisterSource?
  /// The services that lists point to; nil for none.
  var directory: PathwaysDefinition?
  var hasPersons: Bool
  /// The pages that are made of the aggregates and stand beside them.
  var pages: [PageFile] = []
  /// Stands for the definitions of all that the figures are made of.
  var meaning = ""
}

/// What networks' pages are made of.
struct PagesWork: Sendable {
  /// What the pipeline is called.
  var title: String
  var profile: ProfileDefinition
  var publish: PublishDefinition
  var segmentations: [SegmentationDefinition]
  var indicators: [IndicatorDefinition]
  /// The area's figures from published files and returns.
  var area: AreaFiguresDefinition?
  /// What the lists are made of, whose counts the page shows.
  var lists: ListsWork
}

extension PersonWork {
  /// The version of the code that carries the work out.
  fileprivate var version: Int {
    switch self {
    case .population: 10
    case .features: 5
    case .segments: 2
    case .segmentCounts: 4
    case .peopleCounts: 3
    case .score: 3
    case .cohort: 14
    case .impact: 4
    case .indicator: 8
    }
  }
}
