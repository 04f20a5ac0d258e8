/// How many persons a set has, and which they are: one number for each set, so that the same persons are known as the same
/// whatever they are counted for.
///
/// - Shape: two sets of the same persons are equal; two of others are unequal but for a chance of 1 in 2^64.
struct CountedSet: Hashable, Sendable {
  /// How many persons.
  private(set) var count: Int64 = 0
  /// The sum of the persons' marks.
  private(set) var marks: UInt64 = 0

  /// Adds the person of a row of the population.
  @inline(__always)
  mutating func add(person: Int) {
    count += 1
    marks &+= CountedSet.mark(of: person)
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

  /// A number of each person that looks like a random one.
  ///
  /// - Source: the finalizer of SplitMix64, Steele GL, Lea D, Flood CH, OOPSLA 2014.
  @inline(__always)
  private static func mark(of person: Int) -> UInt64 {
    var mark = UInt64(truncatingIfNeeded: person &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mark = (mark ^ (mark >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mark = (mark ^ (mark >> 27)) &* 0x94D0_49BB_1331_11EB
    return mark ^ (mark >> 31)
  }
}

extension [CountedSet] {
  /// How many persons each has.
  var counts: [Int64] { map(\.count) }

  /// Which persons each has, as a table keeps it.
  var marks: [Int64] { map { Int64(bitPattern: $0.marks) } }
}
