import Charts
import Messages
import Model
import Publishing

extension AreaPage {
  /// How many are registered and how many live here, by network, practice and district.
  var listSizes: Markup {
    let rows = table?.rows ?? []
    return .joined([glance(rows), networkSizes(rows), practiceSizes(rows), residents(rows)])
  }

  private func rows(_ rows: [ReleasedTable.Row], _ level: String) -> [ReleasedTable.Row] {
    rows.filter { $0.text(StepColumn.level) == level }
  }

  private func glance(_ rows: [ReleasedTable.Row]) -> Markup {
    guard let whole = self.rows(rows, "system").first else { return Markup("") }
    let sizes = self.rows(rows, "practice").compactMap { $0.count(ListSizeColumn.patients) }
    let patients = whole.figure(ListSizeColumn.patients)
    let residents = whole.figure(ListSizeColumn.residents)
    let practices = whole.count("practices") ?? 0
    var cards = [
      (said(count: patients), ListSizeGlance.patients),
      (said(count: residents), ListSizeGlance.residents),
    ]
    if let percent = whole.figure(ListSizeColumn.percent).value {
      cards.append((decimal(percent, places: 1), ListSizeGlance.percent))
    }
    if let least = sizes.min(), let most = sizes.max() {
      cards.append(
        ("\(grouped(least)) to \(grouped(most))", ListSizeGlance.practices(sizes.count)))
    }
    let words: String
    if let patients = patients.value, let residents = residents.value,
      whole.figure(ListSizeColumn.percent).value != nil
    {
      words = sentence(
        forPatients: Int(patients), of: practices, residents: Int(residents),
        districts: self.rows(rows, ListSizeColumn.district).count)
    } else {
      words = sentence(
        forListSizesNotCompared: whole.count(ListSizeColumn.without) ?? 0, of: practices,
        residentsKnown: residents.value != nil)
    }
    return .joined([
      Pages.glance(cards), element("p", ["class": "lead"]) { words },
    ])
  }

  private func networkSizes(_ rows: [ReleasedTable.Row]) -> Markup {
    let networks = self.rows(rows, "pcn")
    guard !networks.isEmpty else { return Markup("") }
    func name(_ row: ReleasedTable.Row) -> String { self.name(of: row.text("area") ?? "") }
    let bySize = networks.sorted {
      ($0.count(ListSizeColumn.patients) ?? 0) > ($1.count(ListSizeColumn.patients) ?? 0)
    }
    let chart = bars(
      bySize.map { row in
        Bar(
          name: name(row), value: row.figure(ListSizeColumn.patients).value, system: nil,
          said: said(count: row.figure(ListSizeColumn.patients)))
      },
      ChartText(
        id: "networks-chart", title: AreaPart.networkSizes,
        description: description(
          ofNetworkSizes: bySize.first.map(name) ?? "", smallest: bySize.last.map(name) ?? "")),
      unit: "")
    return systemPart("networks", AreaPart.networks) {
      chartGrid {
        pageFigure(
          AreaPart.networkSizes, chart,
          table: pageTable(
            AreaPart.networkSizes, NetworkSizeHeading.allCases.map(\.rawValue),
            bySize.map { row in
              [
                .text(name(row)),
                .number(
                  (row.count(ListSizeColumn.without) ?? 0) == 0
                    ? "\(row.count("practices") ?? 0)"
                    : "\((row.count("practices") ?? 0) - (row.count(ListSizeColumn.without) ?? 0)) of \(row.count("practices") ?? 0)"
                ),
                .count(row.figure(ListSizeColumn.patients)),
              ]
            }))
      }
    }
  }

  private func practiceSizes(_ rows: [ReleasedTable.Row]) -> Markup {
    let practices = self.rows(rows, "practice").sorted {
      ($0.count(ListSizeColumn.patients) ?? -1) > ($1.count(ListSizeColumn.patients) ?? -1)
    }
    let sizes = practices.compactMap { $0.count(ListSizeColumn.patients) }.sorted()
    let median =
      sizes.isEmpty ? nil : Double(sizes[(sizes.count - 1) / 2] + sizes[sizes.count / 2]) / 2
    return systemPart("practices", AreaPart.practices) {
      pageTable(
        AreaPart.practiceSizes, ListSizeHeading.allCases.map(\.rawValue),
        practices.map { row in
          let code = row.text("area") ?? ""
          let size = row.figure(ListSizeColumn.patients).value
          return [
            .text(name(of: code)),
            .text(row.text(PracticeColumn.network) ?? noFigure),
            .number(size.map { grouped(Int($0)) } ?? notPublished),
            .number(
              size.flatMap { size in
                median.flatMap { $0 > 0 ? said(percent: (size / $0 * 100).rounded()) : nil }
              } ?? noFigure),
          ]
        }, kind: "lists")
    }
  }

  /// The people of this system who live in a district, as they are counted.
  private func registered(in district: String?) -> ReleasedFigure {
    guard let column = figures.publish.systemPages?.district, let district else { return .absent }
    return figures.people.rows.first {
      $0.isOfSystem && $0.text(PeopleColumn.by) == column
        && $0.text(PeopleColumn.value) == district
    }?.figure(PeopleColumn.persons) ?? .absent
  }

  private func residents(_ rows: [ReleasedTable.Row]) -> Markup {
    let districts = self.rows(rows, ListSizeColumn.district)
    return systemPart("districts", AreaPart.districts) {
      if districts.isEmpty {
        nothing(
          sentence(forPartWithout: area.definition.listSizes?.residents?.feed ?? AreaPart.districts)
        )
      } else {
        pageTable(
          AreaPart.districts, ResidentHeading.allCases.map(\.rawValue),
          districts.map { row in
            [
              .text(row.text("area_title") ?? row.text("area") ?? notKnownValue),
              .count(row.figure(ListSizeColumn.residents)),
              .count(registered(in: row.text("area_title"))),
            ]
          })
      }
    }
  }
}
