import Formats
import Tables

extension ReferenceFeeds {
  // MARK: List sizes

  /// "Patients Registered at a GP Practice" by age band and sex, with the total of each practice among its rows.
  mutating func makeListSizes() -> ReferenceFile {
    var writer = CSVWriter()
    writer.append(row: [
      "PUBLICATION", "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "ONS_CODE", "POSTCODE", "SEX",
      "AGE_GROUP_5", "NUMBER_OF_PATIENTS",
    ])
    let date = Self.publishedDate(referenceDate)
    var rows = 0
    func add(_ code: String, _ postcode: String, _ sex: String, _ age: String, _ patients: String) {
      writer.append(row: [
        "GP_PRAC_PAT_LIST", date, "GP", code, "", postcode, sex, age, patients,
      ])
      rows += 1
    }
    for (practice, census) in zip(plan.practices, censuses) {
      let cells = publishedCells(census)
      add(practice.code, practice.postcode, "ALL", "ALL", String(cells.reduce(0, +)))
      for (cell, people) in cells.enumerated() {
        let sex = cell < AgeStructure.bands ? "FEMALE" : "MALE"
        let age = AgeStructure.label(ofBand: cell % AgeStructure.bands)
        add(practice.code, practice.postcode, sex, age, String(people))
      }
    }
    for practice in Self.elsewhere {
      add(practice.code, "B45 8SY", "ALL", "ALL", String(practice.list))
      // What a publisher hides, or has not got.
      if !isClean {
        add(practice.code, "B45 8SY", "FEMALE", "95+", "*")
        add(practice.code, "B45 8SY", "MALE", "95+", "-99")
      }
    }
    if !isClean {
      count("list-sizes", "hidden-or-missing-count", 2 * Self.elsewhere.count)
      count("list-sizes", "total-among-rows", plan.practices.count)
    }
    return ReferenceFile(name: "list-sizes.csv", bytes: writer.takeBytes(), rows: rows)
  }

  /// The practice's cells on the day of publication: a few people more or fewer than on the day of the extract.
  private mutating func publishedCells(_ census: PracticeCensus) -> [Int] {
    guard !isClean, !plan.isPublished else { return census.cells }
    var cells = census.cells
    for _ in 0..<(census.list / 100) {
      let cell = random.below(cells.count)
      guard cells[cell] > 0 else { continue }
      cells[cell] += random.chance(0.5) ? 1 : -1
    }
    return cells
  }

  /// The first of the month as 01NOV2026.
  private static func publishedDate(_ day: Day) -> String {
    let months = [
      "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    let (year, month, _) = day.civil
    return "01" + months[month - 1] + String(year)
  }

  // MARK: Prevalence

  /// QOF prevalence: one row a practice and register, the count written as 2022-23 has it.
  mutating func makePrevalence() -> ReferenceFile {
    var writer = CSVWriter()
    writer.append(row: [
      "PRACTICE_CODE", "GROUP_CODE", "REGISTER", "PATIENT_LIST_TYPE", "PRACTICE_LIST_SIZE",
    ])
    var rows = 0
    for (practice, census) in zip(plan.practices, censuses) {
      for register in Register.byCode {
        let people = publishedRegister(register, practice, census)
        writer.append(row: [
          practice.code, register.code, isClean ? String(people) : "\(people).0",
          RegisterShape.of(register).listType, String(census.list(of: register)),
        ])
        rows += 1
      }
    }
    for practice in Self.elsewhere {
      for register in Register.byCode {
        let shape = RegisterShape.of(register)
        // The shares of all ages in a list that nobody was made for.
        let list = practice.list * (100 - shape.youngest) / 100
        let isMissing = !isClean && register == .ndh
        let people = Int(Double(list) * shape.share)
        writer.append(row: [
          practice.code, register.code,
          isMissing ? "n/a" : isClean ? String(people) : "\(people).0",
          shape.listType, String(list),
        ])
        rows += 1
      }
    }
    if !isClean {
      count("qof-prevalence", "count-with-decimal-point", rows)
      count("qof-prevalence", "not-available", Self.elsewhere.count)
    }
    return ReferenceFile(name: "qof-prevalence.csv", bytes: writer.takeBytes(), rows: rows)
  }

  /// The published count: that of the extract, less the few entries that reading it will reject, or, for one
  /// practice, far from it.
  private mutating func publishedRegister(
    _ register: Register, _ practice: AreaPlan.Practice, _ census: PracticeCensus
  ) -> Int {
    if let published = practice.registers[register.rawValue] { return published }
    let people = census.registers[register.rawValue]
    guard !isClean else { return people }
    if practice.oddity == .otherRegisterCounts, register == .hyp || register == .dep {
      return people * 5 / 4
    }
    return random.rounded(Double(people) * (0.99 + random.unit() * 0.01))
  }
}
