import Tables
import Testing

@Suite("Lists of items")
struct ItemListsTests {
  @Test("each row has its items in the order in which they were added, each once")
  func items() {
    var lists = ItemLists(rowCount: 4)
    lists.add(2, toRows: [0, 1, 1])
    lists.add(0, where: Bitmap([true, false, true, false]))
    lists.add(2, toRows: [2, 0])
    #expect(lists.codes.map { lists.items(of: $0) } == [[2, 0], [2], [0, 2], []])
  }

  @Test("texts are joined, rows without items are missing, and one item may be left out")
  func texts() {
    var lists = ItemLists(rowCount: 3)
    lists.add(0, toRows: [0, 1])
    lists.add(1, toRows: [1])
    let names = ["flu", "checks"]
    func texts(_ column: TextColumn) -> [Value?] {
      (0..<column.codes.count).map { Column.text(column).value(at: $0) }
    }
    #expect(texts(lists.joined(names)) == [.text("flu"), .text("flu; checks"), nil])
    #expect(texts(lists.joined(names, leavingOut: 0)) == [nil, .text("checks"), nil])
    #expect(texts(lists.joined(names, ofRows: [2, 1])) == [nil, .text("flu; checks")])
    #expect(lists.joined(names, ofRows: [1]).dictionary.count == 1)
  }

  @Test(
    "a text is taken apart where the separator stands, as texts are by Swift's own split",
    arguments: [
      "", "; ", "flu", "flu; checks", "flu;checks; a;  b", "; flu; ; checks; ", "é; ü;", ";;  ;; ",
    ])
  func items(_ text: String) {
    let items = ItemLists.items(in: Array(text.utf8)[...])
    #expect(
      items.map { String(decoding: $0, as: UTF8.self) }
        == text.split(separator: ItemLists.separator).map { String($0) })
  }

  @Test("lists are those of a slow reference", arguments: 0..<20)
  func reference(_ seed: Int) {
    var state = UInt64(seed + 1)
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    var lists = ItemLists(rowCount: 30)
    var expected = [[Int]](repeating: [], count: 30)
    for _ in 0..<12 {
      let item = next(5)
      let rows = (0..<30).filter { _ in next(2) == 0 }
      lists.add(item, where: Bitmap((0..<30).map { rows.contains($0) }))
      for row in rows where !expected[row].contains(item) { expected[row].append(item) }
    }
    #expect(lists.codes.map { lists.items(of: $0) } == expected)
    let folded = lists.folded([]) { $0 + [$1] }
    #expect(lists.codes.map { folded[Int($0)] } == expected)
  }
}
