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
  /// What each column rests on.
  var restsOn: [String: FeedsRead]
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
    restsOn = plan.restsOn
    self.key = key
  }

  /// The opt-outs for which people are left out, in their order.
  private var optOuts: [OptOut] { terms?.leavesOut.inOrder ?? [] }

  /// The columns of the person that it reads.
  var reads: Set<String> {
    Set(definition.columns + optOuts.map(\.column) + [vocabulary.birth].compactMap { $0 }).union([
      vocabulary.person, vocabulary.practice, PersonVocabulary.secondaryUse,
      PersonVocabulary.practiceStatus,
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
  let all = try context.persons(columns: work.reads)
  if let column = columnThatIdentifies(work.definition.columns, of: all, work.vocabulary) {
    throw .identifying(column: column)
  }
  var incomplete = try context.incompleteFeeds()
  let absent = Set(context.inputs.values.flatMap { $0.record.facts?.absentColumns ?? [] })
  let persons = valuesForSecondaryUse(
    of: all, incomplete, restsOn: work.restsOn, absent: absent, work.vocabulary)
  let (rows, keys) = work.people(of: persons)
  guard let keys else { throw .ourMistake("nobody has a key to make a pseudonym of") }
  let pseudonyms = parallelMap(partitions(of: keys.count)) { rows in
    rows.map { row in
      // Every person of the population has a key, by which it was told apart.
      keys.value(at: row)?.personKey.map { key.pseudonym(of: $0.disclosed) } ?? ""
    }
  }
  incomplete = incomplete.of(work.restsOn.union(of: work.definition.columns))
  var lists: [BooleanColumn] = []
  var unmade: [String] = []
  for name in work.definition.lists {
    let result = try context.input(StageName(cohort: name))
    let lacking = result.record.facts?.uncountedFor ?? IncompleteFeeds()
    incomplete.formUnion(lacking)
    let isUnmade = !(result.record.facts?.lacking.isEmpty ?? true)
    if isUnmade { unmade.append(PseudonymisedDefinition.column(ofList: name)) }
    let members = try result.table("members", columns: [MemberColumn.person])
    lists.append(
      listed(
        Bitmap(of: peopleColumn(of: members).map { Int($0) }, count: persons.count), in: persons,
        work.vocabulary, unknownFor: isUnmade ? nil : lacking.allPractices))
  }
  context.counter.add(rows.count)
  let table = pseudonymised(
    persons.table, work.definition, lists: lists, rows: rows,
    pseudonyms: pseudonyms.flatMap { $0 })
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
    incomplete: incomplete, absent: work.definition.columns.filter(absent.contains) + unmade,
    referenceDate: context.parameters.referenceDate, byteCount: fileStatus(path)?.size ?? 0)
  var output = StageOutput()
  output.facts.pseudonymKey = key.id
  output.files = outputFiles(folder)
  output.written = [
    WrittenFile(
      path: "\(PseudonymisedFolder.name)/\(PseudonymisedFolder.persons)", written: path)
  ]
  return output
}

/// Whether each person is on a list; missing for the people of some practices, or of all where `practices` is nil.
private func listed(
  _ isOn: Bitmap, in persons: PersonTable, _ vocabulary: PersonVocabulary,
  unknownFor practices: Set<String>?
) -> BooleanColumn {
  guard let practices else {
    let nobody = Bitmap(repeating: false, count: persons.count)
    return BooleanColumn(nobody, present: nobody)
  }
  guard !practices.isEmpty, case .text(let codes)? = persons.table[vocabulary.practice] else {
    return BooleanColumn(isOn)
  }
  let isUnknown = codes.dictionary.texts.map { practices.contains($0) }
  let known = (0..<persons.count).filter { row in
    !(codes.code(at: row).map { isUnknown[Int($0)] } ?? false)
  }
  let present = Bitmap(of: known, count: persons.count)
  return BooleanColumn(isOn & present, present: present)
}
