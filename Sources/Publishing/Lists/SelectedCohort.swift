public import Model
import Health
public import Tables

/// A cohort and who is on its list.
public struct SelectedCohort: Sendable {
  /// The cohort's name, which is its list's file name.
  public var name: String
  /// One line that says who is on the list.
  public var title: String
  /// Where the rules come from.
  public var source: String
  /// The score shown in the list; nil for none.
  public var score: String?
  /// The version of that score; nil where it is not known.
  public var scoreVersion: String?
  /// The scores with a notice that the list shows or reads.
  public var noticed: [String]
  /// The feeds without which the list was not made; none where it was.
  public var undelivered: [String] = []
  /// The person column that says when it was last done; nil for none.
  public var lastDone: String?
  /// The person column that says how the last offer ended; nil for none.
  public var lastOutcome: String?
  /// Its members, by network and rank, as `selectCohort` gives them.
  public var members: Table
  /// Who was on this list in the newest release of an earlier reference date; nil where there is none.
  public var earlier: [Identifier]?

  /// How long each network's file is, where the files were made before and stay as they are; nil where they are to
  /// be made.
  ///
  /// Of the members only the persons are then needed.
  public var byteCounts: [NetworkCode: Int]?

  /// Puts a cohort and its members together.
  public init(
    name: String, title: String, source: String, score: String? = nil,
    scoreVersion: String? = nil, noticed: [String] = [],
    lastDone: String? = nil, lastOutcome: String? = nil, members: Table,
    earlier: [Identifier]? = nil
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.score = score
    self.scoreVersion = scoreVersion
    self.noticed = noticed
    self.lastDone = lastDone
    self.lastOutcome = lastOutcome
    self.members = members
    self.earlier = earlier
  }

  /// Puts a cohort's definition and its members together.
  ///
  /// `scores` are those that the list might show, `noticed` the names of those with a notice that it shows or reads.
  public init(
    definition: CohortDefinition, scores: [ScoreDefinition], noticed: [String], members: Table,
    earlier: [Identifier]?
  ) {
    self.init(
      name: definition.name, title: definition.title, source: definition.source,
      score: definition.score,
      scoreVersion: scores.first { $0.name == definition.score }?.version, noticed: noticed,
      lastDone: definition.lastDone, lastOutcome: definition.lastOutcome, members: members,
      earlier: earlier)
  }

  /// For each row of the list its person's row in the person table.
  public var people: [Int32] {
    guard case .integer(let column)? = members["person"] else { return [] }
    return column.values.map { Int32(truncatingIfNeeded: $0) }
  }
}
