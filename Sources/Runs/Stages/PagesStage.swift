import Formats
import Health
import Messages
import Model
import Pages
import Parallel
import Publishing
import Tables

/// Writes every network's page from the files of the system folder, as they are released, and from the counts of its own lists; and the
/// pages of the whole system and the release's first page, from these files alone.
///
/// - Tables: `history`, the shares and the lists' counts of this and of earlier nights, of which the next night's pages are made too.
func performPages(_ work: PagesWork, _ context: StageContext) throws(RunFault) -> StageOutput {
  let released = try ReleasedFiles(context)
  let figures = try releasedFigures(work, released, context)
  let history = try ProfileHistory(before: context)
  let practices = try context.input(.population).table("practices")
  let listed = networks(of: practices, with: [.ok])
  let unlisted = networks(of: practices, with: [.notDelivered, .heldBack]).filter {
    !listed.contains($0)
  }
  let remarks = try NetworkRemarks(work.lists, practices, context)
  let counted = try PlannedLists(of: work.lists, context, withKeys: false).counted()
  let names = try organisationNames(work, context)
  let shared = SharedFigures(figures)
  let profiles = parallelMap(listed + unlisted) { network in
    let isListed = listed.contains(network)
    return NetworkProfile(
      network: network, name: names[network.text],
      practices: practiceCodes(of: network, practices).map {
        .init(code: $0, name: names[$0])
      },
      lists: isListed ? listLines(counted, network, history) : [],
      remarks: isListed ? remarks.of(network) : remarks.ofUnlisted(network),
      earlier: history.shares(of: network), before: history.newest)
  }
  let pages = parallelMap(profiles) { profile in
    OutputFile(
      path: "\(profile.network.text)/\(ProfilePage.fileName)",
      bytes: Array(ProfilePage(of: profile, figures, shared).text.utf8))
  }
  let (networks, lists) = (profiles.sorted(), lists(counted))
  var output = StageOutput()
  output.files = pages + systemPages(work, networks, lists, figures, shared, names)
  output.files.append(
    OutputFile(
      path: ReleaseIndex.fileName,
      bytes: Array(
        ReleaseIndex(
          of: try contents(work, networks, listed, lists, released, practices), figures
        ).text.utf8)))
  output.add(
    ProfileHistory.table,
    history.adding(figures, counted, listed, on: context.parameters.referenceDate))
  return output
}

/// The pages of the whole system.
private func systemPages(
  _ work: PagesWork, _ networks: [NetworkProfile], _ lists: [SheetDescription],
  _ figures: ReleasedFigures, _ shared: SharedFigures, _ organisations: [String: String]
) -> [OutputFile] {
  let names = work.publish.systemPageFiles(
    with: work.area, withDirectory: work.lists.directory != nil
  ).map(\.name)
  return parallelMap(names) { name in
    OutputFile(
      path: "system/\(name)",
      bytes: Array(
        systemPage(
          name, work, networks, lists, figures, shared, organisations
        ).utf8))
  }
}

/// The text of a page of the whole system.
private func systemPage(
  _ name: String, _ work: PagesWork, _ networks: [NetworkProfile],
  _ lists: [SheetDescription], _ figures: ReleasedFigures, _ shared: SharedFigures,
  _ organisations: [String: String]
) -> String {
  let pages = work.publish.systemPages ?? SystemPagesDefinition()
  if let area = figures.area,
    let table = area.definition.tables.map(\.table).first(where: { $0.page?.name == name })
  {
    return AreaPage(table, figures, area, names: organisations).text
  }
  if name == InverseCarePage.fileName, let inverse = pages.inverseCare {
    return InverseCarePage(figures, inverse).text
  }
  if name == PathwaysPage.fileName, let directory = work.lists.directory {
    let asked = Set(work.lists.cohorts.flatMap { $0.pathway + $0.alsoOffer.map(\.need) })
    return PathwaysPage(figures, directory, asked: asked, district: pages.district).text
  }
  switch name {
  case InequalitiesPage.fileName: return InequalitiesPage(figures, pages).text
  case DistrictsPage.fileName: return DistrictsPage(figures, column: pages.district ?? "").text
  case RepresentativenessPage.fileName:
    return RepresentativenessPage(figures, pages, lists).text
  default: return IndicatorsPage(of: networks, figures, shared).text
  }
}

extension [NetworkProfile] {
  /// By code.
  fileprivate func sorted() -> [NetworkProfile] {
    sorted { $0.network.text.utf8.lexicographicallyPrecedes($1.network.text.utf8) }
  }
}

/// The lists that every network has a file of, the one over all lists first.
private func lists(
  _ counted: [(sheet: SheetDescription, people: ShownRows)]
) -> [SheetDescription] {
  let lists = counted.map(\.sheet).filter { !$0.isBesideList && !$0.isOfFewNetworks }
  return lists.filter { $0.name.text == "priority" } + lists.filter { $0.name.text != "priority" }
}

/// What the release holds, for its first page.
private func contents(
  _ work: PagesWork, _ networks: [NetworkProfile], _ listed: [NetworkCode],
  _ lists: [SheetDescription], _ released: ReleasedFiles, _ practices: Table
) throws(RunFault) -> ReleaseContents {
  let (tables, pages) = try released.named()
  return ReleaseContents(
    title: work.title,
    networks: networks.map { profile in
      let isListed = listed.contains(profile.network)
      return .init(
        network: profile.network, name: profile.name, practices: profile.practices.count,
        isListed: isListed,
        workbooks: isListed ? work.lists.workbooks(of: profile.network, practices) : [],
        remarks: profile.remarks.count)
    }, lists: lists, pages: pages, files: tables, counts: released.table("counts"),
    leftOut: released.practicesLeftOut, hasWarehouse: work.publish.hasWarehouse,
    hasPseudonyms: work.publish.pseudonymised != nil)
}

/// What networks and practices are called.
private func organisationNames(
  _ work: PagesWork, _ context: StageContext
) throws(RunFault) -> [String: String] {
  let vocabulary = work.lists.plan.vocabulary
  return organisationNames(
    of: try context.persons(
      columns: Set(
        [
          vocabulary.practice, PersonVocabulary.network, vocabulary.listed[.practiceName],
          vocabulary.listed[.networkName],
        ].compactMap { $0 })
    ).table, vocabulary)
}

/// The system's files of the same release, as everybody reads them.
private struct ReleasedFiles {
  /// The paths in the store by name in the release.
  private let paths: [String: String]
  /// The tables by name in the release, each read once: pages and the first page want most of them.
  private let tables: [String: ReleasedTable]

  init(_ context: StageContext) throws(RunFault) {
    let system = try context.input(.system)
    let files = context.store.files(of: system.record)
    for file in files where !context.store.isWhole(file.entry, at: file.path) {
      throw .storeUnreadable(path: file.path)
    }
    paths = Dictionary(files.map { ($0.name, $0.path) }) { first, _ in first }
    let names = paths.filter { $0.key.hasSuffix(".csv") }
    let read = try parallelMap(Array(names)) { name, path throws(RunFault) in
      guard let bytes = try? readFile(path), let table = ReleasedTable(bytes) else {
        throw RunFault.storeUnreadable(path: path)
      }
      return (name, table)
    }
    tables = Dictionary(uniqueKeysWithValues: read)
  }

  /// A table of the system folder; nil where there is none.
  func table(_ name: String) -> ReleasedTable? { tables["system/\(name).csv"] }

  /// The tables and pages of the system folder, as its data package names them.
  func named() throws(RunFault) -> (tables: [ReleasedFile], pages: [ReleasedFile]) {
    struct Package: Decodable {
      struct Resource: Decodable {
        var path: String
        var title: String
      }

      var resources: [Resource]
    }
    let name = "system/datapackage.json"
    guard let path = paths[name] else { throw .ourMistake("\(name) was not made") }
    guard let package = read(Package.self, from: path) else { throw .storeUnreadable(path: path) }
    let files = package.resources.map {
      ReleasedFile(path: "system/\($0.path)", title: $0.title)
    }
    return (
      files.filter { !$0.path.hasSuffix(".html") }
        + [ReleasedFile(path: name, title: titleOfDataPackage)],
      files.filter { $0.path.hasSuffix(".html") }
    )
  }

  /// The practices that some table leaves out, by code.
  var practicesLeftOut: [String] {
    var codes: Set<String> = []
    for table in tables.values {
      for row in table.rows where row.text(StepColumn.level) == "system" {
        codes.formUnion((row.text("left_out") ?? "").split(separator: " ").map(String.init))
      }
    }
    return codes.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// What pages are made of.
private func releasedFigures(
  _ work: PagesWork, _ released: ReleasedFiles, _ context: StageContext
) throws(RunFault) -> ReleasedFigures {
  guard let people = released.table("population") else {
    throw .ourMistake("pages are asked for, and nobody was counted for them")
  }
  var figures = ReleasedFigures(
    profile: work.profile, publish: work.publish, people: people,
    referenceDate: context.parameters.referenceDate,
    countedOn: try CountedFigures.dayCounted(of: context.input(.system)))
  for set in work.segmentations {
    if let table = released.table("segments-\(set.name)") {
      figures.segments.append(.init(set, table))
    }
  }
  for indicator in work.indicators {
    guard case .persons = indicator.kind, let table = released.table(indicator.name) else {
      continue
    }
    figures.measures.append(.init(indicator, table))
  }
  figures.uptake = released.table("uptake-by-deprivation")
  figures.inequalities = released.table("inequalities")
  figures.districts = released.table("districts")
  figures.pathways = released.table("pathways")
  figures.places = released.table("impact-equity")
  figures.representation = released.table("representativeness")
  figures.registers = released.table("register-reconciliation")
  figures.dataQuality = released.table("data-quality")
  figures.area = work.area.map { definition in
    ReleasedAreaFigures(
      definition,
      Dictionary(
        uniqueKeysWithValues: definition.tables.compactMap { table, _ in
          released.table(table.rawValue).map { (table, $0) }
        }))
  }
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
