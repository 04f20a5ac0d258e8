import Tables

extension AreaPlan {
  /// Gives two practices a history: one came from another PCN in the spring, one leaves for another in the winter.
  mutating func moveSome(on day: Day) {
    guard networks.count > 1, practices.count >= 4 else { return }
    practices[0].formerNetwork = practices[0].network == 1 ? 0 : 1
    practices[0].joinedOn = Day(year: day.civil.year, month: 4, day: 1) ?? day
    if practices[0].joinedOn > day { practices[0].joinedOn = day.adding(days: -30) }
    let last = practices.count - 1
    practices[last].nextNetwork = practices[last].network == 0 ? 1 : 0
    practices[last].leavesOn = day.adding(days: 39)
  }

  /// Makes four practices odd: the two smallest, and two of the middling ones.
  mutating func makeSomeOdd() {
    guard practices.count >= 8 else { return }
    let bySize = practices.indices.dropFirst().dropLast()
      .sorted { (practices[$0].list, $0) < (practices[$1].list, $1) }
    practices[bySize[1]].oddity = .shortExtract
    practices[bySize[bySize.count / 2]].oddity = .ownFiles
    // What real practices are a member of, and have been counted with, stays as it was published.
    guard !isPublished else { return }
    practices[bySize[bySize.count / 2 + 1]].oddity = .otherRegisterCounts
    practices[bySize[0]].oddity = .noNetwork
    practices[bySize[0]].network = nil
  }

  /// Numbers the people, practice by practice.
  mutating func countPeople() {
    var next = 0
    for index in practices.indices {
      practices[index].firstPerson = next
      next += practices[index].list
    }
  }
}
