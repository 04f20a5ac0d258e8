/// For each row a list of items, each item at most once, in the order in which they were added.
///
/// Few distinct lists occur among many rows: each is one entry, and a row has only its code.
///
/// ```
/// parents     0  0 1 0     list 2 is list 1 and one item more; list 0 is the empty one
/// lastItems  -1  0 2 2     so 1 is [0], 2 is [0, 2] and 3 is [2]
/// codes       2  2 0 3     the list of each row
/// ```
public struct ItemLists: Sendable {
  private var parents: [Int32] = [0]
  private var lastItems: [Int32] = [-1]
  /// The list of each row.
  public private(set) var codes: [Int32]

  /// Makes empty lists.
  public init(rowCount: Int) {
    codes = [Int32](repeating: 0, count: rowCount)
  }

  /// Adds an item at the end of the lists of some rows.
  ///
  /// - Complexity: O(rows and distinct lists so far).
  public mutating func add(_ item: Int, toRows rows: [Int32]) {
    var next = [Int32](repeating: -1, count: parents.count)
    for row in rows { append(Int32(item), to: Int(row), &next) }
  }

  /// Adds an item at the end of the lists of the rows whose bit is set.
  public mutating func add(_ item: Int, where rows: Bitmap) {
    var next = [Int32](repeating: -1, count: parents.count)
    for row in rows.setIndices { append(Int32(item), to: row, &next) }
  }

  private mutating func append(_ item: Int32, to row: Int, _ next: inout [Int32]) {
    let code = codes[row]
    // A list that came about just now ends in the item.
    guard Int(code) < next.count else { return }
    if next[Int(code)] < 0 { next[Int(code)] = list(code, with: item) }
    codes[row] = next[Int(code)]
  }

  private mutating func list(_ code: Int32, with item: Int32) -> Int32 {
    if items(of: code).contains(Int(item)) { return code }
    parents.append(code)
    lastItems.append(item)
    return Int32(parents.count - 1)
  }

  /// The items of a list, in their order.
  public func items(of code: Int32) -> [Int] {
    var items: [Int] = []
    var rest = code
    while rest != 0 {
      items.append(Int(lastItems[Int(rest)]))
      rest = parents[Int(rest)]
    }
    return items.reversed()
  }

  /// For each list, by its code, what its items come to, one after the other, from what an empty list is.
  ///
  /// - Complexity: O(distinct lists).
  public func folded<Value>(_ empty: Value, _ next: (Value, Int) -> Value) -> [Value] {
    var values = [empty]
    values.reserveCapacity(parents.count)
    for code in parents.indices.dropFirst() {
      values.append(next(values[Int(parents[code])], Int(lastItems[code])))
    }
    return values
  }

  /// What stands between the items of a list that is a text.
  public static let separator = "; "

  /// The items of a list that is a text, as UTF-8; none of them is empty.
  public static func items(in text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var items: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    var index = start
    while index < text.endIndex {
      guard text[index] == mark.0, index + 1 < text.endIndex, text[index + 1] == mark.1 else {
        index += 1
        continue
      }
      if start < index { items.append(text[start..<index]) }
      index += 2
      start = index
    }
    if start < text.endIndex { items.append(text[start...]) }
    return items
  }

  // The bytes of the separator.
  private static let mark = (UInt8(ascii: ";"), UInt8(ascii: " "))

  /// The lists of some rows as texts: the items' texts, joined by `; `.
  ///
  /// - Shape: one text a row named, in their order; the dictionary is in the order of first appearance.
  /// - Missing: where a list is empty, or has only the item that is left out.
  /// - Complexity: O(rows), and O(items) for each distinct list.
  public func joined(
    _ texts: [String], ofRows rows: [Int32]? = nil, leavingOut item: Int? = nil
  ) -> TextColumn {
    var dictionary = TextDictionary()
    var textOfList = [Int32](repeating: unknown, count: parents.count)
    textOfList[0] = none
    let count = rows?.count ?? codes.count
    var result = [Int32](repeating: 0, count: count)
    var present = Bitmap(repeating: true, count: count)
    for index in 0..<count {
      let code = codes[rows.map { Int($0[index]) } ?? index]
      if textOfList[Int(code)] == unknown {
        let words = items(of: code).filter { $0 != item }.map { texts[$0] }
        textOfList[Int(code)] =
          words.isEmpty ? none : dictionary.insert(words.joined(separator: ItemLists.separator))
      }
      let text = textOfList[Int(code)]
      if text == none { present[index] = false } else { result[index] = text }
    }
    return TextColumn(
      codes: result, present: present.isAllSet ? nil : present, dictionary: dictionary)
  }
}

private let unknown: Int32 = -2
private let none: Int32 = -1
