public import Expressions
public import Tables

/// A programme that runs in seasons, each with its own dates.
public struct Campaign: Hashable, Sendable {
  /// The campaign's name, such as `flu`.
  public var name: String
  /// One line that says what it is.
  public var title: String
  /// The seasons, by their first day.
  public var seasons: [Season]

  /// Makes a campaign.
  public init(name: String, title: String, seasons: [Season]) {
    self.name = name
    self.title = title
    self.seasons = seasons
  }

  /// The season that a day is in, or nil where none is.
  public func season(on day: Day) -> Season? {
    seasons.first { $0.from <= day && day < $0.before }
  }

  /// The first day without a season, of a day and those after it; nil where each of so many has one.
  public func firstDayWithoutSeason(from day: Day, within days: Int) -> Day? {
    (0...days).lazy.map { day.adding(days: $0) }.first { season(on: $0) == nil }
  }

  /// How many days ahead a run says that a season is missing.
  ///
  /// Source: project choice, 60 days: time to find the announcement and to write the dates.
  public static let daysAhead = 60

  /// What conditions of the campaign may read on a day, or nil where no season is on.
  ///
  /// The season's parameters, and those of the season before with `last_` before their names.
  ///
  /// - Missing: the parameters of the season before where there is none.
  public func parameters(on day: Day) -> Parameters? {
    guard let season = season(on: day) else { return nil }
    var parameters = Parameters(season.parameters)
    let last = seasons.last { $0.before <= season.from }?.parameters ?? [:]
    for name in season.parameters.keys {
      let lastName = Campaign.lastPrefix + name
      if let value = last[name] {
        parameters.values[lastName] = value
      } else {
        parameters.missing.insert(lastName)
      }
    }
    return parameters
  }

  /// What stands before a parameter's name where it is that of the season before.
  public static let lastPrefix = "last_"
}

/// One season of a campaign.
public struct Season: Hashable, Sendable {
  /// The season's name, such as `2026-27`.
  public var name: String
  /// The first reference date of the season.
  public var from: Day
  /// The first reference date after the season.
  public var before: Day
  /// What conditions may use, beside `season`, `season_start` and `season_end`: days by name, such as `age_on`.
  public var days: [String: Day]
  /// Where the dates come from.
  public var source: String

  /// Makes a season.
  public init(name: String, from: Day, before: Day, days: [String: Day], source: String) {
    self.name = name
    self.from = from
    self.before = before
    self.days = days
    self.source = source
  }

  /// The parameters that conditions of the campaign may use: `season` (its name), `season_start` (its first day),
  /// `season_end` (its last day) and the season's own days.
  public var parameters: [String: Value] {
    var values: [String: Value] = days.mapValues { .day($0) }
    values["season"] = .text(name)
    values["season_start"] = .day(from)
    values["season_end"] = .day(before.adding(days: -1))
    return values
  }
}
