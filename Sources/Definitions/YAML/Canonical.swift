import Formats

/// A definition written in one fixed way, for fingerprints: comments, layout, quotes, the order of keys and what nothing is made
/// of, such as tests, do not count; every other value, the order of lists and the order of named columns do.
///
/// `contents` is what stands in the files that the definition names, by the place of the name; it is written
/// instead of the name.
func canonical(
  _ node: YAMLNode, _ shape: ValueShape, contents: [Position: (YAMLNode, ValueShape)] = [:]
) -> String {
  var text = ""
  write(node, shape, contents, to: &text)
  return text
}

private func write(
  _ node: YAMLNode, _ shape: ValueShape?, _ contents: [Position: (YAMLNode, ValueShape)],
  to text: inout String
) {
  if let (content, contentShape) = contents[node.place.position] {
    // A file named by this one names no further file.
    write(content, contentShape, [:], to: &text)
    return
  }
  switch node.content {
  case .text(let scalar, _): text += jsonText(scalar)
  case .list(let nodes):
    text += "["
    for (index, element) in nodes.enumerated() {
      if index > 0 { text += "," }
      write(element, shape?.elementShape(of: node), contents, to: &text)
    }
    text += "]"
  case .mapping(let all):
    let entries = all.filter { !(shape?.isAside($0.name) ?? false) }
    let (valueShapes, keepsOrder) = shape?.entryShapes(of: node) ?? ({ _ in nil }, false)
    text += "{"
    for (index, entry) in (keepsOrder ? entries : entries.sorted { $0.name < $1.name }).enumerated()
    {
      if index > 0 { text += "," }
      text += jsonText(entry.name) + ":"
      write(entry.value, valueShapes(entry.name), contents, to: &text)
    }
    text += "}"
  case .refused: text += "null"
  }
}

extension ValueShape {
  /// Whether nothing is made of a key of a mapping.
  fileprivate func isAside(_ key: String) -> Bool {
    if case .mapping(let kind) = self { kind.key(key)?.isAside ?? false } else { false }
  }

  /// The shape of a list's elements.
  fileprivate func elementShape(of node: YAMLNode) -> ValueShape? {
    switch self {
    case .list(let element), .listOrNone(let element): element
    case .either(let shapes): shapes.first { $0.isShape(of: node) }?.elementShape(of: node)
    default: nil
    }
  }

  /// The shapes of a mapping's values by key, and whether the order of its keys means something.
  fileprivate func entryShapes(of node: YAMLNode) -> (
    shape: (String) -> ValueShape?, keepsOrder: Bool
  )? {
    switch self {
    case .mapping(let kind): ({ kind.key($0)?.shape }, false)
    case .entries(let value, _, let ordered): ({ _ in value }, ordered)
    case .either(let shapes): shapes.first { $0.isShape(of: node) }?.entryShapes(of: node)
    default: nil
    }
  }
}
