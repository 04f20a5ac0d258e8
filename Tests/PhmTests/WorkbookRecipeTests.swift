import Foundation
import Testing

@testable import ProgramRuns

/// The recipe for published workbooks: a sheet as a kept reader writes it is what a contract reads.
@Suite("The recipe for workbooks")
struct WorkbookRecipeTests {
  private static func tool(_ arguments: [String], in folder: URL) -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static let hasReader =
    tool(["xlsx2csv", "--version"], in: FileManager.default.temporaryDirectory) == 0

  /// A workbook of two sheets, the second with line breaks in its names, as the ePCN list has them.
  private static let workbook = #"""
    import zipfile
    names = ["Partner&#10;Organisation&#10;Code", "PCN&#10;Code", "Practice to PCN&#10;Relationship&#10;Start Date"]
    rows = [names, ["A10001", "U10001", "20190701"], ["A10002", "U10001", "20200401"]]
    def sheet(rows):
        cells = "".join(f'<row r="{n}">' + "".join(f'<c r="{"ABC"[i]}{n}" t="inlineStr"><is><t>{c}</t></is></c>' for i, c in enumerate(row)) + "</row>" for n, row in enumerate(rows, 1))
        return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile("book.xlsx", "w") as z:
        z.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
        z.writestr("_rels/.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="Notes" sheetId="1" r:id="r1"/><sheet name="PCN Core Partner Details" sheetId="2" r:id="r2"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{rel}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>')
        z.writestr("xl/worksheets/sheet1.xml", sheet([["Published in May"]]))
        z.writestr("xl/worksheets/sheet2.xml", sheet(rows))
    """#

  @Test(
    "a sheet of a workbook is read by its contract",
    .enabled(if: hasReader, "needs xlsx2csv, which make python brings"))
  func sheet() throws {
    let recipe = try page("docs/recipes/workbooks.md")
    let line = try #require(recipe.split(separator: "\n").first { $0.hasPrefix("$ xlsx2csv ") })
    let folder = try TemporaryFolder()
    try #require(Self.tool(["python3", "-c", Self.workbook], in: folder.url) == 0)
    let command = line.dropFirst(2).replacingOccurrences(of: "ePCN.xlsx", with: "book.xlsx")
      .replacingOccurrences(of: "/srv/feeds/tonight", with: folder.url.path)
    try #require(Self.tool(["sh", "-c", command], in: folder.url) == 0)
    let result = try CommandProcess.run([
      "validate", "core-partners", folder.path("epcn-core-partners.csv"), "--pipeline",
      "pipeline/nightly.yaml", "--reference-date", "2026-11-20",
    ])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("core-partners: 2 rows, 0 rejected"), "\(result.output)")
    #expect(
      Self.tool(
        ["sh", "-c", command.replacingOccurrences(of: "Core Partner", with: "Corn Partner")],
        in: folder.url) != 0, "a sheet that is not there is no empty feed")
  }
}
