import Definitions
import Formats
import Messages
import Health
import Model
import Pages
import Parallel
import Publishing
import Tables

/// Writes every PCN's folder: a list a cohort, the list over all of them, the notices and the data package.
///
/// Each file of sheets is a part of the output. One that is made of the same as in an earlier output is taken over:
/// nothing of it is worked out, written or hashed again, and no sheet is made that only such files hold.
func performLists(_ work: ListsWork, _ context: StageContext) throws(RunFault) -> StageOutput {
  let practices = try context.input(.population).table("practices")
  let listed = networks(of: practices, with: [.ok])
  // Nobody looks for a folder that is not there: a network of which nobody came is told so in its own.
  let unlisted = networks(of: practices, with: [.notDelivered, .heldBack]).filter {
    !listed.contains($0)
  }
  let lists = try PlannedLists(of: work, context)
  let files = SheetFormat.allCases.flatMap { $0.files(of: lists.sheets) }
  let earlier = context.readEarlierParts()
  let parts = try files.map { file throws(RunFault) in
    try SheetPart(of: file, lists, listed, context, earlier)
  }
  let sheets = try lists.made(Set(parts.filter { $0.taken == nil }.flatMap { $0.file.sheets }))
  let remarks = try NetworkRemarks(work, practices, context)
  let folder = try context.store.workFolder(of: context.stage.name)
  var output = StageOutput()
  do throws(RunFault) {
    output.written = try parallelMap(listed + unlisted) { network throws(RunFault) in
      let isUnlisted = unlisted.contains(network)
      let folder = NetworkFiles(
        network: network,
        parts: parts.filter {
          $0.isFor(network, sheets) && ($0.isOfFewNetworks || !isUnlisted)
        }, sheets: sheets, context: context)
      return try folder.written { byteCounts in
        networkPapers(
          network,
          sheets: lists.sheets.filter { sheet in
            sheet.isOfFewNetworks
              ? sheets[sheet.name]?.rows(of: network).isEmpty == false : !isUnlisted
          }, byteCounts: byteCounts, notices: isUnlisted ? [] : lists.notices,
          remarks: isUnlisted ? remarks.ofUnlisted(network) : remarks.of(network),
          workbooks: isUnlisted ? [] : work.workbooks(of: network, practices),
          pages: work.hasPages ? [ProfilePage.file] : [],
          referenceDate: context.parameters.referenceDate)
      }
    }.flatMap { $0 }
  } catch {
    removeTree(folder)
    throw error
  }
  for part in parts {
    output.parts[part.file.name] = part.key
    if let taken = part.taken { output.taken.append(taken) }
  }
  return output
}

/// The files of a network's folder: each is written as soon as it is made.
private struct NetworkFiles {
  let network: NetworkCode
  let parts: [SheetPart]
  let sheets: [FileName: Sheet]
  let context: StageContext

  /// Writes the sheets' files, and then the papers, which say how long each of those is.
  func written(
    papers: ([String: Int]) -> [FolderContents.File]
  ) throws(RunFault) -> [WrittenFile] {
    var byteCounts: [String: Int] = [:]
    var written: [WrittenFile] = []
    for part in parts {
      if context.stop.isMade { throw .stopped }
      if let bytes = part.byteCounts[network] {
        byteCounts[part.file.name] = bytes
      } else {
        let bytes = part.file.bytes(of: network, from: sheets)
        byteCounts[part.file.name] = bytes.count
        written.append(try write(bytes, part.file.name))
      }
    }
    for paper in papers(byteCounts) { written.append(try write(paper.bytes, paper.name)) }
    return written
  }

  private func write(_ bytes: [UInt8], _ name: String) throws(RunFault) -> WrittenFile {
    try context.store.write(bytes, to: "\(network.text)/\(name)", ofStage: context.stage.name)
  }
}

/// A file of sheets in every network's folder, made now or taken over.
private struct SheetPart: Sendable {
  /// The file.
  let file: SheetFile
  /// The hash of all that it is made of.
  let key: String
  /// What is taken over; nil where it is to be made.
  let taken: TakenPart?
  /// Whether only those networks get it who have rows in it.
  let isOfFewNetworks: Bool
  /// How long each network's file is that is taken over.
  let byteCounts: [NetworkCode: Int]

  init(
    of file: SheetFile, _ lists: PlannedLists, _ networks: [NetworkCode], _ context: StageContext,
    _ earlier: EarlierParts
  ) throws(RunFault) {
    var inputs: [String: String] = [:]
    for sheet in file.sheets { inputs[sheet.text] = try lists.key(of: sheet) }
    let order = file.sheets.map { $0.text }.joined(separator: " ")
    let key = context.key(
      definition: "\(file.name)\n\(file.format.rawValue) \(file.format.version)\n\(order)",
      inputs: inputs)
    let isOfFewNetworks = lists.sheets.contains {
      $0.isOfFewNetworks && file.sheets.contains($0.name)
    }
    // Which networks get such a file is known once its sheet is made.
    let taken =
      isOfFewNetworks
      ? nil
      : earlier.files(
        ofPart: file.name, key: key, paths: networks.map { "\($0.text)/\(file.name)" })
    var byteCounts: [NetworkCode: Int] = [:]
    for file in taken?.files ?? [] {
      guard let folder = file.name.split(separator: "/").first else { continue }
      if let network = NetworkCode(String(folder)) { byteCounts[network] = file.bytes }
    }
    self.file = file
    self.key = key
    self.taken = taken
    self.isOfFewNetworks = isOfFewNetworks
    self.byteCounts = byteCounts
  }
}

extension SheetPart {
  /// Whether a network gets the file.
  func isFor(_ network: NetworkCode, _ sheets: [FileName: Sheet]) -> Bool {
    !isOfFewNetworks || file.sheets.contains { sheets[$0]?.rows(of: network).isEmpty == false }
  }
}

/// What networks should know of tonight's lists.
struct NetworkRemarks: Sendable {
  private let ofAll: [String]
  private let ofNetworks: [String: [String]]
  private let empty: EmptyLists

  init(_ work: ListsWork, _ practices: Table, _ context: StageContext) throws(RunFault) {
    ofAll = try listRemarks(work, context)
    let heldBack = practiceRemarks(
      practices,
      networksBefore: try context.input(.population).record.facts?.networksBefore ?? [:])
    ofNetworks = heldBack.merging(try incompleteRemarks(work, practices, context)) { $0 + $1 }
    empty = try EmptyLists(work.cohorts, context)
  }

  /// The remarks for a network: of its practices, and then of lists.
  func of(_ network: NetworkCode) -> [String] {
    (ofNetworks[network.text] ?? []) + ofAll + empty.remarks(for: network)
  }

  /// The remarks for a network of which nobody came, so that it has no lists.
  func ofUnlisted(_ network: NetworkCode) -> [String] {
    [remarkForNetworkWithoutLists()] + (ofNetworks[network.text] ?? [])
  }
}

/// The lists that say what a network should know where nobody of it is on them, with how many people of each network are.
private struct EmptyLists: Sendable {
  private var lists: [(list: String, text: String, people: [String: Int])] = []

  init(_ cohorts: [CohortDefinition], _ context: StageContext) throws(RunFault) {
    for cohort in cohorts {
      // That a list was not made is said of its own.
      guard let text = cohort.ifEmpty,
        let facts = try context.input(StageName(cohort: cohort.name)).record.facts,
        facts.lacking.isEmpty
      else { continue }
      lists.append((cohort.name, text, facts.list?.people ?? [:]))
    }
  }

  func remarks(for network: NetworkCode) -> [String] {
    lists.filter { $0.people[network.text] ?? 0 == 0 }.map {
      remark(forEmptyList: $0.list, because: $0.text)
    }
  }
}

/// What every network should know of some lists: rules that read what no feed carried.
private func listRemarks(
  _ work: ListsWork, _ context: StageContext
) throws(RunFault) -> [String] {
  var remarks: [String] = []
  let titles = Dictionary(work.plan.columns.map { ($0.name, $0.title) }) { first, _ in first }
  for cohort in work.cohorts {
    let facts = try context.input(StageName(cohort: cohort.name)).record.facts
    let unread = facts?.list?.unreadColumns ?? []
    if !unread.isEmpty {
      let said = unread.map { words(forColumn: $0, title: titles[$0] ?? nil) }
      remarks.append(remark(forList: cohort.name, unreadColumns: said))
    }
  }
  return remarks
}

/// What each network should know of its practices whose delivery of a feed is not complete.
private func incompleteRemarks(
  _ work: ListsWork, _ practices: Table, _ context: StageContext
) throws(RunFault) -> [String: [String]] {
  var networks: [String: String] = [:]
  for row in 0..<practices.rowCount {
    networks[practices.text(PracticeColumn.practice, row)] = practices.text(
      PracticeColumn.network, row)
  }
  var remarks: [String: [String]] = [:]
  for name in context.stage.inputs where name.isCompleteness {
    guard let facts = try context.input(name).record.facts?.completeness else { continue }
    for practice in facts.incomplete {
      let lacking = Set(
        practice.parts(of: facts.feed).flatMap { work.plan.lists(decidedBy: $0) })
      let lists = work.cohorts.map(\.name).filter { lacking.contains($0) }
      remarks[networks[practice.code] ?? "", default: []].append(
        remark(
          forIncomplete: practice, feed: facts.feed, lists: lists,
          lastGood: "-\(lastGoodTable).csv"))
    }
    for codes in facts.unknownCodes ?? [] {
      remarks[networks[codes.practice] ?? "", default: []].append(
        remark(forUnknown: codes, feed: facts.feed))
    }
  }
  for (network, reasons) in try rejectedActions(work, networks, context) {
    remarks[network, default: []].append(remark(forRejectedActions: reasons))
  }
  return remarks
}

/// How many of the actions of each network were rejected, by why; `networks` are those of practices.
private func rejectedActions(
  _ work: ListsWork, _ networks: [String: String], _ context: StageContext
) throws(RunFault) -> [String: [String: Int]] {
  guard let feed = work.actions else { return [:] }
  let name = feed.contract.name
  let validation = try context.input(StageName(.validate, name))
  guard validation.record.tables.contains(where: { $0.name == "reasons" }) else { return [:] }
  let reasons = try validation.table("reasons")
  let own = feed.rules.checks.first { $0.format == .practiceCode }?.column
  let rows = FeedRows(
    try context.rows(of: name, columns: [feed.rules.key, own].compactMap { $0 }),
    key: feed.rules.key)
  var why: [Int: String] = [:]
  for row in 0..<reasons.rowCount {
    why[reasons.integer(ReasonColumn.row, row)] = reasons.text(ReasonColumn.reason, row)
  }
  var rejected = Bitmap(repeating: false, count: rows.table.rowCount)
  for row in why.keys { rejected[row] = true }
  let vocabulary = work.plan.vocabulary
  let persons = PersonTable(
    try context.input(.population).table(
      personsTable, columns: [vocabulary.person, vocabulary.practice]))
  var counts: [String: [String: Int]] = [:]
  for (row, practice) in practices(
    ofRows: rejected, rows, own: own, persons: persons, vocabulary: vocabulary, context.eventRows)
  {
    guard let network = networks[practice], let reason = why[row] else { continue }
    counts[network, default: [:]][reason, default: 0] += 1
  }
  return counts
}

/// What each network should know of its practices that are on no list tonight, since nothing came of them or they are held
/// back, by code.
private func practiceRemarks(
  _ practices: Table, networksBefore: [String: String]
) -> [String: [String]] {
  var remarks: [String: [String]] = [:]
  let lastGood = "-\(lastGoodTable).csv"
  // The table is by code.
  for row in 0..<practices.rowCount {
    let practice = practices.text(PracticeColumn.practice, row)
    var day: Day?
    if case .day(let value)? = practices[PracticeColumn.asOf]?.value(at: row) { day = value }
    let status = PracticeStatus(rawValue: practices.text(PracticeColumn.status, row))
    let said: String? =
      switch status {
      case .heldBack: remark(forHeldBack: practice, lastGood: day.map { (lastGood, $0) })
      case .notDelivered: remark(forNotDelivered: practice, lastGood: day.map { (lastGood, $0) })
      case .noPCN: remark(forWithoutNetwork: practice)
      case .ok, .unknown, nil: nil
      }
    // A practice that is in no network tonight is missed by the one that it was in.
    let network = networksBefore[practice] ?? practices.text(PracticeColumn.network, row)
    if let said { remarks[network, default: []].append(said) }
  }
  return remarks
}

/// The PCNs with practices of some statuses, by code: each gets a folder, also where nobody is due.
func networks(
  of practices: Table, with statuses: Set<PracticeStatus>
) -> [NetworkCode] {
  let wanted = Set(statuses.map(\.rawValue))
  let codes = Set(
    (0..<practices.rowCount)
      .filter { wanted.contains(practices.text(PracticeColumn.status, $0)) }
      .map { practices.text(PracticeColumn.network, $0) })
  return codes.compactMap { NetworkCode($0) }.sorted()
}
