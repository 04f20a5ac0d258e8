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

  /// The other lists of some people of a list, by the list's position.
  ///
  /// - Missing: where a person is on no other list.
  public func others(of people: [Int32], onList index: Int) -> TextColumn {
    lists.joined(names, ofRows: people, leavingOut: index)
  }
}
