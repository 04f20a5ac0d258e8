public import Model

/// What a night's results do not hold, and why: the summary shows it in full.
package enum RunNote: Hashable, Sendable {
  /// A list is empty because feeds were not delivered.
  case emptyList(String, without: [LackingFeed])
  /// An indicator has no figures because feeds were not delivered.
  case noFigures(String, without: [LackingFeed])
  /// Rules of a list read columns for which nothing was delivered.
  case unreadColumns([String], list: String)
  /// People on a list for whom no service of its pathway is.
  case peopleWithoutService(Int, list: String)
  /// Terms of a score that no feed carries.
  case termsNotCarried([String], score: String)
  /// Features that are empty for everybody, and the feeds of which nothing was delivered.
  case emptyFeatures([String], without: [LackingFeed])
  /// A table of the area's figures is not made, or not in full: its page says so every night, and so the summary does not.
  case noAreaFigures(String, without: [LackingFeed])
  /// Rows of a feed whose value of a column no definition names.
  case rowsOfOthers(Int, feed: String, column: String)
  /// People whose need the ranking of a definition does not know.
  case needNotKnown(Int, ranking: String)
}

/// Rules whose findings the summary shows in full: they say what the results do not hold.
package enum Notes {
  /// Files below the input folder have names that are not UTF-8.
  package static let fileWithoutName = "file-name-not-utf8"
  /// Rejected rows that are counted and not kept, since there are very many.
  package static let rejectsNotKept = "rejected-rows-not-kept"
  /// Features whose feeds were not delivered.
  package static let featuresWithoutFeed = "features-without-feed"
  /// Terms of a score that no feed carries.
  package static let termsNotCarried = "score-terms-not-carried"
  /// A list or an indicator whose feeds were not delivered.
  package static let listNotMade = "list-not-made"
  /// Rules of a list that read what no feed carried.
  package static let rulesWithoutFeed = "list-rules-without-feed"
  /// A table of the area's figures whose feeds were not delivered.
  package static let areaFiguresNotMade = "area-figures-not-made"
  /// Rows of a feed that no definition names.
  package static let rowsOfOthers = "rows-not-asked-for"
  /// People whose need a ranking does not know.
  package static let needNotKnown = "need-not-known"
  /// People on a list for whom no service of its pathway is.
  package static let peopleWithoutService = "list-people-without-service"
}

/// The practices whose patients are on no list.
public struct PracticesLeftOut: Hashable, Sendable, Codable {
  /// One of them.
  public struct Practice: Hashable, Sendable, Codable {
    /// Its code.
    public var code: String
    /// Why.
    public var status: PracticeStatus
    /// How many registrations it has.
    public var patients: Int

    /// Names a practice.
    public init(code: String, status: PracticeStatus, patients: Int) {
      self.code = code
      self.status = status
      self.patients = patients
    }
  }

  /// Those whose code is a practice's.
  public var practices: [Practice] = []
  /// How many codes are no practice's: they are not shown, since a cell in the wrong column may hold anything.
  public var otherCodes = 0

  /// Nobody is left out.
  public init() {}
}
