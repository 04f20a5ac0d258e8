import Formats
import Health
import Messages
import Model
import Pages
import Parallel
import Publishing
import Tables

/// Writes every network's page from the files of the system folder, as they are released, and from the counts of its own lists.
///
/// - Tables: `history`, the shares and the lists' counts of this and of earlier nights, of which the next night's pages are made too.
func performPages(_ work: PagesWork, _ context: StageContext) throws(RunFault) -> StageOutput {
  let figures = try releasedFigures(work, context)
  let history = try ProfileHistory(before: context)
  let practices = try context.input(.population).table("practices")
  let listed = networks(of: practices, with: [.ok])
  let unlisted = networks(of: practices, with: [.notDelivered, .heldBack]).filter {
    !listed.contains($0)
  }
  let remarks = try NetworkRemarks(work.lists, practices, context)
  let counted = try PlannedLists(of: work.lists, context, withKeys: false).counted()
  let vocabulary = work.lists.plan.vocabulary
  let names = organisationNames(
    of: try context.persons(
      columns: Set(
        [
          vocabulary.practice, PersonVocabulary.network, vocabulary.listed[.practiceName],
          vocabulary.listed[.networkName],
        ].compactMap { $0 })
    ).table, vocabulary)
  let shared = SharedFigures(figures)
  let pages = parallelMap(listed + unlisted) { network in
    let isListed = listed.contains(network)
    let profile = NetworkProfile(
      network: network, name: names[network.text],
      practices: practiceCodes(of: network, practices).map {
        .init(code: $0, name: names[$0])
      },
      lists: isListed ? listLines(counted, network, history) : [],
      remarks: isListed ? remarks.of(network) : remarks.ofUnlisted(network),
      earlier: history.shares(of: network), before: history.newest)
    let page = ProfilePage(of: profile, figures, shared)
    return OutputFile(
      path: "\(network.text)/\(ProfilePage.fileName)", bytes: Array(page.text.utf8))
  }
  var output = StageOutput()
  output.files = pages
  output.add(
    ProfileHistory.table,
    history.adding(figures, counted, listed, on: context.parameters.referenceDate))
  return output
}

/// The system's files of the same release.
private func releasedFigures(
  _ work: PagesWork, _ context: StageContext
) throws(RunFault) -> ReleasedFigures {
  let system = try context.input(.system)
  let files = Dictionary(
    context.store.files(of: system.record).map { ($0.name, $0.path) }
  ) { first, _ in first }
  func table(_ name: String) throws(RunFault) -> ReleasedTable? {
    guard let path = files["system/\(name).csv"] else { return nil }
    guard let bytes = try? readFile(path), let table = ReleasedTable(bytes) else {
      throw .storeUnreadable(path: path)
    }
    return table
  }
  guard let people = try table("population") else {
    throw .ourMistake("pages are asked for, and nobody was counted for them")
  }
  var figures = ReleasedFigures(
    profile: work.profile, publish: work.publish, people: people,
    referenceDate: context.parameters.referenceDate,
    countedOn: try CountedFigures.dayCounted(of: system))
  for set in work.segmentations {
    if let table = try table("segments-\(set.name)") { figures.segments.append(.init(set, table)) }
  }
  for indicator in work.indicators {
    guard case .persons = indicator.kind, let table = try table(indicator.name) else { continue }
    figures.measures.append(.init(indicator, table))
  }
  figures.uptake = try table("uptake-by-deprivation")
  figures.registers = try table("register-reconciliation")
  figures.dataQuality = try table("data-quality")
  return figures
}

/// The practices of a network, whatever their status, by code.
private func practiceCodes(of network: NetworkCode, _ practices: Table) -> [String] {
  (0..<practices.rowCount)
    .filter { practices.text(PracticeColumn.network, $0) == network.text }
    .map { practices.text(PracticeColumn.practice, $0) }.sorted()
}

/// A network's lists with their counts, the one over all lists first; those beside a list are counted with it.
private func listLines(
  _ counted: [(sheet: SheetDescription, people: ShownRows)], _ network: NetworkCode,
  _ history: ProfileHistory
) -> [ListLine] {
  let lines = counted.compactMap { sheet, people -> ListLine? in
    let counts = people.counts(of: network.text)
    guard !sheet.isBesideList, !sheet.isOfFewNetworks || counts.all > 0 else { return nil }
    let soon = counted.first {
      $0.sheet.isBesideList
        && $0.sheet.name.text == "\(sheet.name.text)-\(CohortStep.Kind.dueSoon.rawValue)"
    }
    return ListLine(
      sheet: sheet, counts: counts, dueSoon: soon?.people.counts(of: network.text).all,
      before: history.people(onList: sheet.name.text, of: network))
  }
  // The list over all lists was counted last.
  return lines.suffix(1).filter { $0.sheet.name.text == "priority" }
    + lines.filter { $0.sheet.name.text != "priority" }
}
