import Formats
public import Model
import Health
import Messages
public import Tables

/// A file of the system folder.
public struct AggregateFile: Sendable {
  /// The file's name, without an ending.
  public var name: FileName
  /// One line that says what it holds.
  public var title: String
  /// Where the figures come from and how to read them.
  public var description: String
  /// The figures.
  public var table: AggregateTable
  /// The practices that the figures leave out.
  public var leftOut = LeftOutPractices()
  /// Whether its figures count persons, and are not of a public source.
  public var countsPersons = true
  /// Whether it counts everybody, whatever choice they made about the use of their record.
  var countsEverybody = false
  /// The table of a warehouse in which it stands with others; nil for one of its own.
  public var stack: FiguresTable?

  /// Names a table.
  public init(name: FileName, title: String, description: String, table: AggregateTable) {
    self.name = name
    self.title = title
    self.description = description
    self.table = table
  }
}

/// Makes the system folder: aggregates after disclosure control, and the data package.
///
/// `terms` say what the figures may be used for, `pages` are made of the files and stand beside them. What counts persons was counted for
/// the day `countedOn`, nil for the reference date.
///
/// - Precondition: no two files have one name.
public func systemFolder(
  _ files: [AggregateFile], pages: [PageFile] = [], terms: OutputTerms? = nil, referenceDate: Day,
  countedOn: Day? = nil
) -> FolderContents {
  precondition(Set(files.map(\.name)).count == files.count, "every file has a name of its own")
  var contents: [FolderContents.File] = []
  var resources: [DataPackage.Resource] = []
  for file in files {
    let marked = file.table.marked
    let bytes = csvText(of: marked, rows: 0..<marked.rowCount)
    contents.append(.init(name: file.name.text + ".csv", bytes: bytes))
    resources.append(resource(of: file, terms, byteCount: bytes.count))
  }
  let package = DataPackage(
    name: "system-\(referenceDate)", title: "Aggregates of the system",
    description: """
      Counts and percentages for \(referenceDate) after disclosure control: \(sentence(forCounted: terms))counts made \
      from persons up to the limit are shown as \(DisclosedTable.hiddenMark), others are rounded, and percentages come \
      from rounded counts.\(sentence(forCountedOn: countedOn ?? referenceDate, referenceDate: referenceDate))
      """,
    version: referenceDate.description, licence: .internalUse, resources: resources,
    pages: pages, pageTerms: terms)
  contents.append(.init(name: "datapackage.json", bytes: package.text))
  return FolderContents(name: "system", files: contents)
}

private func resource(
  of file: AggregateFile, _ terms: OutputTerms?, byteCount: Int
) -> DataPackage.Resource {
  DataPackage.Resource(
    name: file.name, title: file.title,
    description: file.description + file.leftOut.sentence
      + (file.countsEverybody ? sentenceForCountsOfEverybody : ""),
    fields: file.fields,
    missing: ["", DisclosedTable.hiddenMark], byteCount: byteCount,
    terms: file.countsEverybody ? terms?.keepingEverybody : terms)
}

extension AggregateFile {
  /// What its columns are.
  var fields: [SheetField] {
    zip(table.table.names, table.table.columns).map { SheetField($0, $1.type, fieldMeanings[$0]) }
  }
}

/// What the columns of aggregates mean.
private let fieldMeanings: [String: FieldDescription] = [
  "cohort": FieldDescription("Cohort", "The list."),
  "indicator": FieldDescription("Indicator", "The measure."),
  StepColumn.step: FieldDescription("Step", "The step's place, from 0."),
  StepColumn.title: FieldDescription("Title", "What the row is about."),
  StepColumn.kind: FieldDescription(
    "Kind",
    "What kind of row it is: of step; of segment or overlay; or of people who are on any list (listed), pointed to any service (pointed), to none (not-pointed) or to the row's (service)."
  ),
  OfferedColumn.service: FieldDescription(
    "Service", "The service's name in the directory; empty where the row is of no single one."),
  StepColumn.level: FieldDescription(
    "Level", "What the area is: system, pcn, practice, or a split."),
  "area": FieldDescription("Area", "The area's code, or the value of the split."),
  PersonVocabulary.network: FieldDescription("PCN", "ODS code of the primary care network."),
  leftOutColumn: FieldDescription(
    "Left out",
    "Codes of practices of the row's area whose patients are not in its figures, since nothing or too little came of them; the description says what."
  ),
  StepColumn.removed: FieldDescription("Removed", "Persons whom the step took out."),
  StepColumn.remaining: FieldDescription("Remaining", "Persons who are left after the step."),
  StepColumn.dueSoon: FieldDescription(
    "Due soon",
    "Persons who are not on the list and come onto it within the days that the title says, if nothing else happens."
  ),
  "eligible": FieldDescription("Eligible", "Persons who should have it: the denominator."),
  "given": FieldDescription("Given", "Persons who were given it."),
  "contraindicated": FieldDescription("Contraindicated", "Persons who must not have it."),
  "declined": FieldDescription("Declined", "Persons on the list who said no."),
  "not_recorded": FieldDescription("Not recorded", "Persons on the list of whom nothing is known."),
  "percent_given": FieldDescription("Percent given", "Given of eligible."),
  "percent_given_lower": FieldDescription("Lower limit", "95% Wilson limit."),
  "percent_given_upper": FieldDescription("Upper limit", "95% Wilson limit."),
  "places_before": FieldDescription(
    "Places before", "Persons with a place if need and gap alone decided."),
  "places_after": FieldDescription(
    "Places after", "Persons with a place, with equity weights and strata."),
  "percent_before": FieldDescription("Percent before", "Places before of persons."),
  "percent_before_lower": FieldDescription("Lower limit", "95% Wilson limit."),
  "percent_before_upper": FieldDescription("Upper limit", "95% Wilson limit."),
  "percent_after_lower": FieldDescription("Lower limit", "95% Wilson limit."),
  "percent_after_upper": FieldDescription("Upper limit", "95% Wilson limit."),
  "percent_after": FieldDescription("Percent after", "Places after of persons."),
  "segment": FieldDescription(
    "Segment", "The segment's or the overlay's code; empty for all segments together."),
  PeopleColumn.persons: FieldDescription("Persons", "How many persons."),
  PeopleColumn.by: FieldDescription(
    "By", "The column by which people are counted; `all` where they are counted together."),
  PeopleColumn.value: FieldDescription(
    "Value", "The column's value; empty for all, and for those of whom it is not known."),
  PeopleColumn.sex: FieldDescription("Sex", "The sex, in rows by age band."),
  "numerator": FieldDescription("Numerator", "Persons who were reached."),
  "denominator": FieldDescription("Denominator", "Persons who should be reached."),
  "expected": FieldDescription(
    "Expected",
    "How many would be expected by the persons' chances, such as those of their age and sex."),
  "percent": FieldDescription(
    "Percent", "Numerator of denominator, or of what is expected where that is given."),
  "percent_lower": FieldDescription(
    "Lower limit", "95% limit: Wilson's, or Byar's (exact below 10) of what is expected."),
  "percent_upper": FieldDescription(
    "Upper limit", "95% limit: Wilson's, or Byar's (exact below 10) of what is expected."),
  "target": FieldDescription("Target", "The percentage to be reached, the same in each row."),
  "lower_threshold": FieldDescription(
    "Lower threshold", "The percentage below which nothing is earned, the same in each row."),
  "against_target": FieldDescription(
    "Against target",
    "better: both limits at the target or above; worse: both below; similar: the target lies between them."
  ),
  RepresentationColumn.people: FieldDescription(
    "People", "How many of the group are considered for the list."),
  RepresentationColumn.allPeople: FieldDescription(
    "Of people", "How many are considered for the list, the same in each row."),
  RepresentationColumn.listed: FieldDescription(
    "Listed", "How many of the group are on the list."),
  RepresentationColumn.allListed: FieldDescription(
    "Of listed", "How many are on the list, the same in each row."),
  RepresentationColumn.percentOfPeople: FieldDescription(
    "Percent of people", "The group's share of those who are considered."),
  RepresentationColumn.percentOfPeople + "_lower": FieldDescription(
    "Lower limit", "95% Wilson limit."),
  RepresentationColumn.percentOfPeople + "_upper": FieldDescription(
    "Upper limit", "95% Wilson limit."),
  RepresentationColumn.percentOfList: FieldDescription(
    "Percent of list", "The group's share of the list."),
  RepresentationColumn.percentOfList + "_lower": FieldDescription(
    "Lower limit", "95% Wilson limit."),
  RepresentationColumn.percentOfList + "_upper": FieldDescription(
    "Upper limit", "95% Wilson limit."),
  DifferenceColumn.difference: FieldDescription(
    "Difference", "Percent of list less percent of people, in percentage points."),
  DifferenceColumn.lower: FieldDescription(
    "Lower limit", "The list's 95% Wilson limit less percent of people."),
  DifferenceColumn.upper: FieldDescription(
    "Upper limit", "The list's 95% Wilson limit less percent of people."),
  BenchmarkColumn.benchmark: FieldDescription(
    "Benchmark", "The percentage that the row's is held against."),
  BenchmarkColumn.of: FieldDescription(
    "Benchmark of", "What the benchmark is: the target, or the whole system where there is none."),
  BenchmarkColumn.compared: FieldDescription(
    "Compared",
    "better, worse, higher or lower: both limits lie on that side of the benchmark; similar: it lies between them; higher and lower where neither way is better."
  ),
  "gap": FieldDescription("Gap", "Expected less numerator."),
  "numerator_last": FieldDescription(
    "Numerator, season before", "Persons who were reached in the season before."),
  "denominator_last": FieldDescription(
    "Denominator, season before",
    "Persons registered now who should have been reached in the season before."),
  "percent_last": FieldDescription(
    "Percent, season before", "Numerator of denominator in the season before."),
  "percent_last_lower": FieldDescription("Lower limit, season before", "95% Wilson limit."),
  "percent_last_upper": FieldDescription("Upper limit, season before", "95% Wilson limit."),
  RegisterColumn.register: FieldDescription("Register", "The QOF register's code."),
  RegisterColumn.computed: FieldDescription(
    "Computed", "Persons on the register by the entries delivered."),
  RegisterColumn.published: FieldDescription("Published", "Persons on the register as published."),
  RegisterColumn.outcome: FieldDescription(
    "Outcome",
    "Of the number that is shown. fail: differs by too much; pass: near enough; not-evaluated: nothing to hold against."
  ),
  RegisterColumn.practicesPassed: FieldDescription(
    "Practices passed", "How many practices have an outcome that is shown, and it is pass."),
  RegisterColumn.practicesEvaluated: FieldDescription(
    "Practices evaluated",
    "How many practices have an outcome that is shown, pass or fail; those with a hidden count are added up here too."
  ),
  "area_title": FieldDescription("Area's name", "The area's name."),
  ListSizeColumn.without: FieldDescription(
    "Practices without", "Practices of the area of which no list size is published."),
  ListSizeColumn.patients: FieldDescription("Patients", "Registered patients as published."),
  ListSizeColumn.residents: FieldDescription(
    "Residents", "People who live there; missing unless all rows of their file could be used."),
  ListSizeColumn.percent: FieldDescription(
    "Percent of residents",
    "Patients for each hundred residents; missing unless both are known in full."),
  LifeColumn.group: FieldDescription(
    "Deprivation", "The group of deprivation, the lowest the most deprived; empty for all."),
  LifeColumn.people: FieldDescription("Person-years", "People or person-years of all ages."),
  LifeColumn.deaths: FieldDescription("Deaths", "Deaths of all ages."),
  LifeColumn.years: FieldDescription(
    "Years",
    "Life expectancy at birth; of a gap or slope how much longer the least deprived can expect to live."
  ),
  LifeColumn.years + "_lower": FieldDescription("Lower limit", "95% limit."),
  LifeColumn.years + "_upper": FieldDescription("Upper limit", "95% limit."),
  LifeColumn.why: FieldDescription("Why missing", "Why there is no figure."),
  "method": FieldDescription("Method", "How the limits were worked out."),
  ProjectionColumn.condition: FieldDescription(
    "Condition", "The condition; empty for everybody of the ages that are counted."),
  ProjectionColumn.year: FieldDescription("Year", "The year."),
  ProjectionColumn.change: FieldDescription(
    "Percent change", "Against the first year, of unrounded numbers."),
  ContractColumn.period: FieldDescription("Period", "The first day of the period."),
  ContractColumn.providers: FieldDescription(
    "Providers", "How many providers returned anything for the period."),
  ContractColumn.below: FieldDescription(
    "Periods below",
    "How many periods in a row the share has been below the target, this one too; 0 where it is not."
  ),
  ExperienceColumn.care: FieldDescription("Area of care", "The area of care."),
  ExperienceColumn.examples: FieldDescription("Examples", "How many examples were told."),
  ExperienceColumn.positive: FieldDescription("Positive", "How many of them are positive."),
  ExperienceColumn.negative: FieldDescription("Negative", "How many of them are negative."),
  ExperienceColumn.percentPositive: FieldDescription(
    "Percent positive", "Positive examples of all examples."),
  ExperienceColumn.percentPositive + "_lower": FieldDescription(
    "Lower limit", "95% Wilson limit."),
  ExperienceColumn.percentPositive + "_upper": FieldDescription(
    "Upper limit", "95% Wilson limit."),
  ExperienceColumn.responses: FieldDescription(
    "Responses", "Responses to the Friends and Family Test, “don't know” too."),
  ExperienceColumn.percentGood: FieldDescription(
    "Percent good", "Very good and good of all responses."),
  ExperienceColumn.percentGood + "_lower": FieldDescription("Lower limit", "95% Wilson limit."),
  ExperienceColumn.percentGood + "_upper": FieldDescription("Upper limit", "95% Wilson limit."),
  ExperienceColumn.percentPoor: FieldDescription(
    "Percent poor", "Poor and very poor of all responses."),
  ExperienceColumn.percentPoor + "_lower": FieldDescription("Lower limit", "95% Wilson limit."),
  ExperienceColumn.percentPoor + "_upper": FieldDescription("Upper limit", "95% Wilson limit."),
  MemberFigureColumn.members: FieldDescription("Members", "How many of the group are members."),
  MemberFigureColumn.all: FieldDescription(
    "Of members", "How many members there are, the same in each row."),
  MemberFigureColumn.percent: FieldDescription(
    "Percent of members", "The group's share of the members."),
  MemberFigureColumn.percent + "_lower": FieldDescription("Lower limit", "95% Wilson limit."),
  MemberFigureColumn.percent + "_upper": FieldDescription("Upper limit", "95% Wilson limit."),
  PracticeColumn.practice: FieldDescription("Practice", "ODS code of the practice."),
  "practices": FieldDescription("Practices", "How many practices were added up."),
  "group_code": FieldDescription("Group", "The QOF group's code."),
  "list_type": FieldDescription("List type", "The ages of the list that is the denominator."),
  "deprivation": FieldDescription("Deprivation", "The deprivation of the practice's patients."),
  "lacks": FieldDescription("Lacks", "What the practice does not have."),
  "why": FieldDescription("Why", "Why the practice is in no area of the level."),
  "feed": FieldDescription("Feed", "The feed, or the stage, that it is about."),
  "rule": FieldDescription("Rule", "The rule that was broken."),
  "grade": FieldDescription(
    "Grade",
    "warning: used; record: row rejected; practice: practice held back; feed: run stopped."),
  "count": FieldDescription("Count", "How many rows, practices or files."),
  "says": FieldDescription("Says", "What is wrong."),
  "organisations": FieldDescription("Organisations", "ODS codes, where it is about organisations."),
]
