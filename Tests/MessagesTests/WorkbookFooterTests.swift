import Messages
import Tables
import Testing

@Suite("The foot of a printed sheet")
struct WorkbookFooterTests {
  @Test("names as long as they may be leave room in the 255 characters that a spreadsheet takes")
  func longNames() {
    let name = String(repeating: "Severn Vale and the Villages ", count: 20)
    let said = footer(name, sheet: name, on: Day(number: 20_777))
    // What the page's number and the fonts take beside it.
    #expect(said.count <= 205)
    #expect(said.contains("… - ") && said.hasSuffix("confidential patient information"))
    #expect(footer("A", sheet: "B", on: Day(number: 20_777)).hasPrefix("A - B - reference date "))
  }
}
