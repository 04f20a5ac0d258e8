/// What a network's page says of its people, and which indicators it shows in detail.
public struct ProfileDefinition: Hashable, Sendable {
  /// People by the values of a column of the person.
  public struct Breakdown: Hashable, Sendable {
    /// The column.
    public var column: String
    /// What the values are of, in words.
    public var title: String
    /// The order of values where it is not that of letters and numbers; others come after these.
    public var order: [String] = []
    /// Columns of texts, whole numbers or truths have values; of truths those are counted of whom it is true.
    public var isCondition: Bool

    /// Names a column.
    public init(column: String, title: String, isCondition: Bool = false) {
      self.column = column
      self.title = title
      self.isCondition = isCondition
    }
  }

  /// The column of the age band.
  public var age: String
  /// The column of the sex.
  public var sex: String
  /// The two values of the sex that the pyramid has, the left side first.
  public var sides: [String]
  /// Who lives here: by deprivation, ethnicity and the like.
  public var people: [Breakdown]
  /// What they need: by number of conditions, frailty, risk.
  public var need: [Breakdown]
  /// The conditions whose people are counted.
  public var conditions: [Breakdown]
  /// By what else people are counted in the system alone, for its pages.
  public var ofSystem: [Breakdown] = []
  /// The person's column of deprivation, whose lowest value is the most deprived; nil for none.
  public var deprivation: String?
  /// The indicators that are shown in detail, by name and in this order.
  public var inDetail: [String]

  /// Makes a definition.
  public init(
    age: String, sex: String, sides: [String], people: [Breakdown] = [], need: [Breakdown] = [],
    conditions: [Breakdown] = [], deprivation: String? = nil, inDetail: [String] = []
  ) {
    self.age = age
    self.sex = sex
    self.sides = sides
    self.people = people
    self.need = need
    self.conditions = conditions
    self.deprivation = deprivation
    self.inDetail = inDetail
  }

  /// Everything that people are counted by beside age and sex, in the order of the page.
  public var breakdowns: [Breakdown] { people + need + conditions }

  /// The columns of the person that are read.
  public var columns: Set<String> {
    Set([age, sex] + (breakdowns + ofSystem).map(\.column))
  }
}

/// Which way of an indicator is better.
public enum BetterWay: String, Hashable, Sendable, CaseIterable {
  /// A higher share is better.
  case higher
  /// A lower share is better.
  case lower
  /// Neither is better, or nobody says.
  case neither
}
