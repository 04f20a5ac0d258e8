import Messages
import Definitions
import Health
import Model
import Tables

/// The persons of some tests, with every column that the plan makes, and what the tested definitions make of them.
///
/// The plan is carried out as in a run. What a test gives is set over each column as soon as it is there, so that whatever
/// is worked out from it comes after.
struct TestedPersons {
  /// The plan.
  let plan: PersonPlan
  /// What came of its steps.
  let run: PlanRun
  /// The row of each test's person; nil where the person is not in the population.
  let rowOfTest: [Int?]

  /// Works out all columns, and what the definitions make that are tested.
  ///
  /// - Throws: `noSeason` where the campaign of a feature, of a tested cohort or of one that a tested impact definition
  ///   reads has no season on the reference date.
  init(
    _ tests: [DefinitionTest], of subjects: [TestSubject], _ plan: PersonPlan, feeds: TestFeeds,
    rows checked: CheckedTestRows, parameters: RunParameters
  ) throws(RunFault) {
    var rows: [String: FeedRows] = [:]
    for (name, table) in checked.tables {
      rows[name] = FeedRows(table, accepted: checked.accepted[name], key: feeds.keys[name])
    }
    let tested = Set(subjects.map { $0.step })
    let wanted = tested.union(tested.flatMap { plan[$0]?.lists ?? [] })
    run = try planned { () throws(StepFault) in
      try PlanRun(
        plan, feeds: rows, parameters: parameters, given: given(by: tests, feeds.persons)
      ) { !$0.makes.isEmpty || wanted.contains($0.name) }
    }
    self.plan = plan
    var rowOfKey: [PersonKey: Int] = [:]
    for (row, key) in (run.persons.table[plan.vocabulary.person]?.personKeys ?? []).enumerated() {
      if let key { rowOfKey[key] = row }
    }
    rowOfTest = feeds.persons.map { rowOfKey[$0] }
  }
}

/// The values that tests set, by column and by the key of the test's person.
private func given(by tests: [DefinitionTest], _ keys: [PersonKey]) -> GivenValues {
  var values: [String: [PersonKey: Value?]] = [:]
  for (test, key) in zip(tests, keys) {
    for cell in test.given {
      values[cell.column, default: [:]].updateValue(cell.value, forKey: key)
    }
  }
  return GivenValues(values)
}
