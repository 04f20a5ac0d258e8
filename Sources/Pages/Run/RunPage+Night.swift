import Charts
import Messages
import Tables

extension RunPage {
  /// What was left out, is late or may be wrong, worst first.
  var notes: Markup {
    part(.notes) {
      if let notes = run.notes {
        if notes.isEmpty { nothing(NothingOfRun.notes) }
        if !notes.isEmpty {
          element("ul") {
            for grade in DeliveryNote.Grade.allCases {
              for note in notes.filter({ $0.grade == grade }) {
                element("li") {
                  element("strong", ["class": "grade"]) { "\(heading(for: grade)): " }
                  sentence(for: note)
                }
              }
            }
          }
        }
      } else {
        nothing(NothingOfRun.notesNotKnown)
      }
      // Notes name them too; a run of which there are none may have come so far all the same.
      if run.notes == nil, !run.leftOut.isEmpty {
        element("h3") { "Practices whose patients are on no list" }
        element("ul") { for practice in run.leftOut { element("li") { practice } } }
      }
      if !run.accepted.isEmpty {
        pageTable(
          "Changes that somebody said are right", RunHeading.accepted,
          run.accepted.map { [.text($0.list), .text($0.reason)] })
      }
    }
  }

  /// The feeds with their rows.
  var delivered: Markup {
    part(.delivered) {
      if run.feeds.isEmpty {
        nothing(NothingOfRun.delivered)
      } else {
        pageTable(
          "Feeds", RunHeading.feeds,
          run.feeds.map { feed in
            [
              .text(feed.name), .number(grouped(feed.rows)),
              .number(said(count: feed.rejected, of: feed.rows)),
              .number(feed.accepted.map { grouped($0) } ?? notNoted),
              .text(feed.newest ?? "none"),
              .text(
                feed.files.isEmpty
                  ? "no file" : feed.files.map(\.name).joined(separator: ", ")),
            ]
          }, kind: "wide")
      }
    }
  }

  /// The rules that were broken, the worst first, with of how many rows and what became of them.
  var findings: Markup {
    part(.findings) {
      if run.findings.isEmpty {
        nothing(run.feeds.isEmpty ? NothingOfRun.findingsNotKnown : NothingOfRun.findings)
      } else {
        pageTable(
          "Broken rules", RunHeading.findings,
          run.findings.sorted { rank($0.grade) > rank($1.grade) }.map { found in
            [
              .text(found.rule), .text(found.feed),
              .text(
                found.says
                  + (found.organisations.isEmpty
                    ? "" : ": " + some(found.organisations, most: 12))),
              .number(said(count: found.count, of: found.ofRows)),
              .text(found.grade.map { verdict(of: $0) } ?? notNoted),
            ]
          }, kind: "wide")
      }
    }
  }

  private func rank(_ grade: Grade?) -> Int {
    switch grade {
    case .feed: 3
    case .practice: 2
    case .record: 1
    case .warning, nil: 0
    }
  }

  /// Each list against the release that the night was held against.
  var lists: Markup {
    part(.each) {
      if run.lists.isEmpty {
        nothing(NothingOfRun.each)
      } else {
        if let before = run.before {
          element("p", ["class": "lead"]) {
            "Held against \(Day(iso: before.referenceDate).map { inWords($0) } ?? before.referenceDate), run \(before.run)."
          }
        } else {
          element("p", ["class": "lead"]) { "There is no release before it." }
        }
        pageTable(
          "Lists", RunHeading.lists,
          run.lists.map { list in
            [
              .text(list.name), .number(grouped(list.people)),
              .number(list.before.map { grouped($0) } ?? "none"),
              .number(run.before == nil ? "none" : said(change: list.people, from: list.before)),
              .number(list.dueSoon.map { grouped($0) } ?? "not stated"),
              .text(list.networks.isEmpty ? "nobody" : said(networks: list.networks)),
            ]
          }, kind: "wide")
      }
    }
  }

  /// For what and for whom the outputs are, and who may read which folder.
  var published: Markup {
    part(.published) {
      if !isPublished {
        nothing(NothingOfRun.notPublished)
      } else {
        if let outputs = run.outputs {
          pageTable(
            "Outputs", RunHeading.outputs,
            outputs.map { output in
              [
                .text(output.name), .text(output.purpose), .text(output.lawfulBasis),
                .text(output.recipients),
                .text(
                  output.leavesOut.isEmpty
                    ? "nobody"
                    : output.leavesOut.map { title(ofOptOut: $0) }.joined(separator: ", ")),
              ]
            }, kind: "wide")
        } else {
          nothing(NothingOfRun.outputsNotKnown)
        }
        if let handed = run.handed, !handed.isEmpty {
          pageTable(
            "Folders that others may read", RunHeading.handed,
            handed.map { folder in
              [
                .text(folder.folder), .text(folder.group ?? "by its access control list"),
                .text(folder.copy ?? "nowhere"),
              ]
            }, kind: "wide")
        } else if run.handed != nil {
          element("p") { handedOverToNobody }
        }
      }
    }
  }

  private var isPublished: Bool {
    switch run.ending {
    case .published, .publishedThenFailed, .withdrawn: true
    case .stagesOnly, .failed: false
    }
  }

  /// The digest of each file that was read.
  var digests: Markup {
    part(.digests) {
      if run.feeds.allSatisfy({ $0.files.isEmpty }) {
        nothing(NothingOfRun.digests)
      } else {
        pageTable(
          "Files", RunHeading.files,
          run.feeds.flatMap { feed in
            feed.files.map { file in
              [
                .text(file.name), .text(feed.name), .number(grouped(file.bytes)),
                .markup(element("span", ["class": "digest"]) { file.digest }),
              ]
            }
          }, kind: "wide")
      }
    }
  }
}
