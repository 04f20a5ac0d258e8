import Model
import Definitions
import Health
import Tables

/// One rule of a definition, and what would test it.
struct TestedRule: Hashable {
  var rule: String
  var remedy: String

  static let listed = TestedRule(
    rule: "step 'on the list'", remedy: "a test that says 'on_list: true'")
  static let notEligible = TestedRule(
    rule: "step 'not eligible'", remedy: "a test that says 'excluded: not eligible'")
  static let optedOut = TestedRule(
    rule: "step 'opted out'", remedy: "a test that says 'excluded: opted out'")
  static let declined = TestedRule(
    rule: "step 'declined'", remedy: "a test that says 'status: declined'")

  static func exclusion(_ because: String) -> TestedRule {
    TestedRule(rule: "exclusion '\(because)'", remedy: "a test that says 'excluded: \(because)'")
  }
  static func due(_ title: String) -> TestedRule {
    TestedRule(
      rule: "day until which '\(title)' holds",
      remedy: "a test that says 'due_on' of somebody whom it takes out")
  }
  static let noLongerDue = TestedRule(
    rule: "day until which people are eligible",
    remedy: "a test that says 'due_on: missing' of somebody who would be due soon without it")
  static func closing(_ because: String) -> TestedRule {
    TestedRule(
      rule: "taking off '\(because)'",
      remedy: "a test of a cohort that says 'excluded: \(because)'")
  }
  static func reason(_ says: String) -> TestedRule {
    TestedRule(rule: "reason '\(says)'", remedy: "a test that says 'reasons: [\(says)]'")
  }
  static func element(_ name: String) -> TestedRule {
    TestedRule(rule: "element '\(name)'", remedy: "a test that says 'elements: [\(name)]'")
  }
  static func overlay(_ name: String) -> TestedRule {
    TestedRule(rule: "overlay '\(name)'", remedy: "a test that says 'elements: [\(name)]'")
  }
  static func lastSegment(_ name: String) -> TestedRule {
    TestedRule(rule: "segment '\(name)'", remedy: "a test that says 'segment: \(name)'")
  }
  static func term(_ term: ScoreTerm, of model: ScoreModel) -> TestedRule {
    let place = model.name.isEmpty ? "" : " of model '\(model.name)'"
    return TestedRule(
      rule: "term '\(term.name)'\(place)",
      remedy: "a test of the score of somebody to whom it applies")
  }
  static func requirement(_ because: String) -> TestedRule {
    TestedRule(rule: "requirement '\(because)'", remedy: "a test that says 'without: \(because)'")
  }
  static func redFlag(_ because: String) -> TestedRule {
    TestedRule(rule: "red flag '\(because)'", remedy: "a test that says 'red_flags: [\(because)]'")
  }
  static func band(_ name: String) -> TestedRule {
    TestedRule(rule: "band '\(name)'", remedy: "a test that says 'band: \(name)'")
  }
}

/// The rules of a definition that need a test, in the order of its file: none of features and population, which cohorts,
/// scores and segments read.
func rules(of definition: TestSubject) -> [TestedRule] {
  switch definition {
  case .cohort(let cohort):
    [.listed, .notEligible] + (cohort.leavesOut.isEmpty ? [] : [.optedOut])
      + distinct(cohort.exclusions.map { .exclusion($0.because) })
      + distinct(cohort.exclusions.filter { $0.until != nil }.map { .due($0.because) })
      + (cohort.dueSoon.eligibleFrom == nil ? [] : [.due(TestExpectation.notEligible)])
      + (cohort.dueSoon.eligibleUntil == nil ? [] : [.noLongerDue])
      + (cohort.declined == nil ? [] : [.declined])
      + distinct(cohort.reasons.map { .reason($0.says) })
  case .segmentation(let set):
    set.segments.flatMap { $0.elements }.map { .element($0.name) }
      + set.overlays.map { .overlay($0.name) }
      + set.segments.suffix(1).map { .lastSegment($0.name) }
  case .score(let score):
    score.requirements.map { .requirement($0.because) }
      + score.models.flatMap { model in
        // A term with neither a condition nor a value is one that no feed carries.
        model.terms.filter { $0.when != nil || $0.value != nil }.map { .term($0, of: model) }
      } + score.bands.map { .band($0.name) }
  case .impact(let impact): distinct(impact.redFlags.map { .redFlag($0.because) })
  case .features, .population: []
  }
}

/// The rules of what is made of actions, which are the same for every list: a test of any cohort tries them.
func rules(of actions: ListActions) -> [TestedRule] {
  distinct(
    actions.closings.map { .closing($0.because) } + actions.reasons.map { .reason($0.says) })
}

/// The rules that a test tries: what it expects names them or, for a score's terms, rests on them.
func rulesTried(by test: DefinitionTest, _ person: TestedPerson) -> [TestedRule] {
  test.expectations.flatMap { expectation -> [TestedRule] in
    switch expectation.subject {
    case .onList(true): [.listed]
    case .excluded(TestExpectation.notEligible): [.notEligible]
    case .excluded(TestExpectation.optedOut): [.optedOut]
    case .excluded(let because): [.exclusion(because), .closing(because)]
    case .status("declined"): [.declined, .listed]
    case .dueOn(_?): person.member?.waits.map { .due($0) } ?? []
    case .dueOn(nil): person.member?.isPastEligibility == true ? [.noLongerDue] : []
    case .status, .onList, .pathway, .without(nil), .column, .inPopulation, .need, .gap, .equity,
      .priority, .openLists:
      []
    case .reasons(let reasons): reasons.map { .reason($0) }
    case .redFlags(let names): names.map { .redFlag($0) }
    case .segment(let segment): rulesTried(bySegment: segment, person)
    case .elements(let names): names.flatMap { [.element($0), .overlay($0)] }
    case .score: termsTried(person)
    case .band(let band): (band.map { [.band($0)] } ?? []) + termsTried(person)
    case .without(let because?): [.requirement(because)]
    }
  }
}

/// The only element that puts the person into the segment that a test expects, or the segment that has none.
private func rulesTried(bySegment name: String, _ person: TestedPerson) -> [TestedRule] {
  guard case .segmentation(let set) = person.definition.subject,
    let segment = set.segments.first(where: { $0.name == name })
  else { return [] }
  if segment.elements.isEmpty { return [.lastSegment(name)] }
  let applying = segment.elements.map { $0.name }.filter { person.elements.contains($0) }
  return applying.count == 1 ? applying.map { .element($0) } : []
}

private func termsTried(_ person: TestedPerson) -> [TestedRule] {
  guard case .score(let score) = person.definition.subject else { return [] }
  let terms = score.models.flatMap { model in model.terms.map { TestedRule.term($0, of: model) } }
  return zip(terms, person.definition.appliedTerms).filter { $0.1[person.row] }.map { $0.0 }
}
