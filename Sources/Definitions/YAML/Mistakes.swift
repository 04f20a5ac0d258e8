/// The mistakes found so far.
struct Mistakes: Sendable {
  private var found: [(order: Int, mistake: DefinitionMistake)] = []

  /// Whether there are none.
  var isEmpty: Bool { found.isEmpty }

  /// How many there are.
  var count: Int { found.count }

  /// Adds a mistake at a place.
  mutating func add(_ reason: DefinitionMistake.Reason, at place: SourcePlace) {
    let mistake = DefinitionMistake(
      file: place.file.path, line: place.line, column: place.column, length: max(1, place.length),
      lineText: place.file.line(place.line), reason: reason)
    found.append((place.file.order, mistake))
  }

  /// Adds a mistake at a value, which is underlined.
  mutating func add(_ reason: DefinitionMistake.Reason, at node: YAMLNode) {
    if !node.isRefused { add(reason, at: node.extent) }
  }

  /// Everything found, in the order of the files, lines and columns, each once.
  func sorted() -> DefinitionMistakes {
    let ordered = found.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      return (a.order, a.mistake.line, a.mistake.column, left.offset)
        < (b.order, b.mistake.line, b.mistake.column, right.offset)
    }
    var seen: Set<DefinitionMistake> = []
    return DefinitionMistakes(
      ordered.map(\.element.mistake).filter { seen.insert($0).inserted })
  }
}
