import Formats
import Foundation
import Parallel
import Tables
import Testing

struct XMLRecordTests {
  @Test("attributes of a record become cells")
  func attributes() throws {
    let contract = xmlContract(
      record: ["Event"], namespace: "urn:a", [("who", "@who"), ("on", "@on"), ("dose", "@dose")])
    let extract = try extractXML(
      contract,
      """
      <?xml version="1.0"?>
      <Uptake xmlns="urn:a" xmlns:x="urn:x">
        <Event on="2026-10-01" who="a" x:dose="9"/>
        <Event who=" b " dose="1" on=""></Event>
        <Other who="c"/>
        <Group><Event who="d"/></Group>
      </Uptake>
      """)
    #expect(
      extract.table.textRows == [["a", "2026-10-01", nil], ["b", nil, "1"], ["d", nil, nil]])
    #expect(extract.places.place(ofRow: 2) == Place(file: "test.xml", row: 3))
    #expect(extract.findings.isEmpty)
  }

  @Test("text, children, elements around the record and prefixed attributes become cells")
  func paths() throws {
    let contract = xmlContract(
      record: ["Organisation", "Rels", "Rel"],
      [
        ("id", "@id"), ("target", "Target/OrgId/@extension"), ("own", "."), ("note", "Note"),
        ("organisation", "../../OrgId/@extension"), ("name", "../../Name"), ("kind", "../@x:kind"),
        ("root", "../../../@version"), ("after", "../../After"),
      ])
    let extract = try extractXML(
      contract,
      """
      <o:Root xmlns:o="urn:o" xmlns:x="urn:x" version="2">
        <Organisation><Name>A &amp; <!-- no -->B<b>inner</b> C</Name><OrgId extension="O1"/>
          <Rels x:kind="k" kind="other">
            <Rel id="1"> own <Note><![CDATA[<n> ]]>&#x41;&lt;</Note> text<Target><OrgId extension="T1"/></Target></Rel>
            <Rel id="2"><OrgId extension="no"/></Rel>
          </Rels><After>x</After>
        </Organisation>
        <Organisation><Rels><Rel id="3"/></Rels></Organisation>
      </o:Root>
      """)
    #expect(
      extract.table.textRows == [
        ["1", "T1", "own  text", "<n> A<", "O1", "A & B C", "k", "2", nil],
        ["2", nil, nil, nil, "O1", "A & B C", "k", "2", nil],
        ["3", nil, nil, nil, nil, nil, nil, "2", nil],
      ])
  }

  @Test("of repeated elements the first that meets the path's condition counts")
  func conditions() throws {
    let contract = xmlContract(
      record: ["Organisation", "Rel"],
      [
        ("id", "@id"), ("start", "Date[Type/@value='Operational']/Start/@value"),
        ("end", "Date[Type/@value='Operational']/End/@value"), ("any", "Date/Start/@value"),
        ("other", "Date[Type/@value!='Legal']/Start/@value"), ("note", "Note[@lang='en']"),
        ("opened", "../Date[Type/@value='Operational']/Start/@value"),
      ])
    let legal = #"<Date><Type value="Legal"/><Start value="L"/><End value="LE"/></Date>"#
    let extract = try extractXML(
      contract,
      """
      <Root>
        <Organisation>
          <Date><Type value="Legal"/><Start value="OL"/></Date>
          <Date><Start value="OO"/><Type value="Operational"/></Date>
          <Rel id="1">\(legal)<Date><Type value="Operational"/><Start value="O"/></Date>
            <Note lang="cy">nodyn</Note><Note lang="en">no<b/>te</Note></Rel>
          <Rel id="2"><Date><Type value="Operational"/><Start value="O"/><End value="OE"/></Date>\(legal)
            <Date><Type value="Operational"/><Start value="second"/></Date></Rel>
          <Rel id="3">\(legal)</Rel>
          <Rel id="4">\(legal)<Date><Start value="untyped"/></Date></Rel>
        </Organisation>
      </Root>
      """)
    #expect(
      extract.table.textRows == [
        ["1", "O", nil, "L", "O", "note", "OO"], ["2", "O", "OE", "O", "O", nil, "OO"],
        ["3", nil, nil, "L", nil, nil, "OO"], ["4", nil, nil, "L", "untyped", nil, "OO"],
      ])
  }

  @Test("of repeated elements the first counts, at each step of the path")
  func firstWins() throws {
    let contract = xmlContract(
      record: ["R"], [("start", "Date/Start/@value"), ("end", "Date/End/@value"), ("name", "Name")])
    let extract = try extractXML(
      contract,
      """
      <all><R><Date><Start value="1"/><Start value="2"/></Date><Date><Start value="3"/><End value="4"/></Date>
      <Name/><Name>later</Name></R></all>
      """)
    #expect(extract.table.textRows == [["1", nil, nil]])
  }

  @Test("a record within a record is a part of it, and a record can be the root")
  func nested() throws {
    let contract = xmlContract(record: ["R"], [("id", "@id"), ("inner", "R/@id")])
    let text = "<R id='1'><R id='2'><R id='3'/></R></R>"
    #expect(try extractXML(contract, text).table.textRows == [["1", "2"]])
  }

  @Test(
    "elements around a record are told apart by their depth, where the layout does not name them")
  func unnamedParents() throws {
    let contract = xmlContract(
      record: ["Event"],
      [("who", "@who"), ("practice", "../@code"), ("name", "../Name"), ("area", "../../@code")])
    let extract = try extractXML(
      contract,
      """
      <Area code="a"><P code="p1"><Info code="i"><x code="y"/></Info><Name>first</Name><Event who="1"/><Event who="2"/></P>
      <Event who="3"/><P code="p2"><P code="p3"><Event who="4"/></P></P></Area>
      """)
    #expect(
      extract.table.textRows == [
        ["1", "p1", "first", "a"], ["2", "p1", "first", "a"], ["3", "a", nil, nil],
        ["4", "p3", nil, "p2"],
      ])
  }

  @Test("cells are typed, and what does not fit is a finding with the record's number")
  func typed() throws {
    let iso = try #require(DateFormat(pattern: "yyyy-MM-dd"))
    let contract = FeedContract(
      name: "vaccinations", files: [], format: .xml(XMLLayout(record: ["Event"])),
      columns: [
        ColumnContract(
          name: "nhs_number", source: .path("@nhsNumber"), type: .identifier(digits: 10),
          isRequired: true),
        ColumnContract(name: "on", source: .path("@on"), type: .day([iso])),
        ColumnContract(name: "dose", source: .path("@dose"), type: .integer),
        ColumnContract(name: "programme", source: .constant("FLU"), type: .text),
      ])
    let extract = try extractXML(
      contract,
      """
      <V><Event nhsNumber="943 476 5919" on="2026-10-01" dose="1"/><Event on="2026-10-02"/>
      <Event nhsNumber="9434765870" on="1 October" dose="2"/></V>
      """)
    let day = try #require(Day(iso: "2026-10-01"))
    #expect(
      extract.values("nhs_number")
        == [9_434_765_919, 9_434_765_870].map { .identifier(Identifier(number: $0)) })
    #expect(extract.values("on") == [.day(day), nil])
    #expect(extract.values("dose") == [.integer(1), .integer(2)])
    #expect(extract.table["programme"]?.value(at: 1) == .text("FLU"))
    #expect(extract.rejects.map(\.place.row) == [2])
    #expect(extract.rejects.map(\.rule) == ["missing-value"])
    #expect(extract.places.place(ofRow: 2)?.row == 3)
    #expect(extract.findings.map(\.rule).sorted() == ["missing-value", "not-a-date"])
  }

  @Test("more records than a batch holds come out in order, with what stands around them")
  func manyRecords() throws {
    let contract = xmlContract(record: ["G", "R"], [("n", "@n"), ("t", "T"), ("g", "../Name")])
    let groups = (0..<3).map { group in
      "<G><Name>group \(group)</Name>"
        + (0..<5000).map { "<R n='\($0)'><T>t\($0)</T></R>" }.joined() + "</G>"
    }
    let rows = try extractXML(contract, "<all>\(groups.joined())</all>").table.textRows
    #expect(rows.count == 15_000)
    #expect(
      rows.indices.allSatisfy {
        rows[$0] == ["\($0 % 5000)", "t\($0 % 5000)", "group \($0 / 5000)"]
      })
  }

  @Test(
    "long cells, and long ones around records, do not mix up rows",
    arguments: [(own: 90_000, around: 20, rows: 14), (own: 3, around: 600_000, rows: 3)])
  func longCells(own: Int, around: Int, rows: Int) throws {
    let contract = xmlContract(record: ["G", "R"], [("a", "@a"), ("t", "T"), ("g", "../@g")])
    func long(_ letter: String, _ count: Int) -> String { String(repeating: letter, count: count) }
    let records = (0..<rows).map {
      "<R a='\(long("a", own + $0))'><T>\(long("t", own / 2 + $0))</T></R>"
    }
    let text = "<all><G g='\(long("g", around))'>\(records.joined())</G></all>"
    let result = try extractXML(contract, text).table.textRows
    #expect(result.count == rows)
    #expect(
      result.enumerated().allSatisfy { index, row in
        row == [long("a", own + index), long("t", own / 2 + index), long("g", around)]
      })
  }

  @Test("a gzipped file is read like a plain one, and the rows are counted")
  func gzipped() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.xml")
      try Data("<all><R n='1'/><R n='2'/></all>".utf8).write(to: path)
      let gzip = Process()
      gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      gzip.arguments = ["gzip", path.path]
      try gzip.run()
      gzip.waitUntilExit()
      let counter = RowCounter()
      let extract = try extract(
        xmlContract(record: ["R"], [("n", "@n")]),
        from: [FeedFile(path: path.path + ".gz", name: "t.xml.gz")], rows: counter,
        stop: StopRequest())
      #expect(extract.table.textRows == [["1"], ["2"]])
      #expect(counter.rows == 2)
    }
  }

  @Test("a stop is heeded")
  func stop() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("t.xml")
      try Data("<all><R n='1'/></all>".utf8).write(to: path)
      let stop = StopRequest()
      stop.make()
      #expect(throws: FeedFault.stopped) {
        try extract(
          xmlContract(record: ["R"], [("n", "@n")]),
          from: [FeedFile(path: path.path, name: "t.xml")], rows: RowCounter(), stop: stop)
      }
    }
  }
}
