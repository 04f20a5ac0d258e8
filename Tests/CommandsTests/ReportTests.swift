import Testing

@testable import Commands
@testable import Messages

@Suite("Reports")
struct ReportTests {
  @Test("numbers, shares and times are written as people read them")
  func numbers() {
    #expect(
      [0, 7, 999, 1000, 614_934, -1234].map { grouped($0) } == [
        "0", "7", "999", "1,000", "614,934", "-1,234",
      ])
    #expect(
      [0, 0.05, 0.0523, 0.9999, 1].map { percent($0) } == ["0%", "5%", "5.23%", "99.99%", "100%"])
    #expect(
      [0.04, 0.25, 9.96, 12, 185].map { duration($0) } == [
        "0.04 s", "0.3 s", "10.0 s", "12 s", "3 min 5 s",
      ])
    #expect(decimal(-0.04, places: 1) == "0.0")
  }

  @Test("columns line up, numbers to the right")
  func table() {
    var table = TextTable(["list", "people"], right: [1])
    table.add(["flu", "7"])
    table.add(["health-check", "1,200"])
    #expect(
      table.lines == ["  list          people", "  flu                7", "  health-check   1,200"])
  }
}
