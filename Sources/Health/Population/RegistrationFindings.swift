import Model
import Tables

extension Registrations {
  /// The open rows that are nobody's, each with the rule that says why.
  var displaced: [(rule: String, rows: Bitmap)] {
    [
      ("died-and-registered", died), ("death-in-the-future", diesLater),
      ("registration-ended-elsewhere", ended), ("registration-in-doubt", doubtful),
      ("left-since-merger", leftSince), ("superseded-registration", superseded),
      ("tied-registrations", tied),
    ]
  }

  /// What was found of the registrations: about rows with their places, about persons by practice.
  func findings(
    of definition: PopulationDefinition, in table: Table, places: RowPlaces
  ) -> [Finding] {
    let feed = definition.feed
    let ofRows = [
      finding(
        "superseded-registration", .record, feed: feed,
        says: "open registrations of persons who have one that started later",
        rows: superseded, places: places),
      finding(
        "tied-registrations", .record, feed: feed,
        says: "open registrations of persons with another practice's of the same day, which counts",
        rows: tied, places: places),
      finding(
        "repeated-registration", .warning, feed: feed,
        says: "open registrations that another one repeats in every column",
        rows: copies, places: places),
      finding(
        "registration-without-person", .warning, feed: feed,
        says:
          "open registrations without a person's \(definition.key == .nhsNumber ? "number" : "pseudonym")",
        rows: anonymous, places: places),
    ].filter { $0.count > 0 }
    let practices = table.declaredTexts(definition.practice)
    return ofRows + personFindings(definition, table, practices)
  }

  private func personFindings(
    _ definition: PopulationDefinition, _ table: Table, _ practices: TextColumn
  ) -> [Finding] {
    func byPractice(_ rule: String, _ says: String, _ rows: [Int]) -> [Finding] {
      findingsByPractice(rule, feed: definition.feed, says: says, rows: rows, practices)
    }
    return byPractice(
      "died-and-registered",
      "open registrations of people who have died by another row; they are on no list",
      died.setIndices)
      + byPractice(
        "death-in-the-future",
        "registered people whose death lies after the day of the run, which is a slip of a day; they are on no list",
        diesLater.setIndices)
      + byPractice(
        "registration-ended-elsewhere",
        "rows of registrations that another row of the same registration ends; they do not count",
        ended.setIndices)
      + byPractice(
        "left-since-merger",
        "open registrations with merged practices of people who have left the practice that took over; they do not count",
        leftSince.setIndices)
      + byPractice(
        "registration-in-doubt",
        "registered people with another row that was rejected and may end the registration or be a newer one; they are on no list",
        doubtful.setIndices)
      + differing(in: table).flatMap { column, persons in
        byPractice(
          "two-values-of-one-person",
          "people with several values of \(column) in rows of one registration (as somebody with two addresses has), which is not known for them",
          persons.map { Int(rows[$0]) })
      }
  }
}

/// A finding for each practice of some rows, in the order of the practices' codes; only codes that look like a practice's
/// are named.
func findingsByPractice(
  _ rule: String, feed: String, says: String, rows: [Int], _ practices: TextColumn
) -> [Finding] {
  var counts: [String?: Int] = [:]
  for row in rows {
    let code = practices.text(at: row)
    counts[code.flatMap { isPracticeCode($0.utf8) ? $0 : nil }, default: 0] += 1
  }
  let named = sortedBytewise(counts.keys.compactMap { $0 })
  return (named.map { Optional($0) } + [nil]).compactMap { code in
    counts[code].map { count in
      Finding(
        rule: rule, grade: .warning, feed: feed, says: says, count: count,
        organisations: code.map { [$0] } ?? [])
    }
  }
}
