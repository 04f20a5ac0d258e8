/// What is wrong with a pipeline's tests.
public struct TestsFault: Hashable, Sendable {
  /// How many tests there are.
  public var count: Int
  /// What did not come out, in the order of the files and their lines.
  public var failures: [TestFailure]
  /// The rules without a test, in the order of the files.
  public var untested: [UntestedRule]

  /// Puts what is wrong together.
  package init(
    count: Int, failures: [TestFailure], untested: [UntestedRule]
  ) {
    self.count = count
    self.failures = failures
    self.untested = untested
  }
}

/// A test whose person did not come out as it says.
public struct TestFailure: Hashable, Sendable {
  /// The definition's file.
  public var file: String
  /// The line of what was expected.
  public var line: Int
  /// The test's name.
  public var test: String
  /// What the test expects, in the words of its file.
  public var expected: String
  /// What came, in the same words.
  public var found: String

  /// Says what came and what should have.
  package init(
    file: String, line: Int, test: String, expected: String, found: String
  ) {
    self.file = file
    self.line = line
    self.test = test
    self.expected = expected
    self.found = found
  }
}

/// A rule of a definition that no test of its file tries.
public struct UntestedRule: Hashable, Sendable {
  /// The definition's file.
  public var file: String
  /// The line of its tests.
  public var line: Int
  /// What kind of rule it is and which, such as `exclusion 'diabetes'`.
  public var rule: String
  /// What to add, such as `a test that says 'excluded: diabetes'`.
  public var remedy: String

  /// Names a rule.
  package init(
    file: String, line: Int, rule: String, remedy: String
  ) {
    self.file = file
    self.line = line
    self.rule = rule
    self.remedy = remedy
  }
}
