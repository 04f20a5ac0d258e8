import Formats
import Foundation
import Tables
import Testing

/// The ODS organisation reference data: a root in a namespace, children in none.
struct XMLOrganisationTests {
  private let namespace = "http://refdata.hscic.gov.uk/org/v2-0-0"
  private let above = ["Organisations", "Organisation"]

  private func sample() throws -> Data {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures").standardizedFileURL
    return try Data(contentsOf: fixtures.appendingPathComponent("ods-orgrefdata-sample.xml"))
  }

  private var organisations: FeedContract {
    xmlContract(
      record: above, namespace: namespace,
      [
        ("code", "OrgId/@extension"), ("name", "Name"), ("status", "Status/@value"),
        ("from", "Date/Start/@value"), ("to", "Date/End/@value"), ("role", "Roles/Role/@id"),
        ("postcode", "GeoLoc/Location/PostCode"), ("class", "@orgRecordClass"),
      ])
  }

  private var roles: FeedContract {
    xmlContract(
      record: above + ["Roles", "Role"], namespace: namespace,
      [
        ("code", "../../OrgId/@extension"), ("role", "@id"), ("status", "Status/@value"),
        ("from", "Date/Start/@value"), ("to", "Date/End/@value"),
      ])
  }

  private var relations: FeedContract {
    xmlContract(
      record: above + ["Rels", "Rel"], namespace: namespace,
      [
        ("code", "../../OrgId/@extension"), ("name", "../../Name"), ("kind", "@id"),
        ("target", "Target/OrgId/@extension"), ("target_role", "Target/PrimaryRoleId/@id"),
        ("from", "Date/Start/@value"), ("to", "Date/End/@value"), ("status", "Status/@value"),
      ])
  }

  @Test("each organisation of the sample is a row")
  func sampleOrganisations() throws {
    #expect(
      try extractXML(organisations, sample()).table.textRows == [
        ["C84714001", "GHATTAORA AS", "Active", "2004-04-01", nil, "RO96", "NG11 8NS", "RC2"],
        [
          "C88032001", "DERBYSHIRE LANE SURGERY", "Inactive", "2004-04-01", "2014-06-30", "RO96",
          "S8 8SA", "RC2",
        ],
        ["YGM10", "INDIGO 4", "Inactive", "2006-04-01", "2015-06-30", "RO92", "S3 8GG", "RC1"],
        [
          "J82028", "TRAFALGAR MEDICAL GROUP PRACTICE", "Active", "1974-04-01", nil, "RO177",
          "PO5 3ND", "RC1",
        ],
      ])
  }

  @Test("each role and each relation of the sample is a row with its organisation")
  func sampleRolesAndRelations() throws {
    #expect(
      try extractXML(roles, sample()).table.textRows == [
        ["C84714001", "RO96", "Active", "2004-04-01", nil],
        ["C88032001", "RO96", "Inactive", "2004-04-01", "2014-06-30"],
        ["YGM10", "RO92", "Inactive", "2006-04-01", "2015-07-01"],
        ["J82028", "RO177", "Active", "1974-04-01", nil],
        ["J82028", "RO76", "Active", "2014-04-15", nil],
      ])
    let trafalgar = "TRAFALGAR MEDICAL GROUP PRACTICE"
    #expect(
      try extractXML(relations, sample()).table.textRows == [
        ["C84714001", "GHATTAORA AS", "RE6", "C84714", "RO177", "2004-04-01", nil, "Active"],
        [
          "C88032001", "DERBYSHIRE LANE SURGERY", "RE6", "C88032", "RO177", "2004-04-01",
          "2014-06-30", "Inactive",
        ],
        ["J82028", trafalgar, "RE4", "5FE", "RO179", "2001-04-01", "2013-03-31", "Inactive"],
        ["J82028", trafalgar, "RE4", "4RK71", "RO171", "1999-04-01", "2001-03-31", "Inactive"],
        ["J82028", trafalgar, "RE4", "10R", "RO98", "2013-04-01", nil, "Active"],
      ])
  }

  @Test("a practice, its network and the membership between them are read")
  func membership() throws {
    func organisation(_ code: String, _ role: String, _ rest: String) -> String {
      """
      <Organisation orgRecordClass="RC1"><Name>\(code) name</Name>
        <Date><Type value="Operational"/><Start value="2019-07-01"/></Date>
        <OrgId root="2.16" assigningAuthorityName="HSCIC" extension="\(code)"/><Status value="Active"/>
        <Roles><Role id="\(role)" uniqueRoleId="1" primaryRole="true"/></Roles>\(rest)</Organisation>
      """
    }
    let member = """
      <Rels><Rel id="RE8" uniqueRelId="2"><Date><Type value="Operational"/><Start value="2020-04-01"/>
      <End value="2026-03-31"/></Date><Status value="Active"/><Target><OrgId extension="U12345"/>
      <PrimaryRoleId id="RO272"/></Target></Rel></Rels>
      """
    let text = """
      <x:OrgRefData xmlns:x="\(namespace)"><Manifest/><Organisations>
      \(organisation("M81001", "RO177", member))\(organisation("U12345", "RO272", ""))
      </Organisations></x:OrgRefData>
      """
    let networks = try extractXML(organisations, text).table.textRows.filter { $0[5] == "RO272" }
    #expect(networks.map { $0[0] } == ["U12345"])
    #expect(
      try extractXML(relations, text).table.textRows == [
        [
          "M81001", "M81001 name", "RE8", "U12345", "RO272", "2020-04-01", "2026-03-31", "Active",
        ]
      ])
  }

  @Test("FHIR resources are read by their default namespace")
  func fhir() throws {
    let contract = xmlContract(
      record: ["Immunization"], namespace: "http://hl7.org/fhir",
      [("on", "occurrenceDateTime/@value"), ("code", "vaccineCode/coding/code/@value")])
    let text = """
      <Immunization xmlns="http://hl7.org/fhir"><text><div xmlns="http://www.w3.org/1999/xhtml">x</div></text>
      <vaccineCode><coding><system value="https://dmd.nhs.uk"/><code value="11278411000001109"/></coding></vaccineCode>
      <occurrenceDateTime value="2013-01-10"/></Immunization>
      """
    #expect(
      try extractXML(contract, text).table.textRows == [["2013-01-10", "11278411000001109"]])
  }
}
