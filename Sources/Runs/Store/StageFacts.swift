import Health
import Messages
package import Model

/// What a stage says of its output to the stages after it, the ledger and the summary; a part that it does not speak of
/// is nil or empty.
package struct StageFacts: Hashable, Sendable, Codable {
  /// What was read of a feed.
  var extracted: Extracted?
  /// What was checked of a feed.
  var checked: Checked?
  /// How many persons are in the population.
  var persons: Int?
  /// How many persons are registered with each practice, by its code; codes that are no practice's are left out.
  var patients: [String: Int] = [:]
  /// The practices of the newest release that have nobody tonight and have closed or were merged, by code.
  var closedSince: [String] = []
  /// How many of the patients of those practices are registered nowhere tonight, where that is more than some, by code.
  var closedAndNowhere: [String: Int] = [:]
  /// The networks of the newest release whose practices are all closed, merged or in other networks, by code.
  var networksLeft: [String] = []
  /// The networks none of whose practices has anybody on a list, though some should, by code, with these practices.
  var networksWithoutLists: [String: [String]]?
  /// The network of the newest release and that of tonight of each practice that is in another now, by code.
  var movedNetworks: [String: [String]]?
  /// The network that a practice was in when it last was in one, of those with patients and in none tonight, by code.
  var networksBefore: [String: String] = [:]
  /// The practices whose people are others than in the newest release; nil where nothing is known of it.
  ///
  /// Each with how many of those are found again and how many there were; one without a code where that is so of all people together.
  var otherPeople: [UnexpectedCount]?
  /// How the feed of registrations was read, as a hash; nil in a record of an earlier version.
  var registrationsDefinition: String?
  /// The practices that are held back since many of their people have another sex or day of birth than in the newest release, by
  /// column, each with how many of how many; nil where nothing is known of it.
  var changedPeople: [UnexpectedCount]?
  /// The same of changes for which nobody is held back.
  var changedValues: [UnexpectedCount]?
  /// For how many persons each look-up found a value.
  var lookups: [LookupMatch] = []
  /// The practices of the system with nobody registered in the delivery.
  var silent: [DeliveryNote.SilentPractice] = []
  /// How many more people than published the practices have that are larger than that by a share which lists do not grow by,
  /// by code; nil where nothing was compared.
  var grown: [String: Int]?
  /// The practices whose patients are on no list.
  var leftOut: PracticesLeftOut?
  /// The practices with registrations and no one published list size.
  var withoutListSize: [String] = []
  /// The practices that would be held back but for an exception.
  var released: [String] = []
  /// Registers of practices that are far from what is expected by age and sex.
  var unexpectedRegisters: [UnexpectedCount] = []
  /// The practices with published figures that cannot be right and are left out.
  var figuresLeftOut: FiguresLeftOut?
  /// The hash of all counts of a feed, by feed: see `CountsOfFeed`.
  var counts: [String: String] = [:]
  /// The practices whose lists differ too much from the published sizes.
  var heldBack: [String] = []
  /// The feeds of which nothing was delivered, of those that the stage reads or cannot do without.
  package var lacking: [LackingFeed] = []
  /// The practices whose delivery of a feed that the output rests on is not complete.
  package var incomplete = IncompleteFeeds()
  /// Those of them without something that decides whom the output counts or lists; nil where it does neither.
  var leftOutFor: IncompleteFeeds?
  /// The same with those without something that says who may be counted.
  var uncountedFor: IncompleteFeeds?
  /// The practices for whose patients a list has their rows of an earlier release.
  var lastGood: [String]?
  /// How complete a feed is, practice by practice.
  var completeness: Completeness?
  /// The practices' parts of lists.
  var listParts: ListedParts?
  /// The columns of the person for which nothing was delivered.
  package var absentColumns: [String] = []
  /// Who is on a list.
  package var list: Listed?
  /// Who was ranked.
  var ranked: Ranked?
  /// The id of the key that made pseudonyms; nil where none were made.
  var pseudonymKey: String?
  /// What became of the actions that held in the newest earlier release; nil where there is none, or nothing is known.
  var actions: HeldActions?

  /// Whom an action took off a list in the newest earlier release.
  struct HeldActions: Hashable, Sendable, Codable {
    /// How many they were, of those who are still registered.
    var held: Int
    /// Of how many nothing is reported any more.
    var lost: Int
  }

  /// What an extract read.
  struct Extracted: Hashable, Sendable, Codable {
    /// The files' names below the input folder; none where the feed was not delivered.
    var files: [String] = []
    /// The rows that could be read.
    var rows = 0
    /// The rows that could not.
    var rejected = 0
    /// The same by file; a file without one is not named.
    var rejectedByFile: [String: Int] = [:]
    /// The cells of each column that could not be read.
    var unreadable: [String: Int] = [:]
  }

  /// What a validation found.
  struct Checked: Hashable, Sendable, Codable {
    /// The rows of the files.
    var rows: Int
    /// Those that count.
    var accepted: Int
    /// Those that a rule took out or that could not be read.
    var rejected: Int
    /// Those that are not asked for.
    var leftOut: Int
    /// Those that were not yet known on the reference date, by the day on which they became so, as `yyyy-MM-dd`.
    var notYetKnown: [String: Int]
    /// Those that a later row of their record replaced.
    var replaced: Int
    /// The newest day of each day column over accepted rows, as `yyyy-MM-dd`; for a feed of persons or events none after
    /// the reference date.
    var newest: [String: String]
    /// The day by which the first thousandth of the accepted events had happened, as `yyyy-MM-dd`.
    ///
    /// A few slips of the keyboard do not make a feed reach back. Nil for a feed that does not say how far it does.
    var oldest: String?
    /// How many accepted rows have a value in each column.
    var filled: [String: Int]
    /// How many accepted rows have each code of a column of codes, by column.
    var codes: [String: [String: Int]]
    /// Files of which too many rows were rejected.
    var rejectedFiles: [DeliveryNote.RejectedFile]
    /// Why the run must not go on to the lists; empty where it may.
    var refusals: [Refusal]
    /// The limits that the feed breaks as a whole, where they are held by practice once it is known whose rows these are.
    var beyondLimit: [Refusal] = []
    /// The practices whose patients are held back since too many of their own rows were rejected or cannot be read.
    var practicesBeyondLimit: [DeliveryNote.RejectedPractice] = []
  }

  /// Published figures that are left out.
  struct FiguresLeftOut: Hashable, Sendable, Codable {
    /// The practices, by code.
    var practices: [String]
    /// How many figures.
    var count: Int
  }

  /// How complete a feed is.
  struct Completeness: Hashable, Sendable, Codable {
    /// The feed.
    var feed: String
    /// The practices without a complete delivery, by code.
    var incomplete: [IncompletePractice]
    /// The practices with somewhat fewer rows than before, by code.
    var doubtful: [String]
    /// The practices with somewhat more rows than before, by code.
    var swollen: [String]
    /// Columns and codes of practices that are far from what is expected, and leave nobody out.
    var unexpected: [UnexpectedCount]
    /// Why the run must not go on to the lists; empty where it may.
    var refusals: [Refusal] = []
    /// Cells of columns of codes with a code that the code list does not have; nil in an output of an earlier version.
    var unknownCodes: [UnknownCodes]?
  }

  /// The practices' parts of lists.
  struct ListedParts: Hashable, Sendable, Codable {
    /// By what each list was made, by its name: those of another definition or season say nothing of it.
    var definitions: [String: String]
    /// The parts that are far from what is expected: each names the list.
    var unexpected: [UnexpectedCount]
  }

  /// Who is on a list.
  package struct Listed: Hashable, Sendable, Codable {
    /// How many people, by network.
    var people: [String: Int]
    /// The columns that its rules read and for which nothing was delivered.
    package var unreadColumns: [String]
    /// How many people come onto the list soon; nil where the cohort does not state when people are due.
    var dueSoon: Int?
  }

  /// Who was ranked.
  struct Ranked: Hashable, Sendable, Codable {
    /// How many people.
    var people: Int
    /// How many of them have a place this week; nil where there are no places.
    var places: Int?
    /// How many others are on such a list and are left out for an opt-out; nil where nobody is for one.
    var optedOut: Int?
  }
}

extension StageFacts {
  /// The figures that two runs are compared by, each with what it counts, in the order of the names.
  package var figures: [(name: String, value: Int)] {
    var figures: [(name: String, value: Int)] = []
    if let extracted {
      figures += [
        ("files", extracted.files.count), ("rejected", extracted.rejected),
        ("rows", extracted.rows),
      ]
      figures += extracted.unreadable.sorted { $0.key < $1.key }.map {
        ("unreadable \($0.key)", $0.value)
      }
    }
    if let checked {
      figures += [
        ("accepted", checked.accepted), ("leftOut", checked.leftOut),
        ("notYetKnown", checked.notYetKnown.values.reduce(0, +)), ("rejected", checked.rejected),
        ("replaced", checked.replaced), ("rows", checked.rows),
      ]
    }
    if let persons { figures.append(("persons", persons)) }
    if let ranked {
      figures.append(("people", ranked.people))
      if let places = ranked.places { figures.append(("places", places)) }
      if let optedOut = ranked.optedOut { figures.append(("optedOut", optedOut)) }
    }
    return figures
  }
}
