import Messages
import Health
import Model
import Parallel
import Publishing
import Tables

/// Writes every PCN's folder: a list a cohort, the list over all of them, the notices and the data package.
///
/// Each file of sheets is a part of the output. One that is made of the same as in an earlier output is taken over:
/// nothing of it is worked out, written or hashed again, and no sheet is made that only such files hold.
func performLists(_ work: ListsWork, _ context: StageContext) throws(RunFault) -> StageOutput {
  let practices = try context.input(.population).table("practices")
  let networks = networks(of: practices)
  let lists = try PlannedLists(of: work, context)
  let files = SheetFormat.allCases.flatMap { $0.files(of: lists.sheets) }
  let parts = try files.map { file throws(RunFault) in
    try SheetPart(of: file, lists, networks, context)
  }
  let sheets = try lists.made(Set(parts.filter { $0.taken == nil }.flatMap { $0.file.sheets }))
  let remarks = try NetworkRemarks(work, practices, context)
  let folders = parallelMap(networks) { network in
    var byteCounts: [String: Int] = [:]
    var made: [OutputFile] = []
    for part in parts where part.isFor(network, sheets) {
      if let bytes = part.byteCounts[network] {
        byteCounts[part.file.name] = bytes
      } else {
        let bytes = part.file.bytes(of: network, from: sheets)
        byteCounts[part.file.name] = bytes.count
        made.append(OutputFile(path: "\(network.text)/\(part.file.name)", bytes: bytes))
      }
    }
    let papers = networkPapers(
      network,
      sheets: lists.sheets.filter { sheet in
        !sheet.isOfFewNetworks || sheets[sheet.name]?.rows(of: network).isEmpty == false
      }, byteCounts: byteCounts, notices: lists.notices,
      remarks: remarks.of(network), workbooks: work.workbooks(of: network, practices),
      referenceDate: context.parameters.referenceDate)
    return made + papers.map { OutputFile(path: "\(network.text)/\($0.name)", bytes: $0.bytes) }
  }
  var output = StageOutput()
  output.files = folders.flatMap { $0 }
  for part in parts {
    output.parts[part.file.name] = part.key
    if let taken = part.taken { output.taken.append(taken) }
  }
  return output
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
    of file: SheetFile, _ lists: PlannedLists, _ networks: [NetworkCode], _ context: StageContext
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
      : context.earlierParts.files(
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

  init(_ work: ListsWork, _ practices: Table, _ context: StageContext) throws(RunFault) {
    ofAll = try listRemarks(work.cohorts, context)
    let heldBack = practiceRemarks(
      practices,
      networksBefore: try context.input(.population).record.facts?.networksBefore ?? [:])
    ofNetworks = heldBack.merging(try incompleteRemarks(work, practices, context)) { $0 + $1 }
  }

  /// The remarks for a network: of its practices, and then of lists.
  func of(_ network: NetworkCode) -> [String] { (ofNetworks[network.text] ?? []) + ofAll }
}

/// What every network should know of some lists: rules that read what no feed carried.
private func listRemarks(
  _ cohorts: [CohortDefinition], _ context: StageContext
) throws(RunFault) -> [String] {
  var remarks: [String] = []
  for cohort in cohorts {
    let facts = try context.input(StageName(cohort: cohort.name)).record.facts
    let unread = facts?.list?.unreadColumns ?? []
    if !unread.isEmpty { remarks.append(remark(forList: cohort.name, unreadColumns: unread)) }
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
    let lists = work.plan.lists(decidedBy: facts.feed)
    for practice in facts.incomplete {
      remarks[networks[practice.code] ?? "", default: []].append(
        remark(
          forIncomplete: practice, feed: facts.feed, lists: lists,
          lastGood: "-\(lastGoodTable).csv"))
    }
  }
  return remarks
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

/// The PCNs that have patients, by code: each gets a folder, also where nobody is due.
func networks(of practices: Table) -> [NetworkCode] {
  let codes = Set(
    (0..<practices.rowCount)
      .filter { practices.text(PracticeColumn.status, $0) == PracticeStatus.ok.rawValue }
      .map { practices.text(PracticeColumn.network, $0) })
  return codes.compactMap { NetworkCode($0) }.sorted()
}
