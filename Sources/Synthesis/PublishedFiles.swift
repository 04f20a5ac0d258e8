import Formats
import Tables

/// What a folder of published files says of practices; of several files on one thing the last name wins, practice by
/// practice.
struct PublishedFiles {
  /// A practice's published list.
  struct List {
    var commissioner: String
    var postcode: String
    var patients: Int
    var cells: [Int]
  }

  /// A published membership of a PCN.
  struct Membership {
    var network: String
    var networkName: String
    var practiceName: String
  }

  var lists: [String: List] = [:]
  var registers: [String: [Int?]] = [:]
  var memberships: [String: Membership] = [:]
  /// The decile of each small area.
  var deciles: [String: Int] = [:]
  /// Small areas of each commissioner with their district, in the order of the file.
  var areas: [String: [(code: String, name: String, district: AreaPlan.District)]] = [:]

  /// Reads the files of a folder whose names are those of the publications or of the feeds made from them.
  init(folder: String, on day: Day) throws(SynthesisFault) {
    for table in try Self.tables(
      ["gp-reg-pat-prac-all*.csv", "gp-reg-pat-prac-quin-age*.csv", "list-sizes*.csv"], folder)
    {
      readLists(table)
    }
    for table in try Self.tables(["PREVALENCE_*.csv", "qof-prevalence*.csv"], folder) {
      readRegisters(table)
    }
    for table in try Self.tables(
      ["MAPPING_NHS_GEOGRAPHIES*.csv", "gp-reg-pat-prac-map*.csv", "geographies*.csv"], folder)
    {
      readGeography(table)
    }
    for table in try Self.tables(["ePCN*Core*Partner*.csv", "epcn-core-partners*.csv"], folder) {
      readPartners(table, on: day)
    }
    for table in try Self.tables(["IMD2019_File_1*.csv", "deprivation*.csv"], folder) {
      readDeprivation(table)
    }
    for table in try Self.tables(["LSOA11_CCG_LAD*.csv", "lsoa-districts*.csv"], folder) {
      readAreas(table)
    }
  }

  private static func tables(
    _ patterns: [String], _ folder: String
  ) throws(SynthesisFault) -> [NamedRows] {
    let files: [FeedFile]
    do {
      files = try matchingFiles(patterns, below: folder)
    } catch {
      throw .publishedNotReadable(path: error.path)
    }
    var tables: [NamedRows] = []
    for file in files {
      do {
        tables.append(NamedRows(try CSVDocument(file).rows))
      } catch {
        throw .publishedNotReadable(path: file.path)
      }
    }
    return tables
  }

  // MARK: Each publication

  private mutating func readLists(_ table: NamedRows) {
    guard let code = table.column("CODE", "ORG_CODE"), let sex = table.column("SEX"),
      let age = table.column("AGE", "AGE_GROUP_5"),
      let patients = table.column("NUMBER_OF_PATIENTS"),
      let type = table.column("TYPE", "ORG_TYPE")
    else { return }
    let commissioner = table.column("SUB_ICB_LOCATION_CODE", "CCG_CODE")
    let postcode = table.column("POSTCODE")
    for row in table.rows where row[type] == "GP" {
      guard let count = wholeNumber(row[patients]), count >= 0 else { continue }
      var list =
        lists[row[code]]
        ?? List(commissioner: "", postcode: "", patients: 0, cells: [])
      if let commissioner { list.commissioner = row[commissioner] }
      if let postcode { list.postcode = row[postcode] }
      if row[sex] == "ALL", row[age] == "ALL" {
        list.patients = count
      } else if let cell = Self.cell(sex: row[sex], age: row[age]) {
        if list.cells.isEmpty { list.cells = Array(repeating: 0, count: AgeStructure.cells) }
        list.cells[cell] = count
      }
      lists[row[code]] = list
    }
  }

  private static func cell(sex: String, age: String) -> Int? {
    guard sex == "FEMALE" || sex == "MALE",
      let band = (0..<AgeStructure.bands).first(where: { AgeStructure.label(ofBand: $0) == age })
    else { return nil }
    return sex == "MALE" ? AgeStructure.bands + band : band
  }

  private mutating func readRegisters(_ table: NamedRows) {
    guard let code = table.column("PRACTICE_CODE"),
      let group = table.column("GROUP_CODE", "INDICATOR_GROUP_CODE"),
      let count = table.column("REGISTER")
    else { return }
    var read: [String: [Int?]] = [:]
    for row in table.rows {
      guard let register = Register.register(code: row[group]), let people = wholeNumber(row[count])
      else { continue }
      var counts = read[row[code]] ?? Register.allCases.map { _ in nil }
      // In 2013-14 heart failure had two rows a practice, all of it and a part.
      counts[register.rawValue] = max(people, counts[register.rawValue] ?? 0)
      read[row[code]] = counts
    }
    registers.merge(read) { $1 }
  }

  private mutating func readGeography(_ table: NamedRows) {
    guard let code = table.column("PRACTICE_CODE"),
      let network = table.column("PCN_ODS_CODE", "PCN_CODE"), let name = table.column("PCN_NAME"),
      let practice = table.column("PRACTICE_NAME")
    else { return }
    for row in table.rows {
      memberships[row[code]] = Membership(
        network: row[network], networkName: row[name], practiceName: row[practice])
    }
  }

  private mutating func readPartners(_ table: NamedRows, on day: Day) {
    guard let code = table.column("Partner Organisation Code"),
      let practice = table.column("Partner Name"), let network = table.column("PCN Code"),
      let name = table.column("PCN Name"),
      let start = table.column("Practice to PCN Relationship Start Date"),
      let end = table.column("Practice to PCN Relationship End Date")
    else { return }
    let today = day.civil.year * 10_000 + day.civil.month * 100 + day.civil.day
    for row in table.rows {
      let starts = wholeNumber(row[start]) ?? 0
      // The end is the last day of membership.
      guard starts <= today, (wholeNumber(row[end]) ?? Int.max) >= today else { continue }
      memberships[row[code]] = Membership(
        network: row[network], networkName: row[name], practiceName: row[practice])
    }
  }

  private mutating func readDeprivation(_ table: NamedRows) {
    guard let code = table.column("LSOA code (2011)"),
      let decile = table.column("Index of Multiple Deprivation (IMD) Decile")
    else { return }
    for row in table.rows {
      if let value = wholeNumber(row[decile]), (1...10).contains(value) {
        deciles[row[code]] = value
      }
    }
  }

  private mutating func readAreas(_ table: NamedRows) {
    guard let code = table.column("LSOA11CD"), let name = table.column("LSOA11NM"),
      let commissioner = table.column("CCG21CDH"), let district = table.column("LAD21CD"),
      let districtName = table.column("LAD21NM")
    else { return }
    for row in table.rows where deciles[row[code]] != nil {
      areas[row[commissioner], default: []].append(
        (row[code], row[name], AreaPlan.District(code: row[district], name: row[districtName])))
    }
  }
}

/// Rows of texts under a header; a line break or blank at an end in a header cell counts as one blank or none.
struct NamedRows {
  private let header: [String]
  /// The data rows as wide as the header.
  let rows: [[String]]

  init(_ all: [[String]]) {
    header = (all.first ?? []).map { cell in
      cell.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let width = header.count
    rows = all.dropFirst().filter { $0.count >= width }
  }

  /// The place of the first of the names that the header has.
  func column(_ names: String...) -> Int? {
    for name in names {
      if let place = header.firstIndex(of: name) { return place }
    }
    return nil
  }
}

/// A whole number, also where it is written `112.0`.
func wholeNumber(_ text: String) -> Int? {
  Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
}
