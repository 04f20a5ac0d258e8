import Charts
import Messages
package import Model
package import Publishing
import Statistics

/// The area's figures as they are released, for the pages that show them.
package struct ReleasedAreaFigures: Sendable {
  /// What they are of.
  package var definition: AreaFiguresDefinition
  /// The tables that were made.
  package var tables: [AreaTable: ReleasedTable]

  /// Puts both together.
  package init(_ definition: AreaFiguresDefinition, _ tables: [AreaTable: ReleasedTable]) {
    self.definition = definition
    self.tables = tables
  }

  /// The feeds of a table.
  func feeds(of table: AreaTable) -> [String] {
    definition.tables.first { $0.table == table }?.feeds ?? []
  }
}

extension AreaTable {
  /// The page of a table; nil for members, who stand on the page of representativeness.
  package var page: PageFile? {
    let title: String
    switch self {
    case .listSizes: title = AreaPageTitle.listSizes
    case .lifeExpectancy: title = AreaPageTitle.lifeExpectancy
    case .projections: title = AreaPageTitle.projections
    case .contracts: title = AreaPageTitle.contracts
    case .experience: title = AreaPageTitle.experience
    case .members: return nil
    }
    return PageFile(name: "\(rawValue).html", title: title, resource: "\(rawValue)-page")
  }
}

/// A page of one of the area's tables: from published files and returns alone.
package struct AreaPage {
  let figures: ReleasedFigures
  let area: ReleasedAreaFigures
  let kind: AreaTable
  /// What networks and practices are called, by code.
  let names: [String: String]

  /// Puts a page together.
  ///
  /// `names` are what networks and practices are called, by code.
  package init(
    _ kind: AreaTable, _ figures: ReleasedFigures, _ area: ReleasedAreaFigures,
    names: [String: String]
  ) {
    self.kind = kind
    self.figures = figures
    self.area = area
    self.names = names
  }

  /// The page's text.
  package var text: String {
    SystemPageFrame(
      title: kind.page?.title ?? "",
      line: line(forArea: area.definition.title, on: figures.referenceDate),
      links: [("../\(ReleaseIndex.fileName)", backToRelease)] + links
        + [("#reading", ProfilePart.reading.rawValue)]
    ).text {
      content
      reading
    }
  }

  var table: ReleasedTable? { area.tables[kind] }

  /// What an organisation is called, with its code.
  func name(of code: String) -> String { names[code].map { "\($0) (\(code))" } ?? code }

  private var links: [(target: String, words: String)] {
    guard table != nil else { return [] }
    switch kind {
    case .listSizes:
      return [
        ("#networks", AreaPart.networks), ("#practices", AreaPart.practices),
        ("#districts", AreaPart.districts),
      ]
    case .lifeExpectancy: return [("#life", AreaPart.deprivation)]
    case .projections: return [("#projections", AreaPart.numbers)]
    case .contracts:
      return (area.definition.contracts?.services ?? []).enumerated().map {
        ("#service-\($0.offset)", $0.element.title)
      }
    case .experience: return [("#care", ProfilePart.measures.rawValue)]
    case .members: return []
    }
  }

  @MarkupBuilder private var content: Markup {
    if table == nil {
      nothing(sentence(forNothingDeliveredOf: area.feeds(of: kind)))
    } else {
      switch kind {
      case .listSizes: listSizes
      case .lifeExpectancy: lifeExpectancy
      case .projections: projections
      case .contracts: contracts
      case .experience: experience
      case .members: Markup("")
      }
    }
  }

  private var reading: Markup {
    let definition = area.definition
    let (sentences, source): ([String], String?) =
      switch kind {
      case .listSizes: (listSizeReading, definition.listSizes?.source)
      case .lifeExpectancy: (lifeReading, definition.lifeExpectancy?.source)
      case .projections: (projectionReading, definition.projections?.source)
      case .contracts: (contractReading, definition.contracts?.source)
      case .experience: (experienceReading, definition.experience?.source)
      case .members: ([], nil)
      }
    // Only what providers return passes disclosure control; the rest was public before.
    let hiding = kind == .contracts ? [sentence(forDisclosure: figures.publish.disclosure)] : []
    return systemPart("reading", ProfilePart.reading.rawValue) {
      for sentence in sentences + hiding
        + [source.map { Messages.sentence(forSource: $0) }].compactMap({ $0 })
      {
        element("p") { sentence }
      }
      if table != nil {
        element("p") {
          element("a", ["href": "\(kind.rawValue).csv"]) { "\(kind.rawValue).csv" }
        }
      }
    }
  }
}

extension ReleasedTable.Row {
  /// A figure as a whole number; nil where it is hidden or missing.
  func count(_ column: String) -> Int? {
    figure(column).value.flatMap { Int(exactly: $0.rounded()) }
  }
}
