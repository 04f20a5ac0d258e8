import Statistics

/// How many persons a set has, and which they are: one number for each set, so that the same persons are known as the same
/// whatever they are counted for.
///
/// - Shape: two sets of the same persons are equal; two of others are unequal but for a chance of 1 in 2^64.
struct CountedSet: Hashable, Sendable {
  /// How many persons.
  private(set) var count: Int64 = 0
  /// The sum of the persons' marks.
  private(set) var marks: UInt64 = 0

  /// Adds the person of a row of the population, whose mark is a number that looks random.
  @inline(__always)
  mutating func add(person: Int) {
    count += 1
    marks &+= SplitMix64.mixed(UInt64(truncatingIfNeeded: person &+ 1) &* SplitMix64.step)
  }

  /// The persons of both, who are in one of them only.
  static func + (left: CountedSet, right: CountedSet) -> CountedSet {
    var sum = left
    sum.count += right.count
    sum.marks &+= right.marks
    return sum
  }

  /// The persons without some of them.
  static func - (left: CountedSet, right: CountedSet) -> CountedSet {
    var rest = left
    rest.count -= right.count
    rest.marks &-= right.marks
    return rest
  }
}

extension [CountedSet] {
  /// How many persons each has.
  var counts: [Int64] { map(\.count) }

  /// Which persons each has, as a table keeps it.
  var marks: [Int64] { map { Int64(bitPattern: $0.marks) } }
}
