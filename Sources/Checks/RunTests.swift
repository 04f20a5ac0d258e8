package import Messages
import Model
package import Definitions
import Health
import Tables

/// A test and the definition that it is of.
struct PlacedTest {
  /// The definition, by its place among the tested ones.
  var subject: Int
  /// The definition's file.
  var file: String
  /// The test.
  var test: DefinitionTest
  /// Whether it follows from another one and stands in no file: it tries no rule.
  var follows = false
}

extension PlacedTest {
  /// What must hold on other days where a test says on which day somebody is due: the person is not on the list the day before,
  /// and is on it that day.
  ///
  /// A condition and the day on which it ends are two expressions, and this is what holds the one against the other.
  var following: [PlacedTest] {
    test.expectations.flatMap { expectation -> [PlacedTest] in
      guard case .dueOn(let day?) = expectation.subject else { return [] }
      return [(day.adding(days: -1), false), (day, true)].map { day, isOnList in
        var test = test
        test.on = day
        test.name += ", on \(day)"
        test.expectations = [TestExpectation(.onList(isOnList), line: expectation.line)]
        return PlacedTest(subject: subject, file: file, test: test, follows: true)
      }
    }
  }
}

/// What came of all tests of a pipeline.
package struct TestRun {
  /// What did not come out, in the order of the files and their lines.
  package var failures: [TestFailure] = []
  /// The rules that no test tries, in the order of the files.
  package var untested: [UntestedRule] = []
  /// The conditions inside rules that no test makes true, or none false, in the order of the files.
  package var untestedConditions: [UntestedRule] = []
}

/// Runs all tests of a pipeline, those of one reference date together.
///
/// - Throws: `noSeason` where a feature or a tested cohort is of a campaign that has no season on a test's date.
package func runTests(of pipeline: PipelineDefinition) throws(RunFault) -> TestRun {
  let plan = try planned { () throws(StepFault) in try pipeline.personPlan() }
  guard let population = pipeline.population?.value, let plan else { return TestRun() }
  let written = pipeline.tests.enumerated().flatMap { index, subject in
    subject.tests.map { PlacedTest(subject: index, file: subject.file, test: $0) }
  }
  let all = written + written.flatMap(\.following)
  var tried = [Set<TestedRule>](repeating: [], count: pipeline.tests.count)
  var conditions = [ConditionsTried](repeating: ConditionsTried(), count: pipeline.tests.count)
  var failures: [(subject: Int, failure: TestFailure)] = []
  for day in Set(all.map { $0.test.on }).sorted() {
    let tests = all.filter { $0.test.on == day }
    let night = try TestNight(tests, of: pipeline, population, plan, on: day)
    for (placed, person) in zip(tests, night.persons) {
      if let person, !placed.follows {
        tried[placed.subject].formUnion(rulesTried(by: placed.test, person))
      }
      failures += differences(placed, person).map { (placed.subject, $0) }
    }
    for (subject, persons) in night.personsBySubject(tests) {
      guard let definition = persons.first?.definition else { continue }
      conditions[subject].add(definition, rows: persons.map(\.row))
    }
    failures += night.rejected.map { failure in
      (tests.first { $0.file == failure.file }?.subject ?? 0, failure)
    }
  }
  var run = TestRun()
  run.failures = failures.sorted { ($0.subject, $0.failure.line) < ($1.subject, $1.failure.line) }
    .map { $0.failure }
  for (subject, tried) in zip(pipeline.tests, tried) {
    run.untested += untested(subject, tried, of: pipeline)
  }
  if let actions = pipeline.actions {
    let all = tried.reduce(into: Set<TestedRule>()) { $0.formUnion($1) }
    let tested = conditions.reduce(into: ConditionsTried()) { $0.formUnion($1) }
    run.untested += rules(of: actions.value.ofEachList).filter { !all.contains($0) }
      .map { UntestedRule(file: actions.file, line: 1, rule: $0.rule, remedy: $0.remedy) }
    run.untestedConditions += tested.untried(actions.value.ofEachList)
      .map { UntestedRule(file: actions.file, line: 1, rule: $0.rule, remedy: $0.remedy) }
  }
  for (subject, tried) in zip(pipeline.tests, conditions) {
    run.untestedConditions += untested(subject, of: pipeline) { tried.untried($0) }
  }
  return run
}

private func differences(_ placed: PlacedTest, _ person: TestedPerson?) -> [TestFailure] {
  placed.test.expectations.compactMap { expectation in
    let subject = expectation.subject
    let found: String?
    if let person {
      found = person.difference(from: subject)
    } else {
      // Whoever is nobody's patient is on no list.
      let holds = subject == .onList(false) || subject == .inPopulation(false)
      found = holds ? nil : "nobody: not in the population on \(placed.test.on)"
    }
    return found.map {
      TestFailure(
        file: placed.file, line: expectation.line, test: placed.test.name,
        expected: words(of: subject), found: $0)
    }
  }
}

private func untested(
  _ subject: DefinitionTests, _ tried: Set<TestedRule>, of pipeline: PipelineDefinition
) -> [UntestedRule] {
  untested(subject, of: pipeline) { rules(of: $0).filter { !tried.contains($0) } }
}

private func untested(
  _ subject: DefinitionTests, of pipeline: PipelineDefinition,
  _ rules: (TestSubject) -> [TestedRule]
) -> [UntestedRule] {
  (TestSubject(of: subject, in: pipeline).map(rules) ?? []).map {
    UntestedRule(file: subject.file, line: subject.line, rule: $0.rule, remedy: $0.remedy)
  }
}

/// The tests of one reference date, and what came out.
struct TestNight {
  /// What came out for each test's person; nil where the person is not in the population.
  var persons: [TestedPerson?] = []
  /// The persons of each definition's tests, of those who are in the population.
  func personsBySubject(_ tests: [PlacedTest]) -> [(subject: Int, persons: [TestedPerson])] {
    let pairs = zip(tests, persons).compactMap { placed, person in
      placed.follows ? nil : person.map { (placed.subject, $0) }
    }
    return Dictionary(grouping: pairs) { $0.0 }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value.map(\.1)) }
  }

  /// The rows of tests that a run would reject.
  var rejected: [TestFailure] = []

  init(
    _ tests: [PlacedTest], of pipeline: PipelineDefinition, _ population: PopulationDefinition,
    _ plan: PersonPlan, on day: Day
  ) throws(RunFault) {
    let parameters = RunParameters(referenceDate: day, campaigns: pipeline.campaigns)
    let feeds = TestFeeds(of: tests.map { $0.test }, pipeline: pipeline, population: population)
    let rows = CheckedTestRows(feeds, of: tests, pipeline, parameters: parameters)
    rejected = rows.rejected
    var subjects: [Int: TestSubject] = [:]
    for index in Set(tests.map { $0.subject }) {
      subjects[index] = TestSubject(of: pipeline.tests[index], in: pipeline)
    }
    let people = try TestedPersons(
      tests.map { $0.test }, of: Array(subjects.values), plan, feeds: feeds,
      rows: rows, parameters: parameters)
    var definitions: [Int: TestedDefinition] = [:]
    for (index, placed) in tests.enumerated() {
      if definitions[placed.subject] == nil, let subject = subjects[placed.subject] {
        definitions[placed.subject] = try TestedDefinition(
          subject, of: people, parameters: parameters)
      }
      let row = people.rowOfTest[index]
      persons.append(
        definitions[placed.subject].flatMap { definition in
          row.map { TestedPerson($0, of: definition) }
        })
    }
  }
}
