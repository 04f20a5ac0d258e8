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
