import Tables

extension Kernel {
  /// Whether a value is in a list: true where it equals an item, else unknown where it or any item is missing.
  static func isIn(
    _ operand: Operand, _ items: ArraySlice<Operand>, count: Int
  ) -> Truth {
    let constants = items.compactMap { item -> Value? in
      if case .constant(let value?) = item { value } else { nil }
    }
    guard items.allSatisfy(\.isConstant), case .vector(let vector) = operand,
      let words = rows(of: vector, in: constants)
    else {
      return items.reduce(Truth(repeating: false, count: count)) {
        $0 | compare(.equal, operand, $1, count: count)
      }
    }
    var truth = Truth(tested: words, present: vector.present)
    if constants.count < items.count { truth.known = truth.trues }
    return truth
  }

  // A bit for every row whose value is in the list; nil for truth values, of which lists are too short to be worth it.
  private static func rows(of vector: Vector, in constants: [Value]) -> [UInt64]? {
    let sources = constants.map { Operand.constant($0) }
    switch vector {
    case .truth: return nil
    case .integers(let cells), .identifiers(let cells):
      return rows(of: cells, in: sources.compactMap { constant($0.integers) })
    case .decimals(let cells):
      return rows(of: cells, in: sources.compactMap { constant($0.decimals) })
    case .days(let cells):
      return rows(of: cells, in: sources.compactMap { constant($0.days) })
    case .texts(let texts), .pseudonyms(let texts):
      var isListed = [Bool](repeating: false, count: texts.dictionary.count)
      for text in sources.compactMap(\.constantText) {
        if let code = texts.dictionary.code(of: text) { isListed[Int(code)] = true }
      }
      return codeBits(texts.codes.values, table: isListed)
    }
  }

  private static func constant<Element>(_ source: Source<Element>?) -> Element? {
    if case .constant(let value) = source { value } else { nil }
  }

  private static func rows<Element: Comparable>(
    of cells: Cells<Element>, in list: [Element]
  ) -> [UInt64] {
    let sorted = list.sorted()
    return rowBits(cells.values) { value in
      var low = 0
      var high = sorted.count
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low < sorted.count && sorted[low] == value
    }
  }
}
