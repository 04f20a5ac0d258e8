import Model
import Health
import Publishing
import Tables
import Testing

@Suite("System folder")
struct SystemFolderTests {
  private let attrition = AggregateTable(
    .alreadyPublished(
      Table([
        ("step", Sample.integers([0, 0, 1, 1])),
        ("level", Sample.text(["system", "pcn", "system", "pcn"])),
        ("pcn_code", Sample.text([nil, "U10001", nil, "U10001"])),
        ("remaining", Sample.integers([100, 50, 10, nil])),
      ]), source: "a test"))

  @Test("attrition has every step of every cohort, counts the last one")
  func counts() throws {
    let cohorts = [(name: "b", table: attrition), (name: "a", table: attrition)]
    let files = [AggregateFile.attrition(cohorts), AggregateFile.counts(cohorts)].compactMap(\.self)
    let folder = systemFolder(files, referenceDate: Sample.referenceDate)
    #expect(
      folder.text("attrition.csv") == """
        cohort,step,level,pcn_code,remaining\r
        b,0,system,,100\r
        b,0,pcn,U10001,50\r
        b,1,system,,10\r
        b,1,pcn,U10001,\r
        a,0,system,,100\r
        a,0,pcn,U10001,50\r
        a,1,system,,10\r
        a,1,pcn,U10001,\r

        """)
    #expect(
      folder.text("counts.csv") == """
        cohort,step,level,pcn_code,remaining\r
        b,1,system,,10\r
        b,1,pcn,U10001,\r
        a,1,system,,10\r
        a,1,pcn,U10001,\r

        """)
  }

  @Test(
    "findings say what was wrong, how often and where it is about, and nothing of places or values")
  func findings() throws {
    let finding = Finding(
      rule: "nhs-number-check-digit", grade: .record, feed: "patients",
      says: "a check digit that is wrong, or a slip", count: 12,
      places: [Place(file: "patients-secret.csv", row: 7)], organisations: ["M81001", "M81002"])
    let file = try #require(
      AggregateFile.dataQuality(QualityFindings([finding], ofPersons: false), rule: nil))
    let folder = systemFolder([file], referenceDate: Sample.referenceDate)
    #expect(
      folder.text("data-quality.csv") == """
        feed,rule,grade,count,says,organisations\r
        patients,nhs-number-check-digit,record,12,"a check digit that is wrong, or a slip",M81001 M81002\r

        """)
    #expect(!folder.files.contains { String(decoding: $0.bytes, as: UTF8.self).contains("secret") })
  }

  @Test("counts of persons' rows go through disclosure control")
  func smallFindings() throws {
    let findings = [3, 12, 0].map {
      Finding(rule: "r", grade: .record, feed: "patients", says: "s", count: $0)
    }
    let file = try #require(
      AggregateFile.dataQuality(QualityFindings(findings, ofPersons: true), rule: DisclosureRule()))
    let lines = systemFolder([file], referenceDate: Sample.referenceDate)
      .text("data-quality.csv").split(whereSeparator: \.isNewline)
    #expect(
      lines == [
        "feed,rule,grade,count,says,organisations", "patients,r,record,*,s,",
        "patients,r,record,10,s,", "patients,r,record,0,s,",
      ])
  }

  @Test("a figure says by the limits that are shown whether it reaches the target")
  func target() {
    var table = PersonAggregate(
      table: Table([
        ("area", Sample.text(["most", "half", "few", "nobody", "small"])),
        ("denominator", Sample.integers([1000, 1000, 1000, 0, 3])),
        ("numerator", Sample.integers([950, 560, 100, 0, 1])),
      ]), counts: ["denominator", "numerator"],
      percentages: [.init(name: "percent", numerator: "numerator", denominator: "denominator")],
      sums: [])
    func published(_ target: Double?, _ lower: Double? = nil) -> String? {
      let held = AggregateTable(disclose(table, rule: DisclosureRule()))
        .holding(against: target, lowerThreshold: lower)
      return FileName("figures").map {
        systemFolder(
          [AggregateFile(name: $0, title: "t", description: "d", table: held)],
          referenceDate: Sample.referenceDate
        ).text("figures.csv")
      }
    }
    #expect(
      published(0.56, 0.4) == """
        area,denominator,numerator,percent,percent_lower,percent_upper,target,lower_threshold,against_target\r
        most,1000,950,95.0,93.0,96.0,56.0,40.0,better\r
        half,1000,560,56.0,53.0,59.0,56.0,40.0,similar\r
        few,1000,100,10.0,8.0,12.0,56.0,40.0,worse\r
        nobody,0,0,,,,56.0,40.0,\r
        small,*,*,*,*,*,56.0,40.0,*\r

        """)
    #expect(published(0.53)?.contains("half,1000,560,56.0,53.0,59.0,53.0,better") == true)
    #expect(published(0.591)?.contains("half,1000,560,56.0,53.0,59.0,59.1,worse") == true)
    #expect(published(nil)?.contains("target") == false)
    table.percentages = []
    #expect(published(0.5)?.contains("target") == false)
  }

  @Test("a count that is hidden is written as a mark, and so is what is worked out from it")
  func hiddenCounts() throws {
    let folder = try Sample.disclosedFolder()
    #expect(
      folder.text("coverage.csv") == """
        level,area,denominator,numerator,percent,percent_lower,percent_upper\r
        practice,M81001,100,50,50.0,40.0,60.0\r
        practice,M81002,40,*,*,*,*\r
        practice,M81003,0,0,,,\r

        """)
  }

  @Test("whole numbers are written with all their digits")
  func wholeNumbers() throws {
    let numbers: [Int64?] = [0, 7, 10, 99, 100, -5, .max, .min, nil]
    let table = AggregateTable(
      .alreadyPublished(
        Table([("a", Sample.integers(numbers)), ("b", Sample.integers(numbers))]), source: "a test")
    )
    let name = try #require(FileName("numbers"))
    let folder = systemFolder(
      [AggregateFile(name: name, title: "", description: "", table: table)],
      referenceDate: Sample.referenceDate)
    let fields = numbers.map { $0.map(String.init) ?? "" }
    #expect(
      folder.text("numbers.csv") == "a,b\r\n" + fields.map { "\($0),\($0)\r\n" }.joined())
  }

  @Test("a text that a spreadsheet would part or trim stands in quotes")
  func separators() throws {
    let texts = ["a;b", "c,d", "e\tf", " g", "h ", "i j", "k\"l", "m\nn", ""]
    let table = AggregateTable(
      .alreadyPublished(Table([("a;", Sample.text(texts))]), source: "a test"))
    let name = try #require(FileName("texts"))
    let folder = systemFolder(
      [AggregateFile(name: name, title: "", description: "", table: table)],
      referenceDate: Sample.referenceDate)
    let expected = [
      "\"a;\"", "\"a;b\"", "\"c,d\"", "\"e\tf\"", "\" g\"", "\"h \"", "i j", "\"k\"\"l\"",
      "\"m\nn\"", "",
    ]
    #expect(folder.text("texts.csv") == expected.map { $0 + "\r\n" }.joined())
  }

  @Test("decimals are written with at most four places, halves away from zero")
  func decimals() throws {
    let numbers: [Double?] = [
      75.88193508672706, 0.00005, -0.00005, 0.00004, -0.00004, 2.5, 99.99996, 100, 1e300, nil,
    ]
    let column = Column(.decimal, numbers.map { $0.map { .decimal($0) } })
    let table = AggregateTable(
      .alreadyPublished(Table([("a", column), ("b", column)]), source: "a test"))
    let name = try #require(FileName("decimals"))
    let folder = systemFolder(
      [AggregateFile(name: name, title: "", description: "", table: table)],
      referenceDate: Sample.referenceDate)
    let expected = [
      "75.8819", "0.0001", "-0.0001", "0.0", "0.0", "2.5", "100.0", "100.0", "1e+300",
    ]
    #expect(
      folder.text("decimals.csv")
        == "a,b\r\n" + (expected + [""]).map { "\($0),\($0)\r\n" }.joined())
  }

  @Test("the same tables give the same bytes")
  func stable() {
    let cohorts = [(name: "a", table: attrition)]
    func folder() -> FolderContents {
      systemFolder(
        [AggregateFile.attrition(cohorts)].compactMap(\.self),
        referenceDate: Sample.referenceDate)
    }
    #expect(folder() == folder())
  }
}

@Suite("Files of comparisons")
struct ComparisonFileTests {
  @Test(
    "registers beside published numbers leave out the difference, which would tell what is hidden")
  func registers() throws {
    let aggregate = PersonAggregate(
      table: Table([
        ("level", Sample.text(["system", "practice"])),
        ("practice_code", Sample.text([nil, "M81001"])), ("register", Sample.text(["HYP", "HYP"])),
        ("computed", Sample.integers([103, 4])), ("published", Sample.integers([104, 3])),
        ("difference", Column(.decimal, [.decimal(-0.0096), .decimal(0.3333)])),
        ("outcome", Sample.text(["pass", "pass"])),
        ("practices_passed", Sample.integers([9, nil])),
        ("practices_evaluated", Sample.integers([9, nil])),
      ]), counts: ["computed"], percentages: [], sums: [])
    let source = RegisterSource(
      feed: "published", practice: "code", group: "group", count: "register", entries: "entries",
      entryKey: "nhs_number",
      entryGroup: "register", entryResolved: "resolved_on")
    let file = try #require(
      AggregateFile.registers(discloseRegisters(aggregate, source, rule: DisclosureRule())))
    let folder = systemFolder([file], referenceDate: Sample.referenceDate)
    #expect(
      folder.text("register-reconciliation.csv") == """
        level,practice_code,register,computed,published,outcome,practices_passed,practices_evaluated\r
        system,,HYP,105,104,pass,0,0\r
        practice,M81001,HYP,*,3,*,,\r

        """)
    let package = folder.text("datapackage.json")
    #expect(package.contains("Practices passed") && !package.contains("difference\""))
  }

  @Test("a count beside what is expected has its percentage, limits and gap, hidden together")
  func expected() throws {
    let aggregate = PersonAggregate(
      table: Table([
        ("level", Sample.text(["practice", "practice", "practice"])),
        ("area", Sample.text(["M81001", "M81002", "M81003"])),
        ("numerator", Sample.integers([41, 3, 22])), ("expected", Sample.integers([50, 60, 81])),
      ]), counts: ["numerator", "expected"],
      percentages: [
        .init(name: "percent", numerator: "numerator", expected: "expected", gap: "gap")
      ],
      sums: [])
    let table = AggregateTable(
      disclose(aggregate, rule: DisclosureRule()).largestFirst(by: "gap", within: "level"))
    let name = try #require(FileName("gap"))
    let folder = systemFolder(
      [AggregateFile(name: name, title: "", description: "", table: table)],
      referenceDate: Sample.referenceDate)
    #expect(
      folder.text("gap.csv") == """
        level,area,numerator,expected,percent,percent_lower,percent_upper,gap\r
        practice,M81003,20,80,25.0,15.0,39.0,60\r
        practice,M81001,40,50,80.0,57.0,109.0,10\r
        practice,M81002,*,60,*,*,*,*\r

        """)
  }
}
