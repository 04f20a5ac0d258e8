import Model
import Tables

/// The mistakes found so far, and the files that they are in.
struct Mistakes: Sendable {
  /// The files, in the order in which they were read.
  private(set) var files: [SourceFile] = []
  private var found: [(place: SourcePlace, reason: DefinitionMistake.Reason)] = []

  /// Whether there are none.
  var isEmpty: Bool { found.isEmpty }

  /// How many there are.
  var count: Int { found.count }

  /// Keeps a file, whose number is how many there were before it.
  mutating func keep(_ file: SourceFile) {
    files.append(file)
  }

  /// Whether there is one at a place of some kind.
  func contains(where isMeant: (SourcePlace) -> Bool) -> Bool {
    found.contains { isMeant($0.place) }
  }

  /// The path of a node's file.
  func path(of node: YAMLNode) -> String {
    files[node.place.file].path
  }

  /// Adds a mistake at a place.
  mutating func add(_ reason: DefinitionMistake.Reason, at place: SourcePlace) {
    found.append((place, reason))
  }

  /// Adds a mistake at a value, which is underlined.
  mutating func add(_ reason: DefinitionMistake.Reason, at node: YAMLNode) {
    if !node.isRefused { add(reason, at: node.extent(in: files[node.place.file])) }
  }

  /// Adds a mistake at a part of a value's text, by its range in UTF-8 bytes.
  mutating func add(_ reason: DefinitionMistake.Reason, at node: YAMLNode, bytes range: Range<Int>)
  {
    add(reason, at: node.place(ofBytes: range, in: files[node.place.file]))
  }

  /// Everything found, in the order of the files, lines and columns, each once; an unknown name is one mistake, however often
  /// it stands there.
  func sorted() -> DefinitionMistakes {
    let ordered = found.enumerated().sorted { left, right in
      let (a, b) = (left.element.place, right.element.place)
      return (a.file, a.line, a.column, left.offset) < (b.file, b.line, b.column, right.offset)
    }
    var seen: Set<DefinitionMistake> = []
    let mistakes = ordered.map { _, element in
      let (place, file) = (element.place, files[element.place.file])
      return DefinitionMistake(
        file: file.path, line: place.line, column: place.column, length: max(1, place.length),
        lineText: file.line(place.line), reason: element.reason)
    }
    var once: [DefinitionMistake] = []
    var places: [String: Int] = [:]
    for mistake in mistakes where seen.insert(mistake).inserted {
      guard let name = mistake.reason.unknown else {
        once.append(mistake)
        continue
      }
      if let first = places[name] {
        once[first].also.append(Place(file: mistake.file, row: mistake.line))
      } else {
        places[name] = once.count
        once.append(mistake)
      }
    }
    return DefinitionMistakes(once)
  }
}
