public import Model
public import Tables

/// Adds published counts up to areas and the whole.
///
/// `earlier` are the figures that were accepted by the newest release of an earlier reference date: what is ten times as large or a tenth of what
/// the practice had then, or in earlier years of the feed, is left out, and told, and of a practice without a past what is ten
/// times what is expected of it; a denominator likewise, without a past by the practice's list size.
///
/// Every group stands alone: counts are added over practices and never over groups.
///
/// - Shape: one row a practice, area or whole, and group.
/// - Units: percentages of 100.
/// - Missing: `percent` where the denominator is zero; the limits also where the numerator is above the denominator.
/// - Source: Wilson limits as in PHEindicatormethods 2.1.0, `phe_proportion`.
public func measure(
  _ definition: IndicatorDefinition, _ proportion: PublishedProportion, feeds: [String: Table],
  earlier: Table? = nil
) -> PublishedFigures {
  var counts = PublishedCountsByPractice(
    proportion, in: feeds[proportion.feed] ?? Table(rowCount: 0))
  var findings = ReportedPractices(feed: proportion.feed)
  findings.note(
    "figure-incomplete", "rows without a practice or a count, which are not added up",
    count: counts.incomplete)
  findings.note(
    "figure-repeated", "rows that share practice and group and differ, which are not added up",
    count: counts.repeated)
  let reported = counts.table(groups: proportion.group)
  let tenfold = counts.takeOutTenfold(
    earlier: earlier, proportion,
    listSizes: proportion.listSizes.map {
      PublishedCounts(in: feeds[$0.feed], key: [$0.practice], count: $0.patients)
    } ?? PublishedCounts(in: nil, key: [], count: ""))
  let accepted = counts.acceptedFigures(earlier: earlier, proportion)
  findings.note(
    "figure-tenfold",
    "figures, or their denominators, ten times those of the release or the years before, or a tenth of them, which are left out",
    practices: tenfold.past.practices, count: tenfold.past.count)
  findings.note(
    "figure-unexpected",
    "figures ten times what is expected by the rate of all other practices, which are left out",
    practices: tenfold.expected.practices, count: tenfold.expected.count)
  findings.note(
    "figure-beyond-list",
    "figures whose denominator is many times the practice's list size, which are left out",
    practices: tenfold.beyondList.practices, count: tenfold.beyondList.count)
  findings.note(
    "figure-beyond-small-list",
    "figures whose denominator is many times the practice's list size, of practices so small that most of their list may have left: they count",
    practices: tenfold.beyondSmallList.practices, count: tenfold.beyondSmallList.count)
  findings.note(
    "figure-unusual",
    "figures ten times what is expected, of practices so small that they may be services for some alone: they count",
    practices: tenfold.unusual.practices, count: tenfold.unusual.count)
  var figures = FigureRows(counts)
  figures.appendPractices()
  var outside: [(level: String, practice: String, why: String)] = []
  if let geography = proportion.geography, let table = feeds[geography],
    let practiceColumn = proportion.geographyPractice
  {
    for level in proportion.areas {
      let membership = AreaMembership(level, in: table, practice: practiceColumn)
      figures.append(level: level.name, membership)
      let homeless = counts.practices.filter { membership.areaOfPractice[$0] == nil }
      outside += homeless.map { (level.name, $0, membership.whyNot($0)) }
      findings.note(homeless, of: membership, level: level.name, geography: geography)
    }
  }
  figures.appendWhole(named: proportion.whole)
  findings.note(
    "numerator-above-denominator", "figures whose numerator is above the denominator",
    practices: figures.practicesAboveWhole, count: figures.countAboveWhole)
  let unmatched = unmatchedPractices(proportion, counts.practices, feeds, &findings)
  var table = figures.table(groups: proportion.group)
  if let deprivation = proportion.deprivation {
    table.append(deprivation.name, figures.lookUp(deprivation, feeds: feeds))
  }
  // Always there, so that files of several nights have the same columns.
  table.append("left_out", figures.leftOut)
  return PublishedFigures(
    figures: .alreadyPublished(table, source: definition.source),
    unmatched: .alreadyPublished(unmatched, source: definition.source),
    unallocated: .alreadyPublished(unallocatedTable(outside), source: definition.source),
    leftOut: tenfold.leftOut,
    accepted: accepted, reported: reported, findings: findings.all)
}

extension PublishedCountsByPractice {
  /// The figures, by practice and group: `practice_code`, the group's columns, `numerator`, `denominator`.
  fileprivate func table(groups names: [String]) -> Table {
    func values(_ text: (Entry) -> String?) -> Column {
      Column(.text, entries.map { text($0).map { .text($0) } })
    }
    return Table(
      [(PracticeColumn.practice, values { practices[$0.practice] })]
        + names.enumerated().map { index, name in (name, values { groups[$0.group][index] }) } + [
          ("numerator", .integer(FixedColumn(entries.map(\.numerator)))),
          ("denominator", .integer(FixedColumn(entries.map(\.denominator)))),
        ], rowCount: entries.count)
  }
}

private func unallocatedTable(
  _ rows: [(level: String, practice: String, why: String)]
) -> Table {
  Table([
    ("level", .text(TextColumn(rows.map(\.level)))),
    (PracticeColumn.practice, .text(TextColumn(rows.map(\.practice)))),
    ("why", .text(TextColumn(rows.map(\.why)))),
  ])
}

// Practices that stand in one of two sources.
private func unmatchedPractices(
  _ proportion: PublishedProportion, _ practices: [String], _ feeds: [String: Table],
  _ findings: inout ReportedPractices
) -> Table {
  guard let source = proportion.listSizes, let table = feeds[source.feed],
    let codes = table[source.practice]?.texts, let sizes = table[source.patients]
  else {
    return Table([
      (PracticeColumn.practice, .text(TextColumn([]))), ("lacks", .text(TextColumn([]))),
    ])
  }
  let listed = Set(
    (0..<table.rowCount).compactMap { sizes.present?[$0] ?? true ? codes.text(at: $0) : nil })
  let withoutList = practices.filter { !listed.contains($0) }
  let withoutFigures = sortedBytewise(listed.subtracting(practices))
  findings.note(
    "practice-without-list-size", "practices that have figures and no list size",
    practices: withoutList)
  findings.note(
    "practice-without-figures", "practices that have a list size and no figures",
    practices: withoutFigures)
  return Table([
    (PracticeColumn.practice, .text(TextColumn(withoutList + withoutFigures))),
    (
      "lacks",
      .text(
        TextColumn(
          withoutList.map { _ in "list-size" } + withoutFigures.map { _ in "figures" }))
    ),
  ])
}

/// Findings about practices as they are noted.
private struct ReportedPractices {
  let feed: String
  var all: [Finding] = []

  init(feed: String) {
    self.feed = feed
  }

  mutating func note(
    _ rule: String, _ says: String, practices: [String] = [], count: Int? = nil,
    feed: String? = nil
  ) {
    let count = count ?? practices.count
    guard count > 0 else { return }
    all.append(
      Finding(
        rule: rule, grade: .warning, feed: feed ?? self.feed, says: says, count: count,
        organisations: practices.filter { isPracticeCode($0.utf8) }))
  }

  mutating func note(
    _ practices: [String], of membership: AreaMembership, level: String, geography: String
  ) {
    func those(_ why: String) -> [String] { practices.filter { membership.whyNot($0) == why } }
    note(
      "practice-unallocated", "practices with figures that are allocated to no \(level)",
      practices: those("unallocated"), feed: geography)
    note(
      "practice-in-two-areas",
      "practices with figures that are in more than one \(level), and are added up in none",
      practices: those("ambiguous"), feed: geography)
    note(
      "practice-without-area", "practices with figures that the geography puts in no \(level)",
      practices: those("absent"), feed: geography)
  }
}
