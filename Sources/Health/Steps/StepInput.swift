public import Model
public import Parallel
public import Tables

/// What a step of the plan is given to work on.
public struct StepInput: Sendable {
  /// The person table with at least the columns that the step reads; empty for the population.
  public var persons: PersonTable
  /// The feeds that the step reads, by name: an undelivered one has no rows.
  public var feeds: [String: FeedRows]
  /// To whom the events of the feeds belong, kept for the steps that follow.
  public var eventRows: EventRows
  /// The persons by the values of columns, kept for the steps that follow.
  public var classes: PersonClasses
  /// The feeds of which nothing was delivered.
  public var undelivered: [LackingFeed]
  /// The columns of the person for which nothing was delivered.
  public var absentColumns: Set<String>
  /// The practices that are held back.
  public var heldBack: [String]
  /// The practices of the system with nobody registered in the delivery.
  public var silent: [String] = []
  /// The practices whose delivery of a feed is not complete.
  public var incomplete: IncompleteFeeds
  /// Who is on the lists that the step reads.
  public var lists: [OpenList]
  /// The values that conditions may use.
  public var parameters: RunParameters
  /// The population of the newest release, for practices of which nothing came tonight; nil to take nobody over.
  public var earlier: EarlierPopulation?
  /// Values that are set over the columns that the step makes, whatever the feeds give.
  public var given: GivenValues
  /// How many rows a partition has, a multiple of 64; no result depends on it.
  public var partitionRows: Int

  /// Puts a step's input together.
  public init(
    persons: PersonTable, feeds: [String: FeedRows], eventRows: EventRows = EventRows(),
    classes: PersonClasses = PersonClasses(), undelivered: [LackingFeed] = [],
    absentColumns: Set<String> = [], heldBack: [String] = [],
    incomplete: IncompleteFeeds = IncompleteFeeds(), lists: [OpenList] = [],
    parameters: RunParameters, given: GivenValues = GivenValues(),
    partitionRows size: Int = Parallel.partitionRows
  ) {
    self.persons = persons
    self.feeds = feeds
    self.eventRows = eventRows
    self.classes = classes
    self.undelivered = undelivered
    self.absentColumns = absentColumns
    self.heldBack = heldBack
    self.incomplete = incomplete
    self.lists = lists
    self.parameters = parameters
    self.given = given
    self.partitionRows = size
  }
}

extension StepInput {
  /// Those of the undelivered feeds that a step cannot do without.
  public func lacking(_ step: PersonStep) -> [LackingFeed] {
    undelivered.filter { step.neededFeeds.contains($0.feed) }
  }

  /// The columns that a step makes and for which nothing was delivered.
  public func absentColumns(madeBy step: PersonStep) -> [String] {
    step.absentColumns(undelivered: Set(undelivered.map(\.feed)), absent: absentColumns)
  }
}

/// A feed's rows with which of them count.
public struct FeedRows: Sendable {
  /// All rows that could be read.
  public var table: Table
  /// Which of them the feed's rules accepted; nil for all.
  public var accepted: Bitmap?
  /// Which of the others were rejected, by a rule or for a cell; nil for none.
  public var rejected: Bitmap?
  /// What could not be read; nil where all could.
  public var unread: UnreadRows?
  /// Where each row stood.
  public var places: RowPlaces
  /// The column of the person's number; nil for a reference feed.
  public var key: String?

  /// Puts rows together.
  public init(
    _ table: Table, accepted: Bitmap? = nil, rejected: Bitmap? = nil, unread: UnreadRows? = nil,
    places: RowPlaces = RowPlaces(), key: String?
  ) {
    self.table = table
    self.accepted = accepted
    self.rejected = rejected
    self.unread = unread
    self.places = places
    self.key = key
  }

  /// The accepted rows alone.
  var acceptedRows: Table { accepted.map { table.filtered($0) } ?? table }
  /// The rows that are not accepted; nil where all are.
  var otherRows: Table? { accepted.map { table.filtered(~$0) } }
  /// What could not be read of the accepted rows; nil where all could.
  var acceptedUnread: UnreadRows? {
    guard let unread, !unread.cells.names.isEmpty else { return nil }
    return accepted.map { unread.filtered($0) } ?? unread
  }
  /// The rejected rows; nil where none was.
  var rejectedRows: RejectedRows? {
    guard let rejected, !rejected.isEmpty else { return nil }
    return RejectedRows(
      table: table.filtered(rejected),
      unread: (unread ?? UnreadRows(noneOf: table.rowCount)).filtered(rejected))
  }
  /// Where each accepted row stood.
  var acceptedPlaces: RowPlaces { accepted.map { places.filtered($0) } ?? places }
}

/// Values of single persons that are set over columns as soon as these are made, so that whatever is worked out from them
/// comes after.
public struct GivenValues: Sendable {
  private let values: [String: [PersonKey: Value?]]
  private var keys: [PersonKey?] = []

  /// Takes the values by column and by the person's key; a value may be missing.
  public init(_ values: [String: [PersonKey: Value?]] = [:]) {
    self.values = values
  }

  /// The same for persons whose keys stand in a column.
  func ofPersons(_ keys: Column) -> GivenValues {
    var result = self
    if !values.isEmpty { result.keys = keys.personKeys }
    return result
  }

  /// A column with what is given of it set over.
  func over(_ name: String, _ column: Column) -> Column {
    guard let given = values[name] else { return column }
    var cells = (0..<column.count).map { column.value(at: $0) }
    for (row, key) in keys.enumerated() {
      if let key, let value = given[key] { cells[row] = value }
    }
    return Column(column.type, cells)
  }
}
