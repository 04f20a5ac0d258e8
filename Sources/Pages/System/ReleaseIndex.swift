import Charts
import Messages
import Model
package import Publishing

/// What a release's first page is made of.
package struct ReleaseContents: Sendable {
  /// A network's folder.
  package struct Network: Sendable {
    /// Its code.
    package var network: NetworkCode
    /// What it is called; nil where nobody says.
    package var name: String?
    /// How many practices it has.
    package var practices: Int
    /// Whether it has lists tonight.
    package var isListed: Bool
    /// The names of its workbooks.
    package var workbooks: [String]
    /// How many things there are to know of it tonight.
    package var remarks: Int

    /// Describes a folder.
    package init(
      network: NetworkCode, name: String?, practices: Int, isListed: Bool, workbooks: [String],
      remarks: Int
    ) {
      self.network = network
      self.name = name
      self.practices = practices
      self.isListed = isListed
      self.workbooks = workbooks
      self.remarks = remarks
    }
  }

  /// What the pipeline is called.
  package var title: String
  /// The networks' folders by code.
  package var networks: [Network]
  /// The lists that every network has a file of, the one over all lists first.
  package var lists: [SheetDescription]
  /// The pages of the whole system.
  package var pages: [ReleasedFile]
  /// The tables of the whole system.
  package var files: [ReleasedFile]
  /// `counts.csv`; nil where there is none.
  package var counts: ReleasedTable?
  /// The practices that some table leaves out, by code.
  package var leftOut: [String]
  /// Whether there is a warehouse.
  package var hasWarehouse: Bool
  /// Whether it has persons under pseudonyms.
  package var hasPseudonyms: Bool

  /// Describes a release.
  package init(
    title: String, networks: [Network], lists: [SheetDescription], pages: [ReleasedFile],
    files: [ReleasedFile], counts: ReleasedTable?, leftOut: [String], hasWarehouse: Bool,
    hasPseudonyms: Bool = false
  ) {
    self.title = title
    self.networks = networks
    self.lists = lists
    self.pages = pages
    self.files = files
    self.counts = counts
    self.leftOut = leftOut
    self.hasWarehouse = hasWarehouse
    self.hasPseudonyms = hasPseudonyms
  }
}

/// A release's first page: what there is, of whom, and what is not there.
///
/// Every number of people is one of a table of the whole system, as it is shown there: whoever may read these may read the page.
package struct ReleaseIndex {
  /// The file's name in the release's folder.
  package static let fileName = "index.html"

  let contents: ReleaseContents
  let figures: ReleasedFigures
  /// How many people are on a list, by list and network; that of the whole system by list and the empty text.
  private let people: [ListOfArea: ReleasedFigure]

  private struct ListOfArea: Hashable {
    var list: String
    var area: String
  }

  /// Puts a page together.
  package init(of contents: ReleaseContents, _ figures: ReleasedFigures) {
    self.contents = contents
    self.figures = figures
    people = Dictionary(
      (contents.counts?.rows ?? []).compactMap { row in
        guard let list = row.text("cohort"), row.text(StepColumn.level) != "no-pcn" else {
          return nil
        }
        let area = row.text(StepColumn.network) ?? ""
        return (ListOfArea(list: list, area: area), row.figure(StepColumn.remaining))
      }
    ) { first, _ in first }
  }

  /// The page's text.
  package var text: String {
    SystemPageFrame(
      title: title(ofReleaseOf: figures.referenceDate),
      line: line(
        forReleaseOf: contents.title, networks: contents.networks.count,
        lists: contents.lists.count, on: figures.referenceDate, countedOn: figures.countedOn),
      links: ReleasePart.allCases.map { ("#\($0.anchor)", $0.rawValue) }
    ).text {
      glance
      system
      networks
      lists
      missing
      tables
      reading
    }
  }

  private func part(
    _ part: ReleasePart, lead: String = "", @MarkupBuilder _ content: () -> Markup
  ) -> Markup {
    systemPart(part.anchor, part.rawValue, lead: lead, content)
  }

  private func people(on list: SheetDescription, in area: String) -> ReleasedFigure {
    people[ListOfArea(list: list.name.text, area: area)] ?? .absent
  }

  /// The number of people on a list as the page says it.
  private func said(_ list: SheetDescription, in area: String) -> String {
    guard list.undelivered.isEmpty else { return listNotMade }
    switch people(on: list, in: area) {
    case .shown(let count): return grouped(Int(count))
    case .hidden: return hiddenFigure
    // Whom the list over all lists has, no table counts.
    case .absent: return notKnown
    }
  }

  private var glance: Markup {
    let everybody = figures.people.rows.first {
      $0.isOfSystem && $0.text(PeopleColumn.by) == PeopleColumn.all
    }
    let cards: [(String, String)] = [
      (
        "\(contents.networks.count(where: \.isListed)) of \(contents.networks.count)",
        ReleaseGlance.networks
      ),
      (
        "\(contents.lists.count { !isEmpty($0) }) of \(contents.lists.count)", ReleaseGlance.lists
      ),
      (Pages.said(count: everybody?.figure(PeopleColumn.persons) ?? .absent), ReleaseGlance.people),
      ("\(whatIsMissing.count)", ReleaseGlance.missing),
    ]
    return Pages.glance(cards)
  }

  /// Whether nobody is on a list; the one over all lists is empty where all others that count are.
  private func isEmpty(_ list: SheetDescription) -> Bool {
    !list.undelivered.isEmpty || people(on: list, in: "") == .shown(0)
  }

  private var system: Markup {
    part(.system, lead: leadOfSystemPages) {
      element("ul", ["class": "pages"]) {
        for page in contents.pages {
          element("li") { element("a", ["href": page.path]) { page.title } }
        }
      }
      if contents.hasWarehouse {
        element("p", ["class": "note"]) { sentenceForWarehouse }
      }
      if contents.hasPseudonyms {
        element("p", ["class": "note"]) { sentenceForPseudonyms }
      }
    }
  }

  private var networks: Markup {
    part(.networks, lead: leadOfReleasedNetworks) {
      pageTable(
        ReleasePart.networks.rawValue, ReleasedNetworkHeading.allCases.map(\.rawValue),
        contents.networks.map { network in
          let folder = network.network.text
          let workbooks = network.workbooks.prefix(1)
          return [
            .text(network.nameInWords), .number("\(network.practices)"),
            .markup(link(to: "\(folder)/\(ProfilePage.fileName)", ReleasedFileWords.page, folder)),
            .markup(
              workbooks.isEmpty
                ? Markup(ReleasedFileWords.none)
                : .joined(
                  workbooks.map { link(to: "\(folder)/\($0)", ReleasedFileWords.workbook, folder) })
            ),
            .markup(
              link(
                to: "\(folder)/NOTICES.txt", ReleasedFileWords.notices(network.remarks), folder)),
          ]
        }, kind: "lists")
      for network in contents.networks where network.isListed {
        element("details") {
          element("summary") {
            summary(forListsOf: network.nameInWords, count: contents.lists.count)
          }
          element("ul", ["class": "files"]) {
            for list in contents.lists {
              element("li") {
                element("a", ["href": "\(network.network.text)/\(list.name.text).csv"]) {
                  list.nameInWords
                }
                Markup(" \(said(list, in: network.network.text))")
              }
            }
          }
        }
      }
    }
  }

  /// A link whose words are the same in each row says to whom it is, too.
  private func link(to path: String, _ words: String, _ network: String) -> Markup {
    element("a", ["href": path, "aria-label": "\(words), \(network)"]) { words }
  }

  private var lists: Markup {
    part(.lists, lead: contents.lists.isEmpty ? "" : leadOfReleasedLists) {
      pageTable(
        ReleasePart.lists.rawValue, ReleasedListHeading.allCases.map(\.rawValue),
        contents.lists.map { list in
          [.text(list.nameInWords), .text(list.title), .number(said(list, in: ""))]
        }, kind: "lists")
    }
  }

  /// Lists, networks and practices that are missing, each in a sentence.
  private var whatIsMissing: [String] {
    contents.lists.filter { !$0.undelivered.isEmpty }.map { list in
      sentence(forList: list.nameInWords, notMadeWithout: list.undelivered.map(\.feed))
    }
      + contents.networks.filter { !$0.isListed }.map {
        sentence(forNetworkWithoutLists: $0.nameInWords)
      }
      + contents.leftOut.map { sentence(forPracticeLeftOut: $0) }
  }

  private var missing: Markup {
    part(.missing) {
      if whatIsMissing.isEmpty {
        nothing(nothingLeftOut)
      } else {
        element("ul") { for sentence in whatIsMissing { element("li") { sentence } } }
      }
    }
  }

  private var tables: Markup {
    part(.tables, lead: leadOfReleasedTables) {
      pageTable(
        ReleasePart.tables.rawValue, ReleasedTableHeading.allCases.map(\.rawValue),
        contents.files.map { file in
          [
            .markup(
              element("a", ["href": file.path]) {
                String(file.path.split(separator: "/").last ?? "")
              }), .text(file.title),
          ]
        }, kind: "plain")
    }
  }

  private var reading: Markup {
    let terms = figures.publish.outputs[.aggregates]
    let sentences =
      [sentence(forDisclosure: figures.publish.disclosure), sentence(forPeopleCounted: terms)]
      + releaseReading
    return part(.reading) {
      for sentence in sentences { element("p") { sentence } }
      if let terms {
        element("h3") { termsTitle }
        element("ul") { for line in Messages.lines(of: terms) { element("li") { line } } }
      }
    }
  }
}

extension ReleaseContents.Network {
  /// What it is called, with its code.
  var nameInWords: String { name.map { "\($0) (\(network.text))" } ?? network.text }
}
