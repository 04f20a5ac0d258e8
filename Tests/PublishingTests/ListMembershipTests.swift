import Tables
import Testing

@testable import Publishing

@Suite("Which lists people are on")
struct ListMembershipTests {
  private func marks(_ lists: [(name: String, people: [Int32])], _ numbers: [UInt64]) -> [UInt64] {
    let membership = ListMembership(of: lists, personCount: 64)
    return membership.marks(membership.marks(numbers), of: Array(0..<64))
  }

  @Test("two people have the same mark just where they are on the same lists", arguments: 0..<10)
  func marks(_ seed: Int) {
    var state = UInt64(seed + 1)
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let lists = ["flu", "checks", "carers", "statins"].map { name in
      (name: name, people: (0..<64).filter { _ in next(2) == 0 }.map { Int32($0) })
    }
    let numbers = lists.map { UInt64($0.name.utf8.reduce(7) { $0 * 31 + Int($1) }) }
    let marks = marks(lists, numbers)
    let sets = (0..<64).map { person in lists.map { $0.people.contains(Int32(person)) } }
    for person in 0..<64 {
      for other in 0..<64 {
        #expect((marks[person] == marks[other]) == (sets[person] == sets[other]))
      }
    }
    // A list before all others that nobody of these is on says nothing of them.
    let more = [(name: "none", people: [])] + lists
    #expect(self.marks(more, [99] + numbers) == marks)
    // In another order they are said in another order.
    let turned = self.marks(lists.reversed(), numbers.reversed())
    for person in 0..<64 {
      #expect((turned[person] == marks[person]) == (sets[person].count { $0 } < 2))
    }
  }
}
