/// An XML name as libxml2 keeps it: names of one parser are equal where their addresses are.
typealias InternedName = UInt

/// The columns whose paths start at one element: at the record or at one so many elements up.
///
/// The steps of all paths form a tree. While the parser is within such an element, one node of the tree is the
/// innermost that was entered; a child enters it where its name is the next step and no sibling did before.
struct XMLScope {
  /// One step of the paths.
  struct Node {
    var name: InternedName
    var parent: Int
    var children: [Int] = []
    var attributes: [(prefix: InternedName, name: InternedName, cell: Int)] = []
    /// The cells that get the element's text.
    var texts: [Int] = []
  }

  /// An element that is open and may be the record's own or around a record.
  struct Instance {
    /// How deep in the document the element is; the root is at 1.
    var depth = 0
    /// The innermost node that was entered, and how deep.
    var active = 0
    var activeDepth = 0
    var isEntered: [Bool]
    var cells: [CellRange]
    var bytes: [UInt8] = []
    /// The texts of nodes that are open.
    var texts: [[UInt8]]
  }

  /// How many elements up from the record.
  let ups: Int
  /// The names with which the path to the element ends.
  private let pattern: [InternedName]
  private(set) var nodes: [Node]
  /// The contract's column of each cell.
  private(set) var columns: [Int] = []
  private let hasTexts: Bool

  /// The open elements, outermost first; those past `openCount` are kept for their memory.
  private(set) var instances: [Instance] = []
  private(set) var openCount = 0

  /// No cell of a feed is longer.
  static let longestCell = 1 << 20

  /// Makes the tree of steps of some columns, whose names `intern` turns into the parser's.
  init(
    ups: Int, record: [String], paths: [(column: Int, path: XMLPath)],
    intern: (String) -> InternedName
  ) {
    self.ups = ups
    pattern = record.dropLast(ups).map(intern)
    nodes = [Node(name: 0, parent: 0)]
    hasTexts = paths.contains { $0.path.attribute == nil }
    for (column, path) in paths {
      var node = 0
      for step in path.steps { node = child(of: node, named: intern(step)) }
      if let attribute = path.attribute {
        let parts = attribute.split(separator: ":").map(String.init)
        let prefix = parts.count == 2 ? intern(parts[0]) : 0
        nodes[node].attributes.append((prefix, intern(parts.last ?? ""), columns.count))
      } else {
        nodes[node].texts.append(columns.count)
      }
      columns.append(column)
    }
  }

  private mutating func child(of node: Int, named name: InternedName) -> Int {
    if let known = nodes[node].children.first(where: { nodes[$0].name == name }) { return known }
    nodes.append(Node(name: name, parent: node))
    nodes[node].children.append(nodes.count - 1)
    return nodes.count - 1
  }

  /// Whether an element with these names from the root down to it is one of this scope's.
  func matches(_ names: [InternedName]) -> Bool {
    guard let last = pattern.last else { return true }
    guard names[names.count - 1] == last, names.count >= pattern.count else { return false }
    return names.suffix(pattern.count).elementsEqual(pattern)
  }

  /// Enters the next step of any path that an element at a depth is.
  mutating func enter(_ name: InternedName, depth: Int, _ attributes: borrowing XMLAttributes) -> Bool {
    for index in 0..<openCount where instances[index].activeDepth == depth - 1 {
      for child in nodes[instances[index].active].children
      where nodes[child].name == name && !instances[index].isEntered[child] {
        instances[index].isEntered[child] = true
        instances[index].active = child
        instances[index].activeDepth = depth
        guard take(attributes, node: child, instance: index) else { return false }
        break
      }
    }
    return true
  }

  /// Opens an element of this scope at a depth.
  mutating func open(depth: Int, _ attributes: borrowing XMLAttributes) -> Bool {
    if openCount == instances.count {
      instances.append(
        Instance(
          isEntered: [Bool](repeating: false, count: nodes.count),
          cells: [CellRange](repeating: .empty, count: columns.count),
          texts: [[UInt8]](repeating: [], count: nodes.count)))
    }
    let index = openCount
    openCount += 1
    instances[index].depth = depth
    instances[index].active = 0
    instances[index].activeDepth = depth
    instances[index].bytes.removeAll(keepingCapacity: true)
    for node in nodes.indices { instances[index].isEntered[node] = false }
    for cell in columns.indices { instances[index].cells[cell] = .empty }
    return take(attributes, node: 0, instance: index)
  }

  /// Copies the attributes that a node's columns want; false where one is longer than a cell can be.
  private mutating func take(
    _ attributes: borrowing XMLAttributes, node: Int, instance: Int
  ) -> Bool {
    let wanted = nodes[node].attributes
    guard !wanted.isEmpty else { return true }
    for index in 0..<attributes.count {
      let (name, prefix) = (attributes.name(index), attributes.prefix(index))
      for attribute in wanted where attribute.name == name && attribute.prefix == prefix {
        let start = instances[instance].bytes.count
        guard attributes.length(index) <= XMLScope.longestCell else { return false }
        attributes.appendValue(index, to: &instances[instance].bytes)
        let end = instances[instance].bytes.count
        instances[instance].cells[attribute.cell] = CellRange(
          start: UInt32(start), end: UInt32(end))
      }
    }
    return true
  }

  /// Adds a piece of the text of the element at a depth; false where the text is longer than a cell can be.
  mutating func addText(_ text: Span<UInt8>, depth: Int) -> Bool {
    guard hasTexts else { return true }
    for index in 0..<openCount where instances[index].activeDepth == depth {
      let node = instances[index].active
      guard !nodes[node].texts.isEmpty else { continue }
      guard instances[index].texts[node].count + text.count <= XMLScope.longestCell else {
        return false
      }
      for byte in text.indices { instances[index].texts[node].append(text[byte]) }
    }
    return true
  }

  /// Leaves the element at a depth; true where it is one of this scope's, whose cells are then whole.
  mutating func leave(depth: Int) -> Bool {
    var isOwn = false
    for index in 0..<openCount where instances[index].activeDepth == depth {
      let node = instances[index].active
      if !nodes[node].texts.isEmpty { endText(of: node, instance: index) }
      if instances[index].depth == depth { isOwn = true }
      instances[index].active = nodes[node].parent
      instances[index].activeDepth = depth - 1
    }
    return isOwn
  }

  private mutating func endText(of node: Int, instance: Int) {
    let start = UInt32(instances[instance].bytes.count)
    instances[instance].bytes += instances[instance].texts[node]
    instances[instance].texts[node].removeAll(keepingCapacity: true)
    let range = CellRange(start: start, end: UInt32(instances[instance].bytes.count))
    for cell in nodes[node].texts { instances[instance].cells[cell] = range }
  }

  /// Forgets the innermost element that `leave` was true for.
  mutating func close() {
    openCount -= 1
  }

  /// Adds the cells of the element around a record, or the record's own, to a row.
  func appendCells(
    ofDepth depth: Int, to row: inout ArraySlice<CellRange>, _ bytes: inout [UInt8]
  ) {
    guard let index = (0..<openCount).last(where: { instances[$0].depth == depth }) else { return }
    let offset = UInt32(bytes.count)
    bytes += instances[index].bytes
    for (cell, column) in columns.enumerated() {
      let range = instances[index].cells[cell]
      row[row.startIndex + column] = CellRange(
        start: range.start + offset, end: range.end + offset)
    }
  }
}
