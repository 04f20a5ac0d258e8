import Messages
import Model
import Definitions
import Expressions
import Health
import Tables

/// What came out for the person of one test.
struct TestedPerson {
  /// The definition that is tested.
  let definition: TestedDefinition
  /// The person's row among the persons.
  let row: Int
  /// What the cohort did; nil for other definitions.
  let member: TestedMember?

  init(_ row: Int, of definition: TestedDefinition) {
    self.row = row
    self.definition = definition
    member = TestedMember(row, of: definition)
  }

  /// The elements and overlays that apply, in the order of the definition.
  var elements: [String] {
    guard case .segmentation(let set) = definition.subject else { return [] }
    return set.flags.map { $0.name }.filter { name in
      value(set.column(of: name)) == .boolean(true)
    }
  }

  /// What came where it is not what a test expects, in the words of its file; nil where it is.
  func difference(from expected: TestExpectation.Subject) -> String? {
    let found = found(expected)
    switch (expected, found) {
    case (.score(let wanted?), .score(let score?)):
      return (score - wanted).magnitude <= scoreTolerance ? nil : words(of: found)
    case (.need(let wanted?), .need(let number?)), (.gap(let wanted?), .gap(let number?)),
      (.equity(let wanted?), .equity(let number?)),
      (.priority(let wanted?), .priority(let number?)):
      return (number - wanted).magnitude <= scoreTolerance ? nil : words(of: found)
    case (.elements(let wanted), .elements(let names)),
      (.openLists(let wanted), .openLists(let names)),
      (.redFlags(let wanted), .redFlags(let names)):
      return Set(wanted) == Set(names) ? nil : words(of: found)
    case (.excluded, _) where member?.excluded == nil: return words(of: .onList(true))
    case (.onList(true), .onList(false)), (.status, _), (.dueOn, _), (.reasons, _),
      (.pathway, _):
      guard found != expected else { return nil }
      return
        ([words(of: found)]
        + [member?.excluded].compactMap { $0 }.map {
          words(of: .excluded($0))
        }).joined(separator: ", ")
    default: return found == expected ? nil : words(of: found)
    }
  }

  private func found(_ subject: TestExpectation.Subject) -> TestExpectation.Subject {
    switch subject {
    case .onList: .onList(member?.isOnList ?? false)
    case .excluded: .excluded(member?.excluded ?? "")
    case .status: .status(member?.status ?? TestExpectation.missing)
    case .dueOn: .dueOn(member?.dueOn)
    case .reasons: .reasons(member?.reasons ?? [])
    case .pathway: .pathway(member?.pathway)
    case .segment: .segment(segment ?? TestExpectation.missing)
    case .elements: .elements(elements)
    case .score:
      if case .decimal(let score)? = value(of: .score) { .score(score) } else { .score(nil) }
    case .band: .band(text(of: .band))
    case .without: .without(text(of: .without))
    case .column(let cell):
      .column(TestCell(column: cell.column, type: cell.type, value: value(cell.column)))
    case .inPopulation: .inPopulation(true)
    case .need: .need(ranked(ImpactColumn.need))
    case .gap: .gap(ranked(ImpactColumn.gap))
    case .equity: .equity(ranked(ImpactColumn.equity))
    case .priority: .priority(ranked(ImpactColumn.priority))
    case .openLists: .openLists(rankedItems(ImpactColumn.openLists))
    case .redFlags: .redFlags(rankedItems(ImpactColumn.redFlags))
    }
  }

  /// A number of the person in the order of an impact definition; nil for none.
  private func ranked(_ column: String) -> Double? {
    switch definition.ranked?.value(column, ofPerson: row) {
    case .decimal(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  /// The items of the person in a column of the order of an impact definition.
  private func rankedItems(_ column: String) -> [String] {
    guard let names = definition.ranked?.text(column, ofPerson: row) else { return [] }
    return names.split(separator: ItemLists.separator).map { String($0) }
  }

  private func value(_ column: String) -> Value? {
    definition.persons.table[column]?.value(at: row)
  }

  private func value(of column: ScoreColumn) -> Value? {
    guard case .score(let score) = definition.subject else { return nil }
    return value(column.name(of: score.name))
  }

  private func text(of column: ScoreColumn) -> String? {
    guard case .text(let text)? = value(of: column) else { return nil }
    return text
  }

  private var segment: String? {
    guard case .segmentation(let set) = definition.subject,
      case .text(let text)? = value(set.column)
    else { return nil }
    return text
  }
}

extension TestedPerson {
  /// What each rule of the person's cohort is for the person.
  func explanation(_ cohort: CohortDefinition) -> [ExplainedStep] {
    explain(
      cohort, person: row, persons: definition.columnsRead, vocabulary: definition.vocabulary,
      parameters: definition.parameters)
  }
}

/// Half of the fourth decimal, to which a test says a score and what it comes to.
private let scoreTolerance = 0.00005

/// What a cohort did with the person of a test.
struct TestedMember {
  /// The step that took the person out: an exclusion's `because`, or `not eligible`; nil for nobody's.
  var excluded: String?
  /// Whether the person is on the list.
  var isOnList: Bool
  /// What is said about the person, in order.
  var reasons: [String]
  /// What the list offers; nil for nothing.
  var pathway: String?
  /// The person's status in the denominator, or that the person is due soon; nil where the person is neither.
  var status: String?
  /// The day on which somebody who is due soon comes onto the list; nil for whoever is not due soon.
  var dueOn: Day?
  /// The steps that end until then, as tests call them; none for whoever is not due soon.
  var waits: [String] = []
  /// Whether the person would be due soon, but is eligible no more by then.
  var isPastEligibility = false

  init?(_ row: Int, of definition: TestedDefinition) {
    guard case .cohort(let cohort) = definition.subject, let selection = definition.selection else {
      return nil
    }
    let steps = explain(
      cohort, person: row, persons: definition.columnsRead, vocabulary: definition.vocabulary,
      parameters: definition.parameters)
    let out = steps.first { $0.effect == .removes }
    excluded = out.map { $0.nameInTests }
    reasons = steps.filter { $0.kind == .reason && $0.effect == .says }.map { $0.title }
    if case .day(let day)? = selection.dueSoon.value(MemberColumn.dueOn, ofPerson: row) {
      dueOn = day
      waits = steps.filter { $0.until != nil }.map { $0.nameInTests }
    } else if cohort.dueSoon.eligibleUntil != nil {
      var open = cohort
      open.dueSoon.eligibleUntil = nil
      isPastEligibility =
        dueDay(
          open, person: row, persons: definition.columnsRead, vocabulary: definition.vocabulary,
          parameters: definition.parameters) != nil
    }
    status =
      dueOn == nil
      ? selection.status.text(StatusColumn.status, ofPerson: row) : GapStatus.dueSoon.rawValue
    isOnList = selection.members.row(ofPerson: row) != nil
    pathway = selection.members.text(MemberColumn.pathway, ofPerson: row)
  }
}

extension ExplainedStep {
  /// What tests call whom the step takes out.
  fileprivate var nameInTests: String {
    switch kind {
    case .step(.eligible): TestExpectation.notEligible
    case .step(.optOut): TestExpectation.optedOut
    default: title
    }
  }
}

extension Table {
  /// The row of a person in a table of some persons; nil where the person is not in it.
  fileprivate func row(ofPerson person: Int) -> Int? {
    guard case .integer(let persons)? = self[MemberColumn.person] else { return nil }
    return persons.values.firstIndex(of: Int64(person))
  }

  /// A value of a person in a table of some persons.
  fileprivate func value(_ column: String, ofPerson person: Int) -> Value? {
    row(ofPerson: person).flatMap { self[column]?.value(at: $0) }
  }

  /// A text of a person in a table of some persons.
  fileprivate func text(_ column: String, ofPerson person: Int) -> String? {
    if case .text(let text)? = value(column, ofPerson: person) { text } else { nil }
  }
}
