package import Messages
package import Model
package import Definitions
package import Health
package import Tables

/// A made-up person of a cohort's tests, and what each rule of the cohort is for them.
package struct WorkedPerson: Sendable {
  /// The cohort's name.
  package var cohort: String
  /// The test.
  package var test: DefinitionTest
  /// The day on which the person comes onto the list; nil for whoever is not due soon.
  package var dueOn: Day?
  /// The steps and other rules, in their order.
  package var steps: [ExplainedStep]
}

/// Of each cohort the first test of somebody on its list and the first of somebody whom an exclusion leaves out, or who is not
/// eligible where there is none, each with what every rule is for the person.
///
/// - Shape: by cohort, and in the order of its file.
/// - Missing: a cohort without such a test has nobody, nor has a test whose person is not in the population.
/// - Throws: as `runTests`.
package func workedPeople(of pipeline: PipelineDefinition) throws(RunFault) -> [WorkedPerson] {
  let plan = try planned { () throws(StepFault) in try pipeline.personPlan() }
  guard let population = pipeline.population?.value, let plan else { return [] }
  let chosen = pipeline.tests.enumerated().filter { $0.element.kind == .cohort }.flatMap {
    index, tests in
    tests.worked.map { PlacedTest(subject: index, file: tests.file, test: $0) }
  }
  var people: [(subject: Int, person: WorkedPerson)] = []
  for day in Set(chosen.map { $0.test.on }).sorted() {
    let tests = chosen.filter { $0.test.on == day }
    let night = try TestNight(tests, of: pipeline, population, plan, on: day)
    for (placed, person) in zip(tests, night.persons) {
      guard let person, case .cohort(let cohort) = person.definition.subject else { continue }
      people.append(
        (
          placed.subject,
          WorkedPerson(
            cohort: cohort.name, test: placed.test, dueOn: person.member?.dueOn,
            steps: person.explanation(cohort))
        ))
    }
  }
  return people.sorted { ($0.subject, $0.person.test.line) < ($1.subject, $1.person.test.line) }
    .map { $0.person }
}

extension DefinitionTests {
  /// The tests that a cohort's page takes apart.
  fileprivate var worked: [DefinitionTest] {
    func first(where holds: (TestExpectation.Subject) -> Bool) -> DefinitionTest? {
      tests.first { $0.expectations.contains { holds($0.subject) } }
    }
    let others = [TestExpectation.notEligible, TestExpectation.optedOut]
    let listed = first { $0 == .onList(true) }
    let out =
      first { if case .excluded(let because) = $0 { !others.contains(because) } else { false } }
      ?? first { $0 == .excluded(TestExpectation.notEligible) }
    return [listed, out].compactMap { $0 }
  }
}
