import Charts
import Messages
package import Model
import Publishing
import Tables

/// The directory of services by need, and how many people tonight's lists point to each, by district.
///
/// Every figure is one of `pathways.csv`, as it is shown there.
package struct PathwaysPage {
  /// The file's name in the system's folder.
  package static let fileName = "pathways.html"

  let figures: ReleasedFigures
  let directory: PathwaysDefinition
  private let asked: Set<String>
  private let people: PointedFigures

  /// Puts a page together; `asked` are the names that lists ask for, `district` is the person's column of the district.
  package init(
    _ figures: ReleasedFigures, _ directory: PathwaysDefinition, asked: Set<String>,
    district: String?
  ) {
    self.figures = figures
    self.directory = directory
    self.asked = asked
    people = PointedFigures(figures.pathways, by: district)
  }

  /// The page's text.
  package var text: String {
    SystemPageFrame(
      title: titleOfPathways,
      line: line(
        forPathwaysOn: figures.countedOn, directory: directory.title,
        services: directory.services.count, needs: directory.needs.count),
      links: [("../\(ReleaseIndex.fileName)", backToRelease)]
        + PathwayPart.allCases.map { ("#\($0.anchor)", $0.rawValue) },
      isWide: true, styles: [pathwaysStyle]
    ).text {
      if people.isEmpty { nothing(noPathways) } else { glance }
      byNeed
      if !people.isEmpty { byDistrict }
      reading
    }
  }

  /// Whether a list asks for a need, or by its name for a service that meets it.
  private func isAsked(_ need: PathwaysDefinition.Need) -> Bool {
    asked.contains(need.name)
      || directory.services.contains { $0.needs.contains(need.name) && asked.contains($0.name) }
  }

  /// Who is on lists and pointed to anything.
  private var glance: Markup {
    let unasked = directory.needs.count { !isAsked($0) }
    return Pages.glance([
      (said(count: people.figure(.listed)), PathwayGlance.listed),
      (said(count: people.figure(.pointed)), PathwayGlance.pointed),
      (said(count: people.figure(.notPointed)), PathwayGlance.notPointed),
      ("\(unasked)", PathwayGlance.unasked),
    ])
  }

  /// The services of each need, and those that meet none and are asked for by their names.
  private var groups: [ServiceGroup] {
    let ofNeeds = directory.needs.map { need in
      ServiceGroup(
        anchor: "need-\(need.name)", title: need.title,
        remark: isAsked(need) ? nil : needNotAskedFor,
        services: directory.services.filter { $0.needs.contains(need.name) })
    }
    let others = directory.services.filter(\.needs.isEmpty)
    guard !others.isEmpty else { return ofNeeds }
    return ofNeeds
      + [
        ServiceGroup(
          anchor: "by-name", title: titleOfServicesByName, remark: nil, services: others)
      ]
  }

  private var byNeed: Markup {
    let groups = groups
    return systemPart(
      PathwayPart.needs.anchor, PathwayPart.needs.rawValue, lead: leadOfServices
    ) {
      element("nav", ["aria-label": PathwayPart.needs.rawValue, "class": "needs"]) {
        element("ul") {
          for group in groups {
            element("li") { element("a", ["href": "#\(group.anchor)"]) { group.title } }
          }
        }
      }
      element("table", ["class": "services", "role": "table"]) {
        element("caption") {
          "\(PathwayPart.needs.rawValue), \(inWords(figures.countedOn))"
        }
        element("thead", ["role": "rowgroup"]) {
          element("tr", ["role": "row"]) {
            for heading in ServiceHeading.allCases {
              element("th", ["scope": "col", "role": "columnheader"]) { heading.rawValue }
            }
          }
        }
        for group in groups { rows(of: group) }
      }
    }
  }

  /// The need stands beside its services.
  private func rows(of group: ServiceGroup) -> Markup {
    element("tbody", ["role": "rowgroup"]) {
      for (index, service) in group.services.enumerated() {
        element("tr", ["role": "row"]) {
          if index == 0 {
            element(
              "th",
              [
                "scope": "rowgroup", "role": "rowheader", "class": "need",
                "rowspan": "\(group.services.count)",
              ]
            ) {
              element("h3", ["id": group.anchor]) { group.title }
              if let remark = group.remark { element("p", ["class": "note"]) { remark } }
            }
          }
          element("th", ["scope": "row", "role": "rowheader"]) { service.title }
          cell(.audience, Markup(audience(of: service)))
          cell(.places, Markup(service.places ?? directoryDoesNotSay))
          cell(.people, element("strong") { pointed(to: service) })
          cell(.source, Markup(service.source))
        }
      }
    }
  }

  private func cell(_ heading: ServiceHeading, _ content: Markup) -> Markup {
    element(
      "td", ["role": "cell", "class": "\(heading)", "data-name": heading.rawValue]
    ) { element("span") { content } }
  }

  /// Whom a service is for, in the directory's words where it has any.
  private func audience(of service: Service) -> String {
    service.audience ?? (service.eligible == nil ? forEverybody : audienceByCondition)
  }

  private func pointed(to service: Service) -> String {
    let figure = people.figure(.service, service.name)
    guard figure == .shown(0) else { return said(count: figure) }
    let isAsked = asked.contains(service.name) || service.needs.contains(where: asked.contains)
    return isAsked ? pointedToNobody : serviceNotAskedFor
  }

  /// A row a service, a column a district.
  private var byDistrict: Markup {
    let districts = people.districts
    let lines: [(title: String, kind: PointedKind, service: String?)] =
      [
        (PointedRow.listed, .listed, nil), (PointedRow.pointed, .pointed, nil),
        (PointedRow.notPointed, .notPointed, nil),
      ] + directory.services.map { ($0.title, .service, $0.name) }
    return systemPart(
      PathwayPart.districts.anchor, PathwayPart.districts.rawValue,
      lead: lead(ofPointedByDistrict: !districts.isEmpty)
    ) {
      wideTable(
        id: "pointed", caption(ofPointedOn: figures.countedOn),
        [Markup(ServiceHeading.service.rawValue), Markup(everyDistrict)]
          + districts.map { district in element("strong") { district ?? notKnownValue } },
        lines.map { line in
          [
            element("th", ["scope": "row"]) { line.title },
            element("td", ["class": "system"]) {
              element("strong") { said(count: people.figure(line.kind, line.service)) }
            },
          ]
            + districts.map { district in
              element("td", ["class": "number"]) {
                said(count: people.figure(line.kind, line.service, in: district))
              }
            }
        })
    }
  }

  private var reading: Markup {
    systemReading(
      pathwaysReading + people.leftOut.map { sentence(forPracticeLeftOut: $0) },
      of: figures.publish, table: "pathways.csv")
  }
}

/// The services of a need.
private struct ServiceGroup {
  var anchor: String
  var title: String
  /// What there is to say of the need.
  var remark: String?
  var services: [Service]
}

/// The figures of `pathways.csv`.
private struct PointedFigures {
  private struct Key: Hashable {
    var kind: String
    var service: String?
    var by: String
    var value: String?
  }

  private let figures: [Key: ReleasedFigure]
  private let column: String?
  /// The districts in which anybody is on a list, by letters; those of whom it is not known come last, as nil.
  let districts: [String?]
  /// The practices whose people are not counted.
  let leftOut: [String]

  var isEmpty: Bool { figures.isEmpty }

  init(_ table: ReleasedTable?, by column: String?) {
    let rows = table?.rows ?? []
    figures = Dictionary(
      rows.map { row in
        let key = Key(
          kind: row.text(StepColumn.kind) ?? "", service: row.text(OfferedColumn.service),
          by: row.text(PeopleColumn.by) ?? "", value: row.text(PeopleColumn.value))
        return (key, row.figure(PeopleColumn.persons))
      }
    ) { first, _ in first }
    self.column = column
    let listed = rows.filter {
      $0.text(StepColumn.kind) == PointedKind.listed.rawValue && $0.text(PeopleColumn.by) == column
        && $0.figure(PeopleColumn.persons) != .shown(0)
    }.map { $0.text(PeopleColumn.value) }
    districts =
      listed.compactMap { $0 }.sorted().map { Optional($0) } + (listed.contains(nil) ? [nil] : [])
    leftOut = rows.first?.leftOut ?? []
  }

  /// The people of all districts.
  func figure(_ kind: PointedKind, _ service: String? = nil) -> ReleasedFigure {
    figures[Key(kind: kind.rawValue, service: service, by: PeopleColumn.all, value: nil)] ?? .absent
  }

  /// The people of a district; nil is not known.
  func figure(
    _ kind: PointedKind, _ service: String?, in district: String?
  ) -> ReleasedFigure {
    figures[Key(kind: kind.rawValue, service: service, by: column ?? "", value: district)]
      ?? .absent
  }
}

/// What the page of services adds to the look of the system's pages.
private let pathwaysStyle = Markup.style(
  """
  .needs ul { columns: 15rem; column-gap: 2rem; display: block; margin-bottom: .75rem; font-size: .875rem; }
  .needs li { break-inside: avoid; }
  .needs a { padding: .25rem 0; }
  .services { table-layout: fixed; }
  .services th, .services td { vertical-align: top; overflow-wrap: break-word; }
  .services thead th:nth-child(1) { width: 14%; }
  .services thead th:nth-child(2) { width: 20%; }
  .services thead th:nth-child(3) { width: 20%; }
  .services thead th:nth-child(4) { width: 14%; }
  .services thead th:nth-child(5) { width: 8%; }
  .services tbody { border-bottom: 1px solid #768692; }
  .services tbody tr:last-child > * { border-bottom: 0; }
  .services .need { border-bottom: 0; }
  .services h3 { margin: 0; font-size: 1em; line-height: inherit; scroll-margin-top: .5rem; }
  .services .need .note { margin: .15rem 0 0; font-size: 1em; }
  .services .source { font-size: .8rem; color: #3d4a52; }
  .rug td.number { text-align: left; font-variant-numeric: tabular-nums; }
  @media screen and (max-width: 46rem) {
    .needs ul { columns: 9.5rem; column-gap: 1rem; }
    .services tbody { padding: .5rem 0; }
    .services tbody tr:last-child { border-bottom: 0; }
    .services .need { padding-bottom: .25rem; }
    .services h3 { font-size: 1.05rem; }
    .services tbody td { align-items: start; }
    .services td span { min-width: 0; overflow-wrap: anywhere; }
  }
  @media print {
    .services h3 { break-after: auto; }
    .services .source { font-size: 7pt; }
  }
  """)
