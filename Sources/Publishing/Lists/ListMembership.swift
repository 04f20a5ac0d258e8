import Statistics
public import Tables

/// Which lists each person is on.
public struct ListMembership: Sendable {
  private let names: [String]
  private let lists: ItemLists

  /// Takes the people of all lists, in the order of the lists; a person is the row in the person table.
  ///
  /// - Complexity: O(persons on lists).
  public init(of lists: [(name: String, people: [Int32])], personCount: Int) {
    var items = ItemLists(rowCount: personCount)
    for (index, list) in lists.enumerated() { items.add(index, toRows: list.people) }
    self.lists = items
    names = lists.map(\.name)
  }

  /// For each set of lists that people are on a number that differs where the lists or their order do, but for one chance in 2^64.
  ///
  /// `numbers` are those of the lists, by what they are called.
  public func marks(_ numbers: [UInt64]) -> [UInt64] {
    lists.folded(0) { mark, index in SplitMix64.mixed(mark &* 3 &+ numbers[index]) }
  }

  /// The mark of each of some people.
  public func marks(_ marks: [UInt64], of people: [Int32]) -> [UInt64] {
    people.map { marks[Int(lists.codes[Int($0)])] }
  }

  /// The other lists of some people of a list, by the list's position.
  ///
  /// - Missing: where a person is on no other list.
  public func others(of people: [Int32], onList index: Int) -> TextColumn {
    lists.joined(names, ofRows: people, leavingOut: index)
  }
}
