import Model

/// Reads a YAML text into a tree of places and texts.
///
/// Duplicate keys are reported one by one, the first of them counts; anchors are refused; of a text that is not YAML
/// nothing is known.
func parseYAML(_ text: String, ofFile file: Int, _ mistakes: inout Mistakes) -> YAMLNode? {
  do throws(YAMLFault) {
    var composition = YAMLComposition(events: try YAMLEvents(text), file: file)
    let root = try composition.root()
    for (reason, place, key) in composition.found {
      if let key { mistakes.add(reason, at: key) } else { mistakes.add(reason, at: place) }
    }
    return root
  } catch {
    let reason = [error.problem, error.context ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    mistakes.add(.notYAML(reason), at: SourcePlace(file: file, error.position))
    return nil
  }
}

/// One text on its way from events to a tree.
private struct YAMLComposition: ~Copyable {
  var events: YAMLEvents
  let file: Int
  /// What is wrong, where, and with which key, in the order of the text.
  var found: [(reason: DefinitionMistake.Reason, place: SourcePlace, key: YAMLNode?)] = []
  /// The anchors so far.
  var anchors: Set<String> = []
  /// How many values around the next one are read and not used: nothing is said of what stands in them.
  var unused = 0

  init(events: consuming YAMLEvents, file: Int) {
    self.events = events
    self.file = file
  }

  /// The value of the only document; nil where there is none.
  mutating func root() throws(YAMLFault) -> YAMLNode? {
    guard case .document = try events.next() else {
      let nowhere = SourcePlace(file: file, line: 0, column: 0)
      add(.expected("a definition; the file is empty"), at: nowhere)
      return nil
    }
    let root = try value(from: try events.next(), depth: 0)
    if case .document = try events.next() {
      throw YAMLFault(problem: "a second document in one file", position: events.position)
    }
    return root
  }

  /// The value that starts with an event.
  private mutating func value(from event: YAMLEvent, depth: Int) throws(YAMLFault) -> YAMLNode {
    let place = SourcePlace(file: file, events.position)
    guard depth < deepestNesting else {
      throw YAMLFault(problem: "lists and mappings are nested too deeply", position: place.position)
    }
    let anchor = events.anchor
    if let anchor {
      anchors.insert(anchor)
      add(.expected("the value itself; anchors and aliases are not read"), at: place)
      unused += 1
    }
    defer { if anchor != nil { unused -= 1 } }
    let content = try content(from: event, depth: depth)
    return YAMLNode(content: anchor == nil ? content : .refused, place: place)
  }

  private mutating func content(
    from event: YAMLEvent, depth: Int
  ) throws(YAMLFault) -> YAMLNode.Content {
    switch event {
    case .text(let text, let style): return .text(text, style)
    case .listStart:
      var elements: [YAMLNode] = []
      while true {
        let next = try events.next()
        if case .end = next { return .list(elements) }
        elements.append(try value(from: next, depth: depth + 1))
      }
    case .mappingStart: return .mapping(try entries(depth: depth))
    case .alias(let name):
      guard anchors.contains(name) else {
        throw YAMLFault(problem: "found undefined alias", position: events.position)
      }
      return .refused
    case .end, .document, .textEnd:
      throw YAMLFault(problem: "a value is missing", position: events.position)
    }
  }

  private mutating func entries(depth: Int) throws(YAMLFault) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var names: Set<String> = []
    while true {
      let next = try events.next()
      if case .end = next { return entries }
      let key = try value(from: next, depth: depth + 1)
      var isUsed = false
      if let name = key.text {
        isUsed = names.insert(name).inserted
        if !isUsed { add(.duplicateKey(name), at: key.place, key) }
      } else {
        add(.expected("a text as the key"), at: key.place, key)
      }
      if !isUsed { unused += 1 }
      let value = try value(from: try events.next(), depth: depth + 1)
      if isUsed { entries.append(.init(key: key, value: value)) } else { unused -= 1 }
    }
  }

  private mutating func add(
    _ reason: DefinitionMistake.Reason, at place: SourcePlace, _ key: YAMLNode? = nil
  ) {
    if unused == 0 { found.append((reason, place, key)) }
  }
}

/// How many lists and mappings may stand in each other: more than any definition has, fewer than the stack holds.
private let deepestNesting = 100

extension SourcePlace {
  fileprivate init(file: Int, _ position: Position) {
    self.init(file: file, line: position.line, column: position.column)
  }
}
