import Testing

@testable import Commands
@testable import Messages
@testable import Runs

/// Tables and progress at the width of a terminal.
@Suite("Width of a terminal")
struct FittedTableTests {
  private func table() -> TextTable {
    var table = TextTable(["stage", "rows", "why"], right: [1])
    table.add(["transform/population", "4,960", "reference_date was 2026-11-20, is 2026-11-21"])
    table.add(["extract/uptake", "9,693", "forced"])
    return table
  }

  @Test("a pipe, and a terminal that is wide enough, have the table as it is")
  func natural() {
    let natural = table().lines
    let widest = natural.map(\.count).max()
    #expect(widest == 75)
    #expect(table().lines(width: nil) == natural)
    #expect(table().lines(width: 75) == natural)
  }

  @Test("the last text wraps under itself, at blanks")
  func wraps() {
    #expect(
      table().lines(width: 50) == [
        "  stage                  rows  why",
        "  transform/population  4,960  reference_date was",
        "                               2026-11-20, is",
        "                               2026-11-21",
        "  extract/uptake        9,693  forced",
      ])
  }

  @Test("no line is wider than the terminal, whatever its width, and no word is lost where it fits")
  func everyWidth() {
    for width in 10...90 {
      let lines = table().lines(width: width)
      #expect(lines.allSatisfy { $0.count <= width }, "\(width): \(lines)")
      guard width >= 45 else { continue }
      let words = lines.joined(separator: " ").split(separator: " ").sorted()
      #expect(words == table().lines.joined(separator: " ").split(separator: " ").sorted())
    }
  }

  @Test("columns of numbers go on in further blocks, each with the first column")
  func blocks() {
    var table = TextTable(["list", "people", "U10001", "U10002", "U10003"], right: [1, 2, 3, 4])
    table.add(["flu-carers", "53", "22", "17", "14"])
    #expect(
      table.lines(width: 30) == [
        "  list        people  U10001",
        "  flu-carers      53      22",
        "",
        "  list        U10002  U10003",
        "  flu-carers      17      14",
      ])
    #expect(table.lines(width: 44) == table.lines)
  }

  @Test("a long word is parted behind a sign, or where it must be")
  func longWords() {
    #expect(wrapped("transform/cohort-flu-carers", to: 18) == ["transform/cohort-", "flu-carers"])
    #expect(wrapped("abcdefgh ij", to: 4) == ["abcd", "efgh", "ij"])
    #expect(wrapped("", to: 4) == [""])
  }

  private func stage(_ name: String) -> StageName { StageName(.transform, name) }

  @Test("one line tells how many stages are done, and how long the rest takes where that is known")
  func progress() {
    var progress = RunProgress()
    #expect(progress.lines(elapsed: 0, width: 80, height: 24).isEmpty)
    progress.note(
      .planned(
        stages: 5, reused: 2,
        expectedSeconds: [stage("a"): 4, stage("b"): 2, stage("c"): 2]))
    #expect(progress.lines(elapsed: 1, width: 80, height: 24) == ["2 of 5 stages"])
    progress.note(.finished(stage("a"), seconds: 6, rows: 1))
    // Half of the work took 6 seconds.
    #expect(
      progress.lines(elapsed: 6, width: 80, height: 24) == ["3 of 5 stages, about 6 s left"])
    progress.note(.progress([.init(stage: stage("b"), rows: 3, expectedRows: 6, seconds: 1)]))
    let lines = progress.lines(elapsed: 7, width: 40, height: 24)
    #expect(lines.count == 2 && lines[0] == "3 of 5 stages, about 5 s left")
    #expect(lines.allSatisfy { $0.count < 40 })
    progress.note(.finished(stage("b"), seconds: 2, rows: 1))
    #expect(progress.lines(elapsed: 9, width: 80, height: 24).count == 1)
  }

  @Test("without the seconds of every stage nothing is said of the time that is left")
  func withoutEstimate() {
    var progress = RunProgress()
    progress.note(
      .planned(stages: 2, reused: 0, expectedSeconds: [stage("a"): 4, stage("b"): nil]))
    progress.note(.finished(stage("a"), seconds: 6, rows: 1))
    #expect(progress.lines(elapsed: 6, width: 80, height: 24) == ["1 of 2 stages"])
  }

  @Test("more bars than the terminal has lines are counted")
  func manyBars() {
    var progress = RunProgress()
    progress.note(.planned(stages: 50, reused: 0, expectedSeconds: [:]))
    progress.note(
      .progress(
        (0..<40).map { .init(stage: stage("s\($0)"), rows: 0, expectedRows: nil, seconds: 1) }))
    for height in 1...45 {
      let lines = progress.lines(elapsed: 1, width: 80, height: height)
      #expect(lines.count <= max(1, height - 1), "\(height)")
    }
    #expect(
      progress.lines(elapsed: 1, width: 80, height: 24).last == "  and 19 more")
  }

  @Test("a log's lines stay within 80 columns")
  func logLines() {
    let long = stage("indicator-" + String(repeating: "severe-mental-illness-", count: 4))
    for name in [long, stage("indicator-severe-mental-illness-check-coverage"), stage("a")] {
      for event: RunEvent in [
        .finished(name, seconds: 3_599, rows: 12_345_678), .failed(name, .stopped),
        .failed(name, .ourMistake("")),
      ] {
        #expect(
          progressLines(of: event).allSatisfy { $0.count <= 80 }, "\(progressLines(of: event))")
      }
    }
    #expect(
      progressLines(of: .finished(stage("a"), seconds: 1, rows: 1_000))
        == ["  transform/a" + String(repeating: " ", count: 41) + " 1,000 rows       1.0 s"])
  }
}
