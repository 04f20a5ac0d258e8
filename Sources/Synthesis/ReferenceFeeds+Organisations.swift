import Formats
import Tables

extension ReferenceFeeds {
  /// A practice's time in a PCN: from a day through a day, or until further notice.
  private struct Membership {
    var network: Int
    var starts: Day
    var ends: Day?
  }

  private func memberships(of practice: AreaPlan.Practice) -> [Membership] {
    let beginning = Day(number: 18_078)
    var all: [Membership] = []
    if let former = practice.formerNetwork {
      all.append(
        Membership(network: former, starts: beginning, ends: practice.joinedOn.adding(days: -1)))
    }
    if let network = practice.network {
      all.append(Membership(network: network, starts: practice.joinedOn, ends: practice.leavesOn))
    } else if !plan.networks.isEmpty, !plan.isPublished {
      // Without a PCN now, but not always.
      all.append(
        Membership(network: 0, starts: beginning, ends: referenceDate.adding(days: -240)))
    }
    if let next = practice.nextNetwork, let leavesOn = practice.leavesOn {
      all.append(Membership(network: next, starts: leavesOn.adding(days: 1), ends: nil))
    }
    return all
  }

  // MARK: ePCN

  /// The published list of PCNs' core partners: line breaks in quoted header cells, CRLF between rows, ended rows kept.
  mutating func makeCorePartners() -> ReferenceFile {
    var writer = CSVWriter(lineBreak: .crlf)
    writer.append(row: [
      "Partner\nOrganisation\nCode", "Partner\nName", "Practice\nParent\nSub ICB Loc Code",
      "Practice\nParent\nSub ICB Loc Name", "PCN Code", "PCN Name",
      "PCN Parent\nSub ICB Loc Code", "PCN Parent\nSub ICB Loc Name",
      "Practice to PCN\nRelationship\nStart Date", "Practice to PCN\nRelationship\nEnd Date",
      "Practice Sub ICB Loc and PCN Sub ICB Loc Match ",
    ])
    var rows = 0
    for practice in plan.practices {
      for membership in memberships(of: practice) {
        let network = plan.networks[membership.network]
        let parent = "NHS HEREFORDSHIRE AND WORCESTERSHIRE ICB - \(practice.commissioner)"
        writer.append(row: [
          practice.code, practice.name, practice.commissioner, parent, network.code,
          network.name.uppercased(), practice.commissioner, parent, compact(membership.starts),
          membership.ends.map(compact) ?? "", "TRUE",
        ])
        rows += 1
      }
    }
    return ReferenceFile(name: "epcn-core-partners.csv", bytes: writer.takeBytes(), rows: rows)
  }

  private func compact(_ day: Day) -> String {
    var text = TextBuffer()
    text.append(compact: day)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  // MARK: ODS

  /// Organisation reference data, HSCOrgRefData 2-0-0: PCNs, practices with their memberships, a closed practice.
  mutating func makeOrganisations() -> ReferenceFile {
    var text = TextBuffer()
    let count = plan.networks.count + plan.practices.count + (isClean ? 0 : 1)
    appendManifest(count, to: &text)
    for network in plan.networks { appendNetwork(network, to: &text) }
    var relation = 700_000
    for practice in plan.practices { appendPractice(practice, &relation, to: &text) }
    if !isClean { appendClosedPractice(to: &text) }
    text.append("  </Organisations>\n</HSCOrgRefData:OrgRefData>\n")
    return ReferenceFile(name: "organisations.xml", bytes: text.bytes, rows: count)
  }

  private func appendManifest(_ count: Int, to text: inout TextBuffer) {
    text.append(
      """
      <?xml version="1.0" encoding="utf-8"?>
      <HSCOrgRefData:OrgRefData xmlns:HSCOrgRefData="http://refdata.hscic.gov.uk/org/v2-0-0" \
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:schemaLocation="http://refdata.hscic.gov.uk/org/v2-0-0 HSCOrgRefData.xsd">
        <Manifest>
          <Version value="2-0-0" />
          <PublicationType value="Full" />
          <PublicationSource value="Synthetic" />
          <PublicationDate value="\(referenceDate)" />
          <PublicationSeqNum value="0" />
          <FileCreationDateTime value="\(referenceDate)T00:00:00" />
          <RecordCount value="\(count)" />
          <ContentDescription value="Made up: no such organisation need exist" />
          <PrimaryRoleScope>
            <PrimaryRole id="RO177" displayName="PRESCRIBING COST CENTRE" />
            <PrimaryRole id="RO272" displayName="PRIMARY CARE NETWORK" />
          </PrimaryRoleScope>
        </Manifest>
        <CodeSystems>
          <CodeSystem name="OrganisationRole" oid="2.16.840.1.113883.2.1.3.2.4.17.507">
            <concept id="RO76" code="76" displayName="GP PRACTICE" />
            <concept id="RO177" code="177" displayName="PRESCRIBING COST CENTRE" />
            <concept id="RO272" code="272" displayName="PRIMARY CARE NETWORK" />
          </CodeSystem>
          <CodeSystem name="OrganisationRelationship" oid="2.16.840.1.113883.2.1.3.2.4.17.508">
            <concept id="RE8" code="8" displayName="IS PARTNER TO" />
          </CodeSystem>
        </CodeSystems>
        <Organisations>

      """)
  }

  private func appendNetwork(_ network: AreaPlan.Network, to text: inout TextBuffer) {
    text.append("<Organisation orgRecordClass=\"RC1\">\n")
    appendStart(network.code, network.name.uppercased(), "Active", ends: nil, to: &text)
    text.append("  <Roles>\n")
    appendRole("RO272", isPrimary: true, "2019-07-01", ends: nil, to: &text)
    text.append("  </Roles>\n</Organisation>\n")
  }

  private func appendPractice(
    _ practice: AreaPlan.Practice, _ relation: inout Int, to text: inout TextBuffer
  ) {
    text.append("<Organisation orgRecordClass=\"RC1\">\n")
    appendStart(practice.code, practice.name, "Active", ends: nil, to: &text)
    text.append("  <Roles>\n")
    appendRole("RO177", isPrimary: true, "1974-04-01", ends: nil, to: &text)
    appendRole("RO76", isPrimary: false, "2014-04-15", ends: nil, to: &text)
    text.append("  </Roles>\n  <Rels>\n")
    relation += 1
    appendRelation(
      "RE4", practice.commissioner, role: "RO98", starts: "2013-04-01", ends: nil, relation,
      to: &text)
    for membership in memberships(of: practice) {
      relation += 1
      appendRelation(
        "RE8", plan.networks[membership.network].code, role: "RO272",
        starts: membership.starts.description, ends: membership.ends, relation, to: &text)
    }
    text.append("  </Rels>\n</Organisation>\n")
  }

  private func appendClosedPractice(to text: inout TextBuffer) {
    let end = referenceDate.adding(days: -500)
    text.append("<Organisation orgRecordClass=\"RC1\">\n")
    appendStart("M98999", "CLOSED SURGERY & CLINIC", "Inactive", ends: end, to: &text)
    text.append("  <Roles>\n")
    appendRole("RO177", isPrimary: true, "1974-04-01", ends: end, to: &text)
    appendRole("RO76", isPrimary: false, "2014-04-15", ends: end, to: &text)
    text.append("  </Roles>\n</Organisation>\n")
  }

  // MARK: Elements

  private func appendStart(
    _ code: String, _ name: String, _ status: String, ends: Day?, to text: inout TextBuffer
  ) {
    let escaped = name.split(separator: "&", omittingEmptySubsequences: false).joined(
      separator: "&amp;")
    text.append("  <Name>\(escaped)</Name>\n")
    appendDate("1974-04-01", ends: ends, to: &text)
    text.append(
      "  <OrgId root=\"2.16.840.1.113883.2.1.3.2.4.18.48\" assigningAuthorityName=\"HSCIC\" extension=\"\(code)\" />\n"
        + "  <Status value=\"\(status)\" />\n")
  }

  private func appendDate(_ start: String, ends: Day?, to text: inout TextBuffer) {
    text.append("  <Date>\n    <Type value=\"Operational\" />\n    <Start value=\"\(start)\" />\n")
    if let ends { text.append("    <End value=\"\(ends)\" />\n") }
    text.append("  </Date>\n")
  }

  private func appendRole(
    _ role: String, isPrimary: Bool, _ start: String, ends: Day?, to text: inout TextBuffer
  ) {
    let primary = isPrimary ? " primaryRole=\"true\"" : ""
    text.append("  <Role id=\"\(role)\" uniqueRoleId=\"\(text.count)\"\(primary)>\n")
    appendDate(start, ends: ends, to: &text)
    text.append("  <Status value=\"\(ends == nil ? "Active" : "Inactive")\" />\n  </Role>\n")
  }

  private func appendRelation(
    _ relation: String, _ target: String, role: String, starts: String, ends: Day?, _ number: Int,
    to text: inout TextBuffer
  ) {
    let isActive = ends.map { $0 >= referenceDate } ?? true
    // Attributes come in either order.
    text.append(
      number % 2 == 0
        ? "  <Rel id=\"\(relation)\" uniqueRelId=\"\(number)\">\n"
        : "  <Rel uniqueRelId=\"\(number)\" id=\"\(relation)\">\n")
    appendDate(starts, ends: ends, to: &text)
    text.append(
      "  <Status value=\"\(isActive ? "Active" : "Inactive")\" />\n  <Target>\n"
        + "    <OrgId root=\"2.16.840.1.113883.2.1.3.2.4.18.48\" assigningAuthorityName=\"HSCIC\" extension=\"\(target)\" />\n"
        + "    <PrimaryRoleId id=\"\(role)\" uniqueRoleId=\"\(number)\" />\n  </Target>\n  </Rel>\n"
    )
  }
}
