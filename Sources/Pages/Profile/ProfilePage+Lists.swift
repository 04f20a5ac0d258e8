import Charts
import Messages
import Model
import Publishing
import Statistics
import Tables

extension ProfilePage {
  /// What stands out, in a few lines: how many people, how measures compare, the lists.
  var glance: Markup {
    let compared = ownMeasures.filter { !$0.isOfExpected && $0.comparison != .notCompared }
    func count(_ wanted: [String]) -> Int {
      compared.count { wanted.contains($0.comparison.rawValue) }
    }
    let own = ownPeople
    let called = profile.lists.first { $0.sheet.name.text == "priority" }?.counts.thisWeek
    let cards: [(figure: String, words: String)] = [
      (
        own.base.map { grouped($0) } ?? (own.rows.isEmpty ? noFigure : hiddenFigure),
        own.isOfShown ? GlanceWords.shown : GlanceWords.people
      ),
      ("\(count(["worse"])) of \(compared.count)", GlanceWords.worse),
      ("\(count(["better"])) of \(compared.count)", GlanceWords.better),
      (called.map { grouped($0) } ?? noFigure, GlanceWords.called),
      ("\(profile.lists.count { $0.counts.all > 0 })", GlanceWords.lists),
      (grouped(profile.remarks.count), GlanceWords.remarks),
    ]
    return Pages.glance(cards)
  }

  /// The lists with how many people are on them and what each is for.
  var lists: Markup {
    pagePart(.lists, lead: profile.lists.isEmpty ? "" : leadOfLists) {
      if profile.lists.isEmpty {
        nothing(NothingToShow.lists)
      } else {
        pageTable(
          ProfilePart.lists.rawValue, ListHeading.allCases.map(\.rawValue),
          profile.lists.map { cells(of: $0) }, kind: "lists")
      }
    }
  }

  private func cells(of list: ListLine) -> [PageCell] {
    let name = list.sheet.name.text
    let counts = list.counts
    return [
      .markup(element("a", ["href": "\(name).csv"]) { list.sheet.nameInWords }),
      .text(
        list.sheet.undelivered.isEmpty
          ? list.sheet.title : sentence(forListNotMade: list.sheet.undelivered)),
      .number(list.sheet.undelivered.isEmpty ? grouped(counts.all) : listNotMade),
      .number(counts.new.map { grouped($0) } ?? notKnown),
      .number(counts.thisWeek.map { grouped($0) } ?? notKnown),
      .number(list.dueSoon.map { grouped($0) } ?? notKnown),
      .number(list.before.map { grouped($0) } ?? notKnown),
    ]
  }

  /// What to know of tonight's data: of the network's practices, and what the rules of feeds found of them.
  var quality: Markup {
    let own = Set(profile.practices.map(\.code))
    let findings = (figures.dataQuality?.rows ?? []).filter { row in
      (row.text("organisations") ?? "").split(separator: " ").contains { own.contains(String($0)) }
    }
    return pagePart(.quality) {
      if profile.remarks.isEmpty, findings.isEmpty {
        nothing(NothingToShow.quality)
      }
      if !profile.remarks.isEmpty {
        element("ul") { for remark in profile.remarks { element("li") { remark } } }
      }
      if !findings.isEmpty {
        pageTable(
          findingsTitle, FindingHeading.allCases.map(\.rawValue),
          findings.map { row in
            [
              .text(row.text("says") ?? ""), .text(row.text("feed") ?? ""),
              .count(row.figure("count")),
              .text(
                (row.text("organisations") ?? "").split(separator: " ").map(String.init)
                  .filter { own.contains($0) }.joined(separator: ", ")),
            ]
          })
      }
    }
  }

  /// What has changed since the release of an earlier day.
  var news: Markup {
    pagePart(.news, lead: profile.before.map { leadOfNews(since: $0) } ?? "") {
      if let before = profile.before {
        let changed = changedMeasures(since: before)
        if changed.isEmpty {
          nothing(NothingToShow.noChange)
        } else {
          pageTable(
            ProfilePart.news.rawValue,
            [NewsHeading.measure, inWords(before), inWords(figures.referenceDate)], changed)
        }
        let moved = profile.lists.filter { ($0.before ?? $0.counts.all) != $0.counts.all }
        if !moved.isEmpty {
          pageTable(
            NewsHeading.lists,
            [NewsHeading.list, inWords(before), inWords(figures.referenceDate), NewsHeading.new],
            moved.map { list in
              [
                .text(list.sheet.nameInWords),
                .number(list.before.map { grouped($0) } ?? notKnown),
                .number(grouped(list.counts.all)),
                .number(list.counts.new.map { grouped($0) } ?? notKnown),
              ]
            })
        }
      } else {
        nothing(NothingToShow.news)
      }
    }
  }

  private func changedMeasures(since day: Day) -> [[PageCell]] {
    ownMeasures.compactMap { measure in
      let now = measure.row?.figure("percent") ?? .absent
      let shares = profile.earlier[measure.definition.name] ?? []
      guard let then = shares.last(where: { $0.day == day })?.percent, let value = now.value,
        then != value
      else { return nil }
      return [
        .text(measure.definition.title), .number(Messages.said(percent: then)),
        .number(Messages.said(percent: value)),
      ]
    }
  }

  /// How figures come about and what they may be used for.
  var reading: Markup {
    let terms = figures.publish.outputs[.aggregates]
    let sentences = [
      sentence(forDisclosure: figures.publish.disclosure), sentence(forPeopleCounted: terms),
    ]
    return pagePart(.reading) {
      for sentence in sentences + readingSentences { element("p") { sentence } }
      if let terms {
        element("h3") { termsTitle }
        element("ul") { for line in Messages.lines(of: terms) { element("li") { line } } }
      }
      element("details") {
        element("summary") { sourcesTitle }
        element("ul", ["class": "sources"]) {
          for measure in figures.measures {
            element("li") {
              element("strong") { measure.definition.title }
              Markup(" (\(measure.definition.name)). \(measure.definition.source)")
            }
          }
        }
      }
    }
  }
}
