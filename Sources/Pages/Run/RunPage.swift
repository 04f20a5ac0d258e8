import Charts
import Messages
import Tables

/// The page of a run for whoever is on call: one document of HTML without a script, a font or a picture from anywhere else.
///
/// It says first how the run ended. What is not known is said to be not known.
package struct RunPage {
  /// The file's name in the run's folder.
  package static let fileName = "run.html"

  let run: RunAccount

  /// Puts a page together.
  package init(of run: RunAccount) {
    self.run = run
  }

  /// The page's text.
  package var text: String {
    pageDocument(
      "\(title(ofRun: run.run, of: run.pipeline)): \(ending.headline)",
      styles: [profileStyle, runStyle], skip: "Skip to how it ended"
    ) {
      head
      element("main", ["id": "content"]) {
        end
        parts
      }
    }.text
  }

  var ending: (headline: String, sentences: [String]) {
    words(for: run.ending, on: run.referenceDate, before: run.before)
  }

  private var parts: [Markup] {
    RunPart.allCases.map { part in
      switch part {
      case .notes: notes
      case .delivered: delivered
      case .findings: findings
      case .each: lists
      case .published: published
      case .time: time
      case .stages: stages
      case .digests: digests
      case .reading: reading
      }
    }
  }

  private var head: Markup {
    element("header") {
      element("h1") { title(ofRun: run.run, of: run.pipeline) }
      element("p") {
        line(forRunOn: run.referenceDate, start: run.start, version: run.version)
      }
      element("nav", ["aria-label": "Parts of this page"]) {
        element("ul") {
          for part in RunPart.allCases {
            element("li") { element("a", ["href": "#\(part.anchor)"]) { part.rawValue } }
          }
        }
      }
    }
  }

  private var isGood: Bool {
    switch run.ending {
    case .published, .stagesOnly: true
    case .publishedThenFailed, .withdrawn, .failed: false
    }
  }

  /// How the run ended, why where it was not finished, and its counts.
  private var end: Markup {
    element("section", ["class": isGood ? "end" : "end bad", "aria-labelledby": "end"]) {
      element("h2", ["id": "end"]) { ending.headline }
      for sentence in ending.sentences { element("p") { sentence } }
      if !run.fault.isEmpty {
        element("h3") { whyNotFinished }
        element("pre") { run.fault.joined(separator: "\n") }
      }
      Pages.glance(cards)
      if let processor = run.processorSeconds {
        element("p", ["class": "note"]) { sentence(forProcessors: processor, of: run.seconds) }
      }
    }
  }

  private var cards: [(figure: String, words: String)] {
    let reused = run.stages.count(where: \.isReused)
    let worse = run.notes?.count { $0.grade != .note }
    var cards = [
      (duration(run.seconds), RunCard.took),
      (grouped(run.stages.count - reused), RunCard.made),
      (grouped(reused), RunCard.reused),
    ]
    if let unfinished = run.unfinished, !unfinished.isEmpty {
      cards.append((grouped(unfinished.count), RunCard.unfinished))
    }
    return cards + [
      (run.people.map { grouped($0) } ?? notNoted, RunCard.people),
      (worse.map { grouped($0) } ?? notNoted, RunCard.notes),
      (grouped(run.lists.count), RunCard.lists),
    ]
  }

  /// A part of the page with its heading.
  func part(_ part: RunPart, @MarkupBuilder _ content: () -> Markup) -> Markup {
    element("section", ["id": part.anchor, "aria-labelledby": "\(part.anchor)-heading"]) {
      element("h2", ["id": "\(part.anchor)-heading"]) { part.rawValue }
      content()
    }
  }

  private var reading: Markup {
    part(.reading) { for sentence in readingRunPage { element("p") { sentence } } }
  }
}

/// What a run's page has beside the style of networks' pages.
let runStyle = Markup.style(
  """
  .end { margin-top: 1rem; border-left: 8px solid #00603b; background: #f0f4f5; padding: .25rem 1rem 1rem; }
  .end.bad { border-left-color: #a8280a; }
  .end h2 { border: 0; margin: .5rem 0 .25rem; padding: 0; font-size: 1.5rem; }
  .end p { margin: .25rem 0; }
  .end .glance li { background: #ffffff; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #ffffff; border: 1px solid #768692; padding: .6rem .8rem;
    font: .875rem/1.4 "Liberation Mono", Menlo, Consolas, monospace; margin: .25rem 0 .75rem; }
  .wide td.words, .wide th, .digest { overflow-wrap: anywhere; }
  @media screen and (min-width: 46.01rem) { .wide td.number { white-space: nowrap; } }
  .digest { font: .8rem/1.3 "Liberation Mono", Menlo, Consolas, monospace; }
  .grade { font-weight: bold; }
  td:target, th:target, tr:target { outline: 3px solid #212b32; }
  @media print { .digest { font-size: 6.5pt; } pre { font-size: 8pt; } }
  """)
