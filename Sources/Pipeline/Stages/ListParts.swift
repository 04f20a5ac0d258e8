import Model
import Health
import Publishing
import Tables

/// The part that is the list over all lists.
let priorityPart = "priority"

/// What each list of a night is made of, and which of them an earlier output already has.
struct ListParts: Sendable {
  /// The networks, each with a file of each list.
  let networks: [NetworkCode]
  /// Where the person table holds what every list shows.
  let sources: ListSources
  private let context: StageContext
  private let earlier: EarlierParts

  init(of work: ListsWork, networks: [NetworkCode], _ context: StageContext) {
    self.networks = networks
    self.context = context
    sources = ListSources(
      work.plan.vocabulary, segment: work.segmentation.map { $0.column })
    earlier = context.earlierParts
  }

  /// The hash of all that a cohort's files are made of.
  ///
  /// Those are its own stage, whose fingerprint holds its definition, the person stages, what else its people are on,
  /// who was on it before, what is shown of whom, the reference date and the version of the code. Titles, sources and
  /// notices stand in other files, which are always made.
  func key(of cohort: SelectedCohort, alsoOn: TextColumn) throws(RunFault) -> String {
    let stage = StageName(cohort: cohort.name)
    var inputs = context.personFingerprints
    inputs[stage.description] = try context.input(stage).record.fingerprint.hash
    inputs["also on"] = Fingerprint.hash(of: alsoOn)
    if let before = context.stage.earlier.first(where: { $0.stage == stage }) {
      inputs["earlier \(stage)"] = before.fingerprint
    }
    let shown = [
      "list", cohort.name, cohort.score, cohort.scoreVersion, cohort.lastDone, cohort.lastOutcome,
      sources.segment,
    ]
    return context.key(definition: text(of: shown), inputs: inputs)
  }

  /// The hash of all that the files of the list over all lists are made of.
  func key(of impact: ImpactDefinition) throws(RunFault) -> String {
    let stage = StageName(impact: impact.name)
    let record = try context.input(stage).record
    var inputs = context.personFingerprints
    inputs[stage.description] = record.parts?[impactPart] ?? record.fingerprint.hash
    return context.key(definition: text(of: [priorityPart, sources.segment]), inputs: inputs)
  }

  /// The files of a list in an earlier output, where each network has one.
  func find(_ name: String, key: String) -> TakenPart? {
    earlier.files(
      ofPart: name, key: key, paths: networks.map { path(of: name, $0) })
  }

  /// How long each network's file of a part is.
  func byteCounts(of part: TakenPart) -> [NetworkCode: Int] {
    var counts: [NetworkCode: Int] = [:]
    for file in part.files {
      guard let folder = file.name.split(separator: "/").first else { continue }
      if let network = NetworkCode(String(folder)) { counts[network] = file.bytes }
    }
    return counts
  }

  private func path(of name: String, _ network: NetworkCode) -> String {
    "\(network.text)/\(name).csv"
  }

  /// Texts one a line; a missing one is told from an empty one.
  private func text(of items: [String?]) -> String {
    items.map { $0.map { "=" + $0 } ?? "-" }.joined(separator: "\n")
  }
}

/// A part of an output, made now or taken over.
struct MadePart: Sendable {
  /// Its name.
  var name: String
  /// The hash of all that it is made of.
  var key: String
  /// What is taken over; nil where it was made now.
  var taken: TakenPart?
}

extension StageOutput {
  /// Adds a part.
  mutating func add(_ part: MadePart) {
    parts[part.name] = part.key
    if let part = part.taken { taken.append(part) }
  }
}
