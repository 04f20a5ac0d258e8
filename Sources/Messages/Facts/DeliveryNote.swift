public import Model

/// Something about a night's delivery, or what came of it, that somebody has to know in the morning.
public struct DeliveryNote: Hashable, Sendable, Codable {
  /// What was done about it, worst first.
  public enum Grade: String, Hashable, Sendable, Codable, CaseIterable {
    /// Nothing was published.
    case refused
    /// What it is about was left out of what was published.
    case heldBack = "held-back"
    /// It was published, and may be wrong.
    case warning
    /// Nothing is wrong with the night, but something that is stated about it could be taken away.
    case note
  }

  /// What was done about it.
  public var grade: Grade
  /// What it is.
  public var what: What
  /// The lists that it touches, in the order of the pipeline.
  public var lists: [String]

  /// Notes something.
  public init(_ grade: Grade, _ what: What, lists: [String] = []) {
    self.grade = grade
    self.what = what
    self.lists = lists
  }

  /// What can be noted.
  public enum What: Hashable, Sendable, Codable {
    /// Files in the input folder that no feed reads.
    case unreadFiles([UnreadFile])
    /// Files of a feed with the same content as one that is read: each was read once.
    case sameContent(feed: String, files: [String], kept: String)
    /// Feeds whose newest event is old, with how many days.
    case oldFeeds([OldFeed])
    /// A feed whose newest event is older than it was in a run before.
    case wentBack(feed: String, newest: String, before: String, run: String)
    /// A feed whose oldest events are newer than its contract says, with the day from which on there are some, how far back it
    /// should reach, and the lists that look further back than they do.
    case shortHistory(feed: String, since: String, stated: String)
    /// Feeds whose files have been the same for long.
    case sameFiles([SameFiles])
    /// A feed whose files are others than in the release before, and whose counts are all those that it had on a day.
    case sameCounts(feed: String, on: String)
    /// A feed with more rows than in a run before.
    case moreRows(feed: String, rows: Int, before: Int, run: String)
    /// A feed with fewer rows than in a run before.
    case fewerRows(feed: String, rows: Int, before: Int, run: String)
    /// Columns, and codes of columns, of which a feed has far fewer values than in a run before.
    case fewerValues(feed: String, [ValueChange], run: String)
    /// A feed that lists read and of which nothing was delivered, in a first night.
    case lacking(LackingFeed)
    /// Practices with far fewer patients than in a run before.
    case fewerPatients([CountChange], run: String)
    /// Practices with far more patients than in a run before.
    case morePatients([CountChange], run: String)
    /// Practices of whose people few are found again, with how many there were; one without a code for all people together.
    case otherPeople([UnexpectedCount])
    /// Practices that are held back since many of their people have another value in a column that is fixed, with how many of how many.
    case changedPeople([UnexpectedCount])
    /// Practices many of whose people have another value in a column, and which are not held back for it.
    case changedValues([UnexpectedCount])
    /// Practices that have closed and still have patients.
    case closedPractices([ClosedPractice])
    /// Networks nobody of whom is on any list, and had people on lists in a run before.
    case networksGone([CountChange], run: String)
    /// Practices that are in another network than in the release before, each with that one and tonight's.
    case movedNetworks([MovedPractice])
    /// Networks none of whose practices has anybody on a list, and had nobody in the release before either.
    case networksWithoutLists([String])
    /// A feed of which nothing was delivered, and something in a run before.
    case notDelivered(LackingFeed, run: String)
    /// A feed whose every row its condition `only` leaves out.
    case nothingUsed(feed: String, rows: Int)
    /// A look-up that finds no value for many.
    case unmatched(lookup: String, feed: String, matched: Int, keyed: Int)
    /// Files of which too many rows were rejected.
    case rejectedFiles(feed: String, [RejectedFile])
    /// Practices of the feed of registrations of whose own rows too many were rejected or cannot be read.
    case rejectedPractices(feed: String, [RejectedPractice])
    /// Practices without a complete delivery of a feed, of so many patients.
    case incomplete(feed: String, [IncompletePractice], patients: Int)
    /// Practices with somewhat fewer rows of a feed than before.
    case doubtful(feed: String, practices: [String])
    /// Registers of practices by a feed's entries that are far from what is expected by age and sex.
    case unexpectedRegisters(feed: String, [UnexpectedCount])
    /// Columns and codes of practices that are far from what is expected of their parts of a feed.
    case unexpectedValues(feed: String, [UnexpectedCount])
    /// So many published figures of an indicator that cannot be right, of practices.
    case figuresLeftOut(indicator: String, practices: [String], count: Int)
    /// Practices with somewhat more rows of a feed than before.
    case swollen(feed: String, practices: [String])
    /// What a release of the same reference date has of practices and this one leaves out: a practice, or its part of a feed.
    case lessThanSameDay([LeftOutPart], run: String)
    /// A reference date before that of the release that was current: what is opened shows an older day from now on.
    case olderThanCurrent(day: String, run: String)
    /// Outputs of stages that a run kept and that cannot be read back: what tonight's are held against is not known.
    case lostOutputs([String], run: String)
    /// The published figures of a run cannot be read back, so that they are counted anew before their time.
    case lostFigures(run: String)
    /// Practices of the system with nobody registered in the delivery, with how many patients they should have.
    case silentPractices([SilentPractice])
    /// A campaign that definitions use and that soon has no season: from a day on, in so many days.
    case seasonMissing(campaign: String, from: String, days: Int)
    /// Practices whose registrations are held against nothing, since no one list size of theirs was published.
    case withoutListSize([String])
    /// Practices whose patients are on no list.
    case leftOut(PracticesLeftOut)
    /// Too many of all people are left out of all lists.
    case tooManyLeftOut(people: Int, of: Int, limit: Double)
    /// Lists that would be without too many people, for all causes together.
    case listsLackingTooMany([LackingList], limit: Double)
    /// Lists that changed by much against the release of a run, by the same definition.
    case listsChanged([CountChange], run: String)
    /// Lists on which people are again whom an action took off them in the release of a run, and of whom the feed has no row
    /// any more: how many were taken off, and of how many of them there still is a row.
    case actionsLost(feed: String, [CountChange], run: String)
    /// Lists of which networks call more people wrongly listed than in a run before.
    case wronglyListed([CountChange])
    /// Practices' parts of lists that are far from what is expected.
    case unexpectedParts([UnexpectedCount])
    /// A list that changed by much, and somebody said that it is right.
    case listChangeAccepted(CountChange, because: String)
    /// Lists whose change was accepted although it is not beyond any limit.
    case acceptedInVain([String])
    /// Exceptions of the definitions that could be taken away.
    case staleExceptions(StaleExceptionCause, [StatedException])
    /// A note in an entry of another version of the program, of a kind that this one does not know.
    case ofOtherVersion(kind: String)
  }

  /// A practice that is left out, or left out of what reads a feed.
  public struct LeftOutPart: Hashable, Sendable, Codable, Comparable {
    /// The practice's code.
    public var practice: String
    /// The feed; nil for a practice whose patients are on no list.
    public var feed: String?

    /// Names a part.
    public init(practice: String, feed: String?) {
      self.practice = practice
      self.feed = feed
    }

    /// By practice, and of one practice by feed.
    public static func < (left: Self, right: Self) -> Bool {
      (left.practice, left.feed ?? "") < (right.practice, right.feed ?? "")
    }
  }

  /// What it says is left out, by practice; empty for a note of anything else.
  public var leftOutParts: Set<LeftOutPart> {
    switch what {
    case .silentPractices(let practices):
      Set(practices.map { LeftOutPart(practice: $0.code, feed: nil) })
    case .rejectedPractices(_, let practices):
      Set(practices.map { LeftOutPart(practice: $0.code, feed: nil) })
    case .leftOut(let leftOut):
      Set(leftOut.practices.map { LeftOutPart(practice: $0.code, feed: nil) })
    case .otherPeople(let practices), .changedPeople(let practices):
      Set(practices.map { LeftOutPart(practice: $0.practice, feed: nil) })
    case .incomplete(let feed, let practices, _):
      Set(practices.map { LeftOutPart(practice: $0.code, feed: feed) })
    default: []
    }
  }

  /// How many people are on a list, at a practice or in a network, and how many were.
  public struct CountChange: Hashable, Sendable, Codable {
    /// The list's name, or the code of the practice or network.
    public var name: String
    /// How many there were.
    public var before: Int
    /// How many there are.
    public var now: Int

    // What the ledger has called it since its first entry with notes.
    private enum CodingKeys: String, CodingKey {
      case name = "list"
      case before
      case now
    }

    /// Notes a change.
    public init(name: String, before: Int, now: Int) {
      self.name = name
      self.before = before
      self.now = now
    }
  }

  /// A list that leaves people out.
  public struct LackingList: Hashable, Sendable, Codable {
    /// The list.
    public var name: String
    /// How many people it leaves out.
    public var people: Int
    /// How many there are.
    public var of: Int

    /// Counts people.
    public init(name: String, people: Int, of: Int) {
      self.name = name
      self.people = people
      self.of = of
    }
  }

  /// A feed whose files have been the same for long.
  public struct SameFiles: Hashable, Sendable, Codable {
    /// The feed.
    public var feed: String
    /// The reference date of the first release in a row with these files, as `yyyy-MM-dd`.
    public var since: String
    /// How many days before tonight's reference date that is.
    public var days: Int

    /// Names a feed.
    public init(feed: String, since: String, days: Int) {
      self.feed = feed
      self.since = since
      self.days = days
    }
  }

  /// Why an exception of the definitions could be taken away.
  public enum StaleExceptionCause: String, Hashable, Sendable, Codable, CaseIterable {
    /// Its last day is over.
    case ended
    /// Nothing is known of a practice of its code.
    case unknownPractice
    /// Tonight was as it should be without it.
    case notNeeded
  }

  /// An exception as it is stated.
  public struct StatedException: Hashable, Sendable, Codable {
    /// The practice; nil for all.
    public var practice: String?
    /// The feed; nil for all.
    public var feed: String?
    /// Its last day, as `yyyy-MM-dd`.
    public var until: String

    /// States one.
    public init(practice: String?, feed: String?, until: String) {
      self.practice = practice
      self.feed = feed
      self.until = until
    }
  }

  /// How many rows have a value in a column, or a code, and how many had.
  public struct ValueChange: Hashable, Sendable, Codable {
    /// The column.
    public var column: String
    /// The code; nil for any value.
    public var code: String?
    /// How many rows had it.
    public var before: Int
    /// How many have it.
    public var now: Int

    /// Notes a change.
    public init(column: String, code: String?, before: Int, now: Int) {
      self.column = column
      self.code = code
      self.before = before
      self.now = now
    }
  }

  /// A file that no feed reads.
  public struct UnreadFile: Hashable, Sendable, Codable {
    /// Its path below the input folder.
    public var name: String
    /// The pattern of a feed that its name is most like; nil for none.
    public var nearest: String?
    /// Whether its name says that it is still being copied, or that it is a copy of an editor.
    public var isUnfinished: Bool

    /// Names a file.
    public init(name: String, nearest: String?, isUnfinished: Bool) {
      self.name = name
      self.nearest = nearest
      self.isUnfinished = isUnfinished
    }
  }

  /// A feed whose newest event is old.
  public struct OldFeed: Hashable, Sendable, Codable {
    /// The feed.
    public var feed: String
    /// The newest event's day, as `yyyy-MM-dd`.
    public var newest: String
    /// How many days before the reference date that is.
    public var days: Int

    /// Names a feed.
    public init(feed: String, newest: String, days: Int) {
      self.feed = feed
      self.newest = newest
      self.days = days
    }
  }

  /// A file with many rejected rows.
  public struct RejectedFile: Hashable, Sendable, Codable {
    /// Its path below the input folder.
    public var name: String
    /// How many rows were rejected.
    public var rejected: Int
    /// How many it has.
    public var rows: Int

    /// Counts a file's rows.
    public init(name: String, rejected: Int, rows: Int) {
      self.name = name
      self.rejected = rejected
      self.rows = rows
    }
  }

  /// A practice of whose rows too many were rejected or cannot be read.
  public struct RejectedPractice: Hashable, Sendable, Codable {
    /// Its code.
    public var code: String
    /// What is wrong.
    public var why: CompletenessFault
    /// How many rows were rejected.
    public var rejected: Int
    /// How many it has.
    public var rows: Int

    /// Counts a practice's rows.
    public init(code: String, why: CompletenessFault, rejected: Int, rows: Int) {
      self.code = code
      self.why = why
      self.rejected = rejected
      self.rows = rows
    }
  }

  /// A practice that is in another network than it was.
  public struct MovedPractice: Hashable, Sendable, Codable {
    /// Its code.
    public var code: String
    /// The network that it was in.
    public var before: String
    /// The network that it is in.
    public var now: String

    /// Names a practice.
    public init(code: String, before: String, now: String) {
      self.code = code
      self.before = before
      self.now = now
    }
  }

  /// A practice that has closed and still has patients.
  public struct ClosedPractice: Hashable, Sendable, Codable {
    /// Its code.
    public var code: String
    /// How many patients it has.
    public var patients: Int
    /// What is to be said of them.
    public var says: String

    /// Names a practice.
    public init(code: String, patients: Int, says: String) {
      self.code = code
      self.patients = patients
      self.says = says
    }
  }

  /// A practice with nobody registered in the delivery.
  public struct SilentPractice: Hashable, Sendable, Codable {
    /// Its code.
    public var code: String
    /// How many patients it should have, by the published list size or the release before; nil where nobody knows.
    public var patients: Int?

    /// Names a practice.
    public init(code: String, patients: Int?) {
      self.code = code
      self.patients = patients
    }
  }
}

extension DeliveryNote {
  private enum CodingKeys: String, CodingKey {
    case grade, what, lists
  }

  /// The name of a kind of notes, whatever it is.
  private struct Kind: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads a note of the ledger; one of a kind that another version knew is kept by its name, so that the entry of the run is read.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    grade = try container.decode(Grade.self, forKey: .grade)
    lists = try container.decode([String].self, forKey: .lists)
    do {
      what = try container.decode(What.self, forKey: .what)
    } catch is DecodingError {
      let kinds = try container.nestedContainer(keyedBy: Kind.self, forKey: .what).allKeys
      what = .ofOtherVersion(kind: kinds.map(\.stringValue).min() ?? "")
    }
  }
}
