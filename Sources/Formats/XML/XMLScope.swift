/// An XML name as libxml2 keeps it: names of one parser are equal where their addresses are.
typealias InternedName = UInt

/// The columns whose paths start at one element: at the record or at one so many elements up.
///
/// The steps of all paths form a tree. While the parser is within such an element, one node of the tree is the
/// innermost that was entered; a child enters it where its name is the next step and no sibling did before. One node may
/// have a condition: what came of an element that does not meet it is forgotten as the element ends, and the next may enter.
struct XMLScope {
  /// One step of the paths; its attributes and texts stand together in the scope's lists.
  private struct Node {
    var name: InternedName
    var parent: Int
    var children: [Int] = []
    var attributes: Range<Int> = 0..<0
    var texts: Range<Int> = 0..<0
  }

  /// An attribute that a cell wants; the prefix is 0 for none.
  private struct Attribute {
    var prefix: InternedName
    var name: InternedName
    var cell: Int
  }

  /// An element that is open and may be the record's own or around a record.
  private struct Instance {
    /// How deep in the document the element is; the root is at 1.
    var depth: Int
    /// The innermost node that was entered, and how deep.
    var active = 0
    var activeDepth: Int
  }

  /// How many elements up from the record.
  let ups: Int
  /// The names with which the path to the element ends.
  private let pattern: [InternedName]
  private var nodes: [Node]
  private var attributes: [Attribute] = []
  /// The cells that get a node's text.
  private var textCells: [Int] = []
  /// The contract's column of each cell; -1 for the one that the condition reads.
  private let columns: [Int]
  /// The node with a condition.
  private var condition: ConditionedNode?

  /// A node whose element must have an attribute of a value, or must not.
  private struct ConditionedNode {
    var node: Int
    /// The node and those below it.
    var below: [Int] = []
    /// The cell that holds the attribute.
    var cell: Int
    var value: [UInt8]
    var isEqual: Bool
  }

  /// The open elements, outermost first.
  private var instances: [Instance] = []
  /// For each open element, its cells as places in the bytes of the batch.
  private var cells: [CellRange] = []
  /// For each open element, the nodes that were entered.
  private var isEntered: [Bool] = []
  /// For each open element, the text so far of each node that wants it.
  private var texts: [[UInt8]] = []

  /// No cell of a feed is longer.
  static let longestCell = 1 << 20

  /// Makes the tree of steps of some columns, whose names `intern` turns into the parser's.
  ///
  /// All paths have the same condition at the same steps, or none.
  init(
    ups: Int, record: [String], paths: [(column: Int, path: XMLPath)],
    intern: (String) -> InternedName
  ) {
    self.ups = ups
    pattern = record.dropLast(ups).map(intern)
    let condition = paths.first?.path.condition
    columns = paths.map(\.column) + (condition == nil ? [] : [-1])
    nodes = [Node(name: 0, parent: 0)]
    var ends = paths.map { entry in
      entry.path.steps.reduce(0) { child(of: $0, named: intern($1)) }
    }
    var names = paths.map(\.path.attribute)
    if let condition, let path = paths.first?.path {
      let node = path.steps.prefix(condition.step).reduce(0) { child(of: $0, named: intern($1)) }
      ends.append(condition.steps.reduce(node) { child(of: $0, named: intern($1)) })
      names.append(condition.attribute)
      self.condition = ConditionedNode(
        node: node, cell: names.count - 1, value: Array(condition.value.utf8),
        isEqual: condition.isEqual)
    }
    for node in nodes.indices {
      let (firstAttribute, firstText) = (attributes.count, textCells.count)
      for (cell, end) in ends.enumerated() where end == node {
        if let name = names[cell] {
          let parts = name.split(separator: ":").map { intern(String($0)) }
          attributes.append(
            Attribute(prefix: parts.count > 1 ? parts[0] : 0, name: parts.last ?? 0, cell: cell))
        } else {
          textCells.append(cell)
        }
      }
      nodes[node].attributes = firstAttribute..<attributes.count
      nodes[node].texts = firstText..<textCells.count
    }
    if let top = self.condition?.node {
      let below = nodes.indices.filter { isBelow($0, top) }
      self.condition?.below = below
    }
  }

  private func isBelow(_ node: Int, _ top: Int) -> Bool {
    var node = node
    while node != top, node != 0 { node = nodes[node].parent }
    return node == top
  }

  private mutating func child(of node: Int, named name: InternedName) -> Int {
    if let known = nodes[node].children.first(where: { nodes[$0].name == name }) { return known }
    nodes.append(Node(name: name, parent: node))
    nodes[node].children.append(nodes.count - 1)
    return nodes.count - 1
  }

  /// Whether an element with these names from the root down to it is one of this scope's.
  ///
  /// It is mutating for the reason that `fill` is.
  mutating func matches(_ names: [InternedName]) -> Bool {
    guard let last = pattern.last else { return true }
    let above = names.count - pattern.count
    guard names[names.count - 1] == last, above >= 0 else { return false }
    for index in pattern.indices where names[above + index] != pattern[index] { return false }
    return true
  }

  /// Enters the next step of any path that an element at a depth is.
  ///
  /// Like all that take bytes in, it is false where there are more than a cell can have.
  mutating func enter(
    _ name: InternedName, depth: Int, _ given: borrowing XMLAttributes, _ bytes: inout [UInt8]
  ) -> Bool {
    for index in instances.indices where instances[index].activeDepth == depth - 1 {
      let first = index * nodes.count
      let child = nodes[instances[index].active].children.first {
        nodes[$0].name == name && !isEntered[first + $0]
      }
      guard let child else { continue }
      isEntered[first + child] = true
      instances[index].active = child
      instances[index].activeDepth = depth
      guard take(given, node: child, instance: index, &bytes) else { return false }
    }
    return true
  }

  /// Opens an element of this scope at a depth.
  mutating func open(
    depth: Int, _ given: borrowing XMLAttributes, _ bytes: inout [UInt8]
  ) -> Bool {
    instances.append(Instance(depth: depth, activeDepth: depth))
    for _ in columns.indices { cells.append(.empty) }
    for _ in nodes.indices { isEntered.append(false) }
    if !textCells.isEmpty { for _ in nodes.indices { texts.append([]) } }
    return take(given, node: 0, instance: instances.count - 1, &bytes)
  }

  /// Copies the attributes that a node's columns want.
  private mutating func take(
    _ given: borrowing XMLAttributes, node: Int, instance: Int, _ bytes: inout [UInt8]
  ) -> Bool {
    let wanted = nodes[node].attributes
    guard !wanted.isEmpty else { return true }
    let firstCell = instance * columns.count
    for index in 0..<given.count {
      let name = given.name(index)
      for position in wanted where attributes[position].name == name {
        guard attributes[position].prefix == given.prefix(index) else { continue }
        guard given.length(index) <= XMLScope.longestCell else { return false }
        let start = UInt32(bytes.count)
        given.appendValue(index, to: &bytes)
        cells[firstCell + attributes[position].cell] = CellRange(
          start: start, end: UInt32(bytes.count))
      }
    }
    return true
  }

  /// Adds a piece of the text of the element at a depth.
  mutating func addText(_ text: Span<UInt8>, depth: Int) -> Bool {
    guard !textCells.isEmpty else { return true }
    for index in instances.indices where instances[index].activeDepth == depth {
      let node = instances[index].active
      guard !nodes[node].texts.isEmpty else { continue }
      let position = index * nodes.count + node
      guard texts[position].count + text.count <= XMLScope.longestCell else { return false }
      unsafe text.withUnsafeBufferPointer { unsafe texts[position].append(contentsOf: $0) }
    }
    return true
  }

  /// Leaves the element at a depth; true where it is one of this scope's, whose cells are then whole.
  mutating func leave(depth: Int, _ bytes: inout [UInt8]) -> Bool {
    var isOwn = false
    for index in instances.indices where instances[index].activeDepth == depth {
      let node = instances[index].active
      if !nodes[node].texts.isEmpty { endText(of: node, instance: index, &bytes) }
      if node == condition?.node { settle(instance: index, bytes) }
      if instances[index].depth == depth { isOwn = true }
      instances[index].active = nodes[node].parent
      instances[index].activeDepth = depth - 1
    }
    return isOwn
  }

  /// Forgets the element of the node with a condition where it does not meet it.
  private mutating func settle(instance: Int, _ bytes: [UInt8]) {
    guard let condition else { return }
    let firstCell = instance * columns.count
    let range = cells[firstCell + condition.cell]
    let found = bytes[Int(range.start)..<Int(range.end)]
    guard found.elementsEqual(condition.value) != condition.isEqual else { return }
    for node in condition.below {
      isEntered[instance * nodes.count + node] = false
      for position in nodes[node].attributes {
        cells[firstCell + attributes[position].cell] = .empty
      }
      guard !nodes[node].texts.isEmpty else { continue }
      texts[instance * nodes.count + node] = []
      for position in nodes[node].texts { cells[firstCell + textCells[position]] = .empty }
    }
  }

  private mutating func endText(of node: Int, instance: Int, _ bytes: inout [UInt8]) {
    let start = UInt32(bytes.count)
    bytes += texts[instance * nodes.count + node]
    let range = CellRange(start: start, end: UInt32(bytes.count))
    for position in nodes[node].texts {
      cells[instance * columns.count + textCells[position]] = range
    }
  }

  /// Forgets the innermost open element of this scope.
  mutating func close() {
    instances.removeLast()
    for _ in columns.indices { cells.removeLast() }
    for _ in nodes.indices { isEntered.removeLast() }
    if !textCells.isEmpty { for _ in nodes.indices { texts.removeLast() } }
  }

  /// Fills the cells of a row, which start at an index, with those of the element at a depth.
  ///
  /// It is mutating so that the scope is used in its place and not copied for each row.
  mutating func fill(_ row: inout [CellRange], from firstCell: Int, depth: Int) {
    guard let index = instances.lastIndex(where: { $0.depth == depth }) else { return }
    for cell in columns.indices where columns[cell] >= 0 {
      row[firstCell + columns[cell]] = cells[index * columns.count + cell]
    }
  }

  /// Takes the cells of open elements over from bytes that go to others that stay.
  mutating func move(from old: [UInt8], to new: inout [UInt8]) {
    for index in cells.indices where cells[index].end > cells[index].start {
      let start = UInt32(new.count)
      new += old[Int(cells[index].start)..<Int(cells[index].end)]
      cells[index] = CellRange(start: start, end: UInt32(new.count))
    }
  }
}
