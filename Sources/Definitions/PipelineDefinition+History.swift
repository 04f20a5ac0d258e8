import Formats
public import Model

extension PipelineDefinition {
  /// How far back feeds reach that are read as one: as far as the one that reaches furthest.
  ///
  /// - Missing: nil where one of them does not say.
  public func history(of names: [String]) -> History? {
    let all = names.map { name in
      feeds.first { $0.value.contract.name == name }?.value.rules.history
    }
    return all.contains(nil) ? nil : all.compactMap { $0 }.max()
  }

  /// How far back the columns of persons look.
  public func looksBack(_ plan: PersonPlan) -> LooksBack {
    let events = feeds.map(\.value).filter { $0.rules.grain == .event }
    let days = events.compactMap { feed in feed.eventDay.map { (feed.contract.name, $0) } }
    return plan.looksBack(days: Dictionary(days) { first, _ in first })
  }

  /// The lists that look further back than feeds reach, with how far they do; in the order of the pipeline.
  ///
  /// Where a list asks what was ever or never it is as far as the feed knows.
  ///
  /// - Throws: what `personPlan` throws.
  public func listsBeyondHistory() throws(StepFault) -> [(
    feeds: [String], reaches: History, lists: [String]
  )] {
    guard let plan = try personPlan() else { return [] }
    let looks = looksBack(plan)
    var lists: [[String]: [String]] = [:]
    for cohort in cohorts.map(\.value) {
      for (feeds, time) in looks.all(cohort) {
        if let reach = history(of: feeds), time > reach {
          lists[feeds, default: []].append(cohort.name)
        }
      }
    }
    return lists.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { feeds, lists in
      history(of: feeds).map { (feeds, $0, lists) }
    }
  }

  /// The feeds of events that persons' values are made of and that do not say how far back they reach, in their order.
  ///
  /// - Throws: what `personPlan` throws.
  public func feedsWithoutHistory() throws(StepFault) -> [String] {
    let read = Set(try personPlan()?.steps.flatMap(\.feeds) ?? [])
    // What networks report begins when they begin to.
    let reported = actions?.value.ofEachList.feed
    return feeds.map(\.value).filter {
      $0.rules.grain == .event && $0.rules.history == nil && read.contains($0.contract.name)
        && $0.contract.name != reported
    }.map(\.contract.name)
  }
}

extension FeedDefinition {
  /// The older rows of the feed, by what of persons looks back how far; nil where it does not say how far back it reaches.
  public func measuredHistory(_ looks: LooksBack) -> MeasuredHistory? {
    guard let history = rules.history, let column = eventDay else { return nil }
    return MeasuredHistory(history, column: column) { time in
      looks.columns.values.contains { look in
        look.contains { $0.key.contains(contract.name) && $0.value > time }
      }
    }
  }
}
