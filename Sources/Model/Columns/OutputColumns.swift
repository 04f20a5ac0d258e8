public import Tables

/// The columns of a cohort's members.
public enum MemberColumn {
  /// The person's row in the person table.
  public static let person = "person"
  /// The person's NHS number, so that another night's list can be held against this one.
  public static let number = "nhs_number"
  /// The person's pseudonym, in place of the number where persons have such.
  public static let pseudonym = "pseudonym"
  /// The column of the persons' keys, by their type.
  public static func key(_ type: ColumnType) -> String { type == .pseudonym ? pseudonym : number }
  /// The network.
  public static let network = PersonVocabulary.network
  /// The place in the network's order, from 1.
  public static let rank = "rank"
  /// Why the person matters.
  public static let reasons = "reasons"
  /// What is offered.
  public static let pathway = "pathway"
  /// The day of the list that a row was taken over from; of tonight's own rows there is no such column.
  public static let asOf = "as_of"
  /// The day on which the person comes onto the list; only of those who are due soon.
  public static let dueOn = "due_on"
}

extension Table {
  /// The persons' keys in a table of a cohort's members; nil where it has none.
  public var memberKeys: Column? { self[MemberColumn.number] ?? self[MemberColumn.pseudonym] }
}

/// The columns of those in a cohort's denominator, beside `MemberColumn.person`, `network` and `reasons`.
public enum StatusColumn {
  /// What became of the offer.
  public static let status = "status"
  /// The day of what was given.
  public static let statusOn = "status_on"
}

/// The columns of a cohort's steps and of the counts below them.
public enum StepColumn {
  /// The step's place, from 0.
  public static let step = "step"
  /// What the step is called.
  public static let title = "title"
  /// What kind of step it is: see `CohortStep.Kind`.
  public static let kind = "kind"
  /// What the area is: `system`, `pcn` or `no-pcn`.
  public static let level = "level"
  /// The network.
  public static let network = PersonVocabulary.network
  /// How many it took out.
  public static let removed = "removed"
  /// How many it left.
  public static let remaining = "remaining"

  /// How many are due soon; only in the row below the steps that is of kind `due-soon`.
  public static let dueSoon = "due_soon"

  /// All, in their order.
  public static let all = [step, title, kind, level, network, removed, remaining]
}

/// The columns of a population's practices.
public enum PracticeColumn {
  /// The practice's code.
  public static let practice = "practice_code"
  /// Its network.
  public static let network = PersonVocabulary.network
  /// Whether its patients come on lists: see `PracticeStatus`.
  public static let status = "status"
  /// How many registered patients it has by tonight's delivery.
  public static let patients = "patients"
  /// How many patients are taken over from the last release that had all of them.
  public static let carried = "carried"
  /// The reference date of that release; missing where all is there, or where there was none.
  public static let asOf = "as_of"
}

/// The columns of registers beside published numbers.
public enum RegisterColumn {
  /// What the row is about: `system` or `practice`.
  public static let level = StepColumn.level
  /// The practice; missing for all together.
  public static let practice = PracticeColumn.practice
  /// The register's code.
  public static let register = "register"
  /// Persons on it by the entries that were delivered.
  public static let computed = "computed"
  /// Persons on it as published.
  public static let published = "published"
  /// The signed difference as a share of the published number.
  public static let difference = "difference"
  /// Whether the two are near enough.
  public static let outcome = "outcome"
  /// How many practices passed, of all together.
  public static let practicesPassed = "practices_passed"
  /// How many practices could be evaluated, of all together.
  public static let practicesEvaluated = "practices_evaluated"
}

/// The columns of everybody with an open gap, beside those of `MemberColumn`.
public enum ImpactColumn {
  /// How much the person needs.
  public static let need = "need"
  /// What can be gained.
  public static let gap = "gap"
  /// The equity weight.
  public static let equity = "equity"
  /// Need x gap x equity.
  public static let priority = "priority"
  /// The lists that count and that the person is on.
  public static let openLists = "open_lists"
  /// What makes the person's open gap urgent.
  public static let redFlags = "red_flags"
  /// Why the person has an equity weight.
  public static let equityReasons = "equity_reasons"
  /// The person's value of the column between whose values places are shared.
  public static let stratum = "stratum"
  /// Whether the person has one of this week's places.
  public static let place = "place"
}

/// The columns of people counted for networks' pages, beside `StepColumn.level` and `StepColumn.network`.
public enum PeopleColumn {
  /// By which column people are counted; `all` where they are counted together.
  public static let by = "by"
  /// That column's value; missing for all, and for those of whom it is not known.
  public static let value = "value"
  /// The sex, of rows by age band.
  public static let sex = "sex"
  /// How many persons.
  public static let persons = "persons"
  /// What stands under `by` where people are counted together.
  public static let all = "all"
}

/// The columns of lists beside the people whom they are drawn from; before them stand `by` and `value` of `PeopleColumn`.
public enum RepresentationColumn {
  /// How many of the group are among the people whom the list is drawn from.
  public static let people = "people"
  /// How many people these are in all, the same in each row.
  public static let allPeople = "of_people"
  /// How many of the group are on the list.
  public static let listed = "listed"
  /// How many are on the list in all, the same in each row.
  public static let allListed = "of_listed"
  /// The group's share of the people.
  public static let percentOfPeople = "percent_of_people"
  /// The group's share of the list.
  public static let percentOfList = "percent_of_list"
}
