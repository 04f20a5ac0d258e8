import Model
import Formats
import Testing

@testable import Messages

/// Every fault: its exact message and exit code.
@Suite("Fault messages")
struct FaultMessagesTests {
  static let cases: [(RunFault, Int32, String)] = [
    (
      .usage(.noInput), 64,
      "no input folder: give --input DIR\n  it has no default, so that a forgotten flag cannot publish made-up patients"
    ),
    (
      .usage(.unknownCohort("flu-65", nearest: "flu-65-and-over")), 64,
      "there is no cohort 'flu-65'\n  did you mean 'flu-65-and-over'? the pipeline's 'cohorts:' names them"
    ),
    (
      .usage(.notADate("20/11/2026")), 64,
      "'20/11/2026' is not a day\n  write it as yyyy-MM-dd, such as 2026-11-20"
    ),
    (
      .noSeason(campaign: "flu", date: "2031-01-01", usedBy: "flu_given"), 65,
      "'flu_given' uses campaign 'flu', which has no season on 2031-01-01\n  add the season to the pipeline's campaigns file, or give another --reference-date"
    ),
    (
      .feed(name: "registers", .truncatedGzip(file: "registers.csv.gz", byteOffset: 4711)), 66,
      "registers.csv.gz: the gzip stream ends too early, at byte 4711\n  the transfer was cut short; fetch the file again"
    ),
    (
      .feed(
        name: "registers", .missingColumn(file: "r.csv", line: 1, column: "register", nearest: nil)),
      66,
      "r.csv:1: there is no column 'register'\n  ask the supplier, or add the new name to 'header:' in the definition of feed 'registers'"
    ),
    (
      .feed(name: "uptake", .wrongDelimiter(file: "u.csv", line: 1, expected: 0x2C, likely: 0x7C)),
      66,
      "u.csv:1: the header is one field when cut at commas, and several at '|'\n  set 'csv: {delimiter: ...}' in the definition of feed 'uptake', or ask for the agreed format"
    ),
    (
      .missingFeeds([MissingFeed(feed: "patients", patterns: ["patients*.csv"])], folder: "in"), 66,
      "patients: no file matches 'patients*.csv' below 'in'\n  nothing was run; check that tonight's delivery is complete"
    ),
    (
      .nothingDelivered([
        [LackingFeed("patients", .noRows)],
        [
          LackingFeed("uptake", .noFile),
          LackingFeed("vaccinations", .noAcceptedRows),
        ],
      ]), 66,
      "nothing was delivered of patients (no rows)\nnothing was delivered of uptake (no file) or vaccinations (no accepted row)\n  nothing was published and the last release stays; check that tonight's delivery is complete"
    ),
    (
      .locked(holder: "process 7"), 69,
      "another run holds the lock: process 7\n  wait until it is done, or use another --state folder"
    ),
    (
      .ourMistake("x"), 70,
      "a mistake of the program, not of the data: x\n  please report it; nothing was published"
    ),
    (
      .notSafe(path: "out", .writableByOthers(mode: 0o777)), 73,
      "'out' can be written by others (mode 777), who could change what is published\n  take that away: chmod go-w 'out'"
    ),
    (
      .notSafe(path: "out/releases", .link), 73,
      "'out/releases' is a link, which could lead patients' data elsewhere\n  find out who made it, then remove it; only the --state and --output folders themselves may be links"
    ),
    (
      .notWritable(path: "out"), 73,
      "'out' cannot be written\n  check that the disk has room and that the folder is yours"
    ),
    (
      .afterPublishing(.notWritable(path: "state")), 75,
      "published, but what came after failed: 'state' cannot be written\n  check that the disk has room and that the folder is yours\n  the lists are tonight's all the same, and the next run puts the ledger right"
    ),
    (
      .usage(.outputGone(stage: "transform/population", run: "20261120T010000Z")), 64,
      "the output of transform/population in run 20261120T010000Z is not in the store any more, or cannot be read back\n  run it again: phm run --input DIR --stage transform/population; of runs gone by the store keeps the newest releases only ('keep_runs')"
    ),
    (.stopped, 74, "stopped as asked; what was done is kept, and the next run goes on from there"),
    (
      .several([.stopped, .ourMistake("x")]), 74,
      "stopped as asked; what was done is kept, and the next run goes on from there\na mistake of the program, not of the data: x\n  please report it; nothing was published"
    ),
  ]

  @Test("a fault has its message and its exit code", arguments: cases.indices)
  func exact(index: Int) {
    let (fault, code, text) = Self.cases[index]
    #expect(message(for: fault) == text)
    #expect(fault.exitCode.rawValue == code)
  }

  @Test("every fault of a feed names the file and says what to do in a second line")
  func feeds() {
    let faults: [FeedFault] = [
      .unreadable(file: "f.csv", code: 13), .changed(file: "f.csv"), .empty(file: "f.csv"),
      .corruptGzip(file: "f.csv", byteOffset: 1), .zeroBytes(file: "f.csv", byteOffset: 600),
      .truncatedText(file: "f.csv", line: 9),
      .unclosedQuote(file: "f.csv", line: 2), .fieldTooLong(file: "f.csv", line: 2),
      .malformedXML(file: "f.csv", line: 3, column: 4, code: 76), .doctype(file: "f.csv", line: 1),
      .wrongNamespace(file: "f.csv", line: 1, expected: "urn:x"),
      .malformedArrow(file: "f.csv", reason: "footer"),
      .notText(file: "f.csv", looksLike: "UTF-16"), .tooManyAttributes(file: "f.csv", line: 7),
    ]
    for fault in faults {
      let lines = message(for: fault, feed: "registers").split(separator: "\n")
      #expect(lines.count == 2 && lines[0].hasPrefix("f.csv:") && lines[1].hasPrefix("  "))
    }
  }
}
