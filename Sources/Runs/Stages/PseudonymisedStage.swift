import Definitions
import Digests
import Formats
import Health
import Messages
import Model
import Parallel
import Publishing
import Tables

/// What persons under pseudonyms are made of.
struct PseudonymisedWork: Sendable {
  var definition: PseudonymisedDefinition
  var terms: OutputTerms?
  /// What the columns are that leave.
  var columns: [PersonColumn]
  /// The cohorts of which it is said who is on their lists.
  var lists: [(name: String, title: String)]
  var vocabulary: PersonVocabulary
  /// The secret; nil where the command was given none, which only a run asks for.
  var key: PseudonymKey?

  init?(_ pipeline: PipelineDefinition, _ plan: PersonPlan, key: PseudonymKey?) {
    guard let definition = pipeline.publish.value.pseudonymised else { return nil }
    self.definition = definition
    terms = pipeline.publish.value.outputs[.pseudonymised]
    columns = definition.columns.compactMap { name in plan.columns.first { $0.name == name } }
    lists = pipeline.cohorts.map(\.value).filter { definition.lists.contains($0.name) }
      .map { ($0.name, $0.title) }
    vocabulary = plan.vocabulary
    self.key = key
  }

  /// The opt-outs for which people are left out, in their order.
  private var optOuts: [OptOut] { terms?.leavesOut.inOrder ?? [] }

  /// The columns of the person that it reads.
  var reads: Set<String> {
    Set(definition.columns + optOuts.map(\.column)).union([
      vocabulary.person, PersonVocabulary.secondaryUse, PersonVocabulary.practiceStatus,
    ])
  }

  /// The persons who are in it, and their keys.
  fileprivate func people(of persons: PersonTable) -> (rows: [Int32], keys: Column?) {
    let rows = rowsForSecondaryUse(of: persons, leavingOut: optOuts).setIndices
      .map { Int32($0) }
    return (rows, persons.table[vocabulary.person]?.gathered(rows))
  }
}

/// Writes persons under pseudonyms, for secondary use.
func performPseudonymised(
  _ work: PseudonymisedWork, _ context: StageContext
) throws(RunFault) -> StageOutput {
  guard let key = work.key else { throw .usage(.pseudonymKey(.none)) }
  let persons = try context.persons(columns: work.reads)
  let (rows, keys) = work.people(of: persons)
  guard let keys else { throw .ourMistake("nobody has a key to make a pseudonym of") }
  let pieces = parallelMap(pieces(of: keys.count)) { piece in
    piece.map { row in
      // Every person of the population has a key, by which it was told apart.
      keys.value(at: row)?.personKey.map { key.pseudonym(of: $0.disclosed) } ?? ""
    }
  }
  var lists: [Bitmap] = []
  for name in work.definition.lists {
    let members = try context.input(StageName(cohort: name))
      .table("members", columns: [MemberColumn.person])
    lists.append(
      Bitmap(of: peopleColumn(of: members).map { Int($0) }, count: persons.count))
  }
  context.counter.add(rows.count)
  let table = pseudonymised(
    persons.table, work.definition, lists: lists, rows: rows,
    pseudonyms: pieces.flatMap { $0 })
  let path =
    try context.store.workFolder(of: context.stage.name) + "/"
    + PseudonymisedFolder.persons
  do throws(ArrowFault) {
    try writeArrow(table, to: path)
  } catch {
    throw .notWritable(path: path)
  }
  let folder = pseudonymisedPackage(
    work.definition, columns: work.columns, lists: work.lists, terms: work.terms, keyID: key.id,
    referenceDate: context.parameters.referenceDate, byteCount: fileStatus(path)?.size ?? 0)
  var output = StageOutput()
  output.files = outputFiles(folder)
  output.written = [
    WrittenFile(
      path: "\(PseudonymisedFolder.name)/\(PseudonymisedFolder.persons)", written: path)
  ]
  return output
}

/// Stretches of rows of a length that is worth a thread's while.
private func pieces(of count: Int) -> [Range<Int>] {
  let size = 1 << 14
  return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
}
