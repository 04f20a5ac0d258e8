public import Tables

/// The tests of one definition: made-up people, and what must come out for them.
///
/// They are no part of what the definition does, nor of its canonical text.
public struct DefinitionTests: Hashable, Sendable {
  /// The kinds of definitions that have tests.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Who should be offered something.
    case cohort
    /// A set of segments.
    case segmentation
    /// A score.
    case score
    /// A file of features.
    case features = "feature file"
    /// Who is in the population.
    case population
    /// Who is reached first over all lists.
    case impact = "impact definition"
  }

  /// What kind of definition it is.
  public var kind: Kind
  /// The definition's name; of features that of their file.
  public var definition: String
  /// The definition's file.
  public var file: String
  /// The line of the key `tests`, or the first line where there is none.
  public var line: Int
  /// The tests, in the order of the file.
  public var tests: [DefinitionTest]

  /// Puts a definition's tests together.
  public init(
    kind: Kind, definition: String, file: String, line: Int, tests: [DefinitionTest]
  ) {
    self.kind = kind
    self.definition = definition
    self.file = file
    self.line = line
    self.tests = tests
  }
}

/// One made-up person, and what must come out.
public struct DefinitionTest: Hashable, Sendable {
  /// The test's name, unique in its file.
  public var name: String
  /// The line of its name.
  public var line: Int
  /// The reference date.
  public var on: Day
  /// Cells of the person's row in the population's feed.
  public var patient: [TestCell]
  /// Rows that the person has in feeds of events, by feed, in the order of the file.
  public var events: [TestRow]
  /// Columns of the person that are set, whatever the feeds give.
  public var given: [TestCell]
  /// What must come out, in the order of the file; at least one.
  public var expectations: [TestExpectation]

  /// Makes a test.
  public init(
    name: String, line: Int, on: Day, patient: [TestCell], events: [TestRow], given: [TestCell],
    expectations: [TestExpectation]
  ) {
    self.name = name
    self.line = line
    self.on = on
    self.patient = patient
    self.events = events
    self.given = given
    self.expectations = expectations
  }
}

/// One column's value in a test.
public struct TestCell: Hashable, Sendable {
  /// The column.
  public var column: String
  /// The column's type.
  public var type: ColumnType
  /// The value, of the column's type; nil for none.
  public var value: Value?

  /// Puts a column and a value together.
  public init(column: String, type: ColumnType, value: Value?) {
    self.column = column
    self.type = type
    self.value = value
  }
}

/// A row of a feed of events in a test, without the person's number.
public struct TestRow: Hashable, Sendable {
  /// The feed.
  public var feed: String
  /// The line where it stands.
  public var line: Int
  /// Its cells; columns that are left out have no value.
  public var cells: [TestCell]

  /// Makes a row.
  public init(feed: String, line: Int, cells: [TestCell]) {
    self.feed = feed
    self.line = line
    self.cells = cells
  }
}

/// What must come out for a test's person.
public struct TestExpectation: Hashable, Sendable {
  /// What is looked at, and what it must be.
  public enum Subject: Hashable, Sendable {
    /// Whether the person is on the cohort's list.
    case onList(Bool)
    /// The `because` of the exclusion that takes the person out, or `not eligible`.
    case excluded(String)
    /// The person's status in the cohort's denominator.
    case status(String)
    /// The day on which somebody who is due soon comes onto the list; nil for whoever is not due soon.
    case dueOn(Day?)
    /// What is said about the person, in order.
    case reasons([String])
    /// What the list offers the person; nil for nothing.
    case pathway(String?)
    /// The person's segment.
    case segment(String)
    /// The elements and overlays that apply, in any order.
    case elements([String])
    /// The score, to four decimals; nil for none.
    case score(Double?)
    /// The score's band; nil for none.
    case band(String?)
    /// Which requirement leaves the person without a score; nil for none.
    case without(String?)
    /// A column of the person.
    case column(TestCell)
    /// Whether the person is in the population.
    case inPopulation(Bool)
    /// How much the person needs, to four decimals; nil where it is not known, or nothing is open.
    case need(Double?)
    /// What can be gained; nil where nothing is open.
    case gap(Double?)
    /// The equity weight, to four decimals; nil where nothing is open.
    case equity(Double?)
    /// Need x gap x equity, to four decimals; nil where nothing is open.
    case priority(Double?)
    /// The lists that count and that the person is on, in any order.
    case openLists([String])
    /// What makes the person's open gap urgent, in any order.
    case redFlags([String])
  }

  /// What is looked at, and what it must be.
  public var subject: Subject
  /// The line where it stands.
  public var line: Int

  /// Makes an expectation.
  public init(_ subject: Subject, line: Int) {
    self.subject = subject
    self.line = line
  }

  /// The word that tests write for somebody who is not eligible.
  public static let notEligible = "not eligible"
  /// What `excluded` says of somebody whom an opt-out leaves out, or of whom it is not known whether they have one.
  public static let optedOut = "opted out"
  /// The word that tests write for no value.
  public static let missing = "missing"
}
