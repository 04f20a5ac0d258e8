import Model
package import Tables

// What stands on the page of a run beside its figures.

/// The parts of a run's page, in their order.
package enum RunPart: String, CaseIterable {
  case notes = "What somebody has to know"
  case delivered = "What was delivered"
  case findings = "Rules that the data broke"
  case each = "The lists against the night before"
  case published = "What was published, and for whom"
  case time = "Where the time went"
  case stages = "The stages"
  case digests = "Digests of what was read"
  case reading = "How to read this page"

  /// Its name in links.
  package var anchor: String { "\(self)" }
}

/// What a run's page is called.
package func title(ofRun run: String, of pipeline: String) -> String { "\(pipeline): run \(run)" }

/// A time of Coordinated Universal Time as people read it.
package func inWords(_ time: UTCTime) -> String {
  "\(inWords(time.day)), \(time.timeOfDay) UTC"
}

/// For what and when a run was, below its title.
package func line(forRunOn day: Day?, start: UTCTime?, version: String) -> String {
  "Reference date \(day.map { inWords($0) } ?? "not known"). Started \(start.map { inWords($0) } ?? "at a time that is not known"). phm \(version)."
}

/// How a run ended, in a few words and then in whole sentences.
package func words(
  for ending: RunEnding, on day: Day?, before: (run: String, referenceDate: String)?
) -> (headline: String, sentences: [String]) {
  let tonight = day.map { " of \(inWords($0))" } ?? ""
  let stays =
    before.map {
      "Networks still have the release that was current before; the newest before this night is of \(Day(iso: $0.referenceDate).map { inWords($0) } ?? $0.referenceDate) (run \($0.run))."
    } ?? "The release that was current before stays, where there is one."
  switch ending {
  case .published(_, true): return ("Published", ["Networks have the lists\(tonight)."])
  case .published(let release, false):
    return (
      "Published, unchanged",
      [
        "Nothing differs from the release of run \(release), which stays current: it is what networks have\(tonight)."
      ]
    )
  case .publishedThenFailed(let code):
    return (
      "Published, then something failed",
      ["Networks have the lists\(tonight), but what came after failed.", sentence(forCode: code)]
    )
  case .withdrawn(let time):
    return (
      "Taken back",
      [
        "The release was published and taken back\(UTCTime(compact: time).map { " on \(inWords($0))" } ?? ""): an earlier one was made current in its place."
      ]
    )
  case .stagesOnly:
    return (
      "Single stages were run",
      ["Nothing was to be published, and the release that is current stays."]
    )
  case .failed(let code):
    let headline =
      switch code {
      case .input, .threshold: "Refused: nothing was published"
      case .interrupted: "Stopped: nothing was published"
      default: "Failed: nothing was published"
      }
    return (headline, [stays, sentence(forCode: code)])
  }
}

private func sentence(forCode code: ExitCode?) -> String {
  guard let code else { return "Its exit code is not one of this version's." }
  return "Exit code \(code.rawValue): \(code.meaning)."
}

/// What stands above why a run was not finished.
package let whyNotFinished = "Why, and what to do"

/// What a run's page says where there is nothing to show.
package enum NothingOfRun {
  package static let notes = "Nothing was left out or held back, and no feed is late."
  package static let notesNotKnown = "The run did not come so far that anybody could say."
  package static let delivered = "No feed was read."
  package static let findings = "No rule was broken."
  package static let findingsNotKnown = "No feed was held against its rules."
  package static let each = "No list was made."
  package static let notPublished = "Nothing was published."
  package static let outputsNotKnown =
    "An earlier version of the program made this run, which did not note it."
  package static let time = "No stage was run, or nobody noted when."
  package static let stages = "No stage came to its end, or the store knows none of them any more."
  package static let digests = "No file was read."
}

/// What counts of a run stand for, beside them.
package enum RunCard {
  package static let took = "from start to end"
  package static let made = "stages made"
  package static let reused = "stages taken from the store"
  package static let unfinished = "stages without an output"
  package static let people = "people registered"
  package static let notes = "things to know: refused, held back or a warning"
  package static let lists = "lists made"
}

/// What cells say of what is not known.
package let notNoted = "not noted"

/// What becomes of a note of each grade, before it.
package func heading(for grade: DeliveryNote.Grade) -> String {
  switch grade {
  case .refused: "Refused"
  case .heldBack: "Held back"
  case .warning: "Warning"
  case .note: "Note"
  }
}

/// What is said of a stage that was reused.
package let reusedStage = "taken from the store"
/// What is said of a stage that was made.
package let madeStage = "made"
/// What is said of a stage that failed.
package let failedStage = "failed"
/// What is said of a stage that was not begun.
package let notBegunStage = "not begun"
/// Why a stage is reused.
package let reusedBecause = "nothing that it depends on has changed"

/// How many stages of a group were made and how many reused.
package func sentence(made: Int, reused: Int) -> [String] {
  [
    made > 0 ? "\(grouped(made)) made" : nil,
    reused > 0 ? "\(grouped(reused)) from the store" : nil,
  ].compactMap { $0 }
}

/// Of how many rows a rule speaks.
package func said(count: Int, of rows: Int?) -> String {
  guard let rows, rows > 0 else { return grouped(count) }
  return "\(grouped(count)) of \(grouped(rows)) rows (\(percent(Double(count) / Double(rows))))"
}

/// A change, with its sign.
package func said(change now: Int, from before: Int?) -> String {
  guard let before else { return "a new list" }
  let change = now - before
  return change == 0 ? "the same" : change > 0 ? "+\(grouped(change))" : grouped(change)
}

/// The people of a list in each network, in one line.
package func said(networks: [(code: String, people: Int, before: Int?)]) -> String {
  networks.map { network in
    let change = network.before.map { network.people - $0 } ?? 0
    return "\(network.code) \(grouped(network.people))"
      + (change == 0 ? "" : " (\(change > 0 ? "+" : "")\(grouped(change)))")
  }.joined(separator: ", ")
}

/// How the timeline is read.
package func description(
  ofTimeline stages: Int, seconds: Double, most: Int
) -> String {
  "\(counted(stages, "stage")) made in \(duration(seconds)), at most \(most) of them side by side. The dark pieces are those that decided how long it took."
}

/// How the chain is read.
package func description(ofChain first: String, last: String, stages: Int) -> String {
  "\(counted(stages, "stage")) from \(first) to \(last), each of which read the one before. In a gap before one it could have started, and all workers were busy with others."
}

/// How the graph is read.
package func description(ofGraph kinds: Int) -> String {
  "\(counted(kinds, "kind")) of stages from the feeds to the files of the release; lines lead from what is read to what reads it."
}

/// What stands below the timeline.
package let timelineNote =
  "Pieces below each other were worked on at the same time. A stage’s time ends when its output is written; what stands after the last one is what was held against the night before, and the release."

/// What opens the table of a phase's stages.
package let eachStage = "Each of them"

/// The heads of tables.
package enum RunHeading {
  package static let stages = [
    "Stage", "What", "Why", "Started after", "Took", "Processor time", "Rows", "Reads",
    "Waited for",
  ]
  package static let timeline = ["Stage", "Started after", "Done after", "Took"]
  package static let kinds = ["Kind of stage", "Made", "From the store", "Time", "Reads"]
  package static let feeds = ["Feed", "Rows", "Rejected", "Count", "Newest day", "Files"]
  package static let findings = ["Rule", "Feed or list", "What it says", "How many", "Verdict"]
  package static let lists = ["List", "People", "Before", "Change", "Due soon", "By network"]
  package static let outputs = ["Output", "Purpose", "Lawful basis", "For", "Left out"]
  package static let handed = ["Folder", "May be read by the group", "Copied to"]
  package static let files = ["File", "Feed", "Size in bytes", "SHA-256"]
  package static let accepted = ["List", "Why its change is right"]
}

/// How a run's page is to be read.
package let readingRunPage = [
  "This page is for those who run the night. Its counts are exact, also where they are few, so it goes to nobody whom the aggregates go to; no person’s data is in it.",
  "“\(notNoted)” stands for what the run did not come to, or what an earlier version of the program did not note. It is never a nought.",
  "A stage that is taken from the store has the time that it took when it was made. A stage’s processor time is not told: its rows are worked on by threads that all stages share.",
  "The same as data: run.json beside this file; phm runs --format json has all runs. Rejected rows, which hold people’s data, are in the folder rejects beside it.",
]

/// What is told of processors.
package func sentence(forProcessors seconds: Double, of elapsed: Double) -> String {
  let share =
    elapsed > 0 ? ", as much as \(decimal(seconds / elapsed, places: 1)) of them all the time" : ""
  return "Processors worked for \(duration(seconds))\(share)."
}

/// Who can read folders that nobody else may.
package let handedOverToNobody =
  "All folders of the release are for whoever runs the program alone."

/// What an opt-out that an output leaves people out for is called, by its name in definitions.
package func title(ofOptOut name: String) -> String {
  OptOut(rawValue: name)?.title ?? name
}
