import Tables

/// Which columns of a contract a file's header names, and where.
struct HeaderMatch {
  /// For each column of the contract the index of its cell in a row; nil where the header does not name it.
  private(set) var cells: [Int?] = []
  /// For each column of the contract its name in the file.
  private(set) var names: [String] = []
  /// Header names that the contract does not know, with their positions from 1.
  private(set) var unknown: [(position: Int, name: String)] = []
  /// Columns of the contract that the header names more than once.
  private(set) var repeated: [Int] = []
  /// Required columns of the contract that the header does not name.
  private(set) var missing: [Int] = []

  /// Matches a header with a contract.
  init(_ header: [String], _ contract: FeedContract) {
    let normalised = header.map(normalisedHeader)
    var isKnown = [Bool](repeating: false, count: header.count)
    for (index, column) in contract.columns.enumerated() {
      var matches: [Int] = []
      var name = column.name
      switch column.source {
      case .header(let aliases):
        let wanted = aliases.map(normalisedHeader)
        matches = normalised.indices.filter { wanted.contains(normalised[$0]) }
        if let first = matches.first, let alias = wanted.firstIndex(of: normalised[first]) {
          name = aliases[alias]
        }
      case .position(let position):
        matches = header.indices.contains(position - 1) ? [position - 1] : []
      case .path, .constant:
        break
      }
      for match in matches { isKnown[match] = true }
      if matches.count > 1 { repeated.append(index) }
      cells.append(matches.first)
      names.append(name)
      if matches.isEmpty, column.isRequired, column.absent == nil, !column.source.isConstant {
        missing.append(index)
      }
    }
    unknown = header.indices.filter { !isKnown[$0] && !normalised[$0].isEmpty }
      .map { ($0 + 1, header[$0]) }
  }

  /// How many columns the header names.
  var matchCount: Int { cells.count { $0 != nil } }

  /// The unknown header name that looks most like a column's, or nil where none is near.
  func nearest(to column: ColumnContract) -> String? {
    var aliases = [column.name]
    if case .header(let names) = column.source { aliases = names }
    var best: (distance: Int, name: String)?
    for (_, name) in unknown where isPrintableHeader(name) {
      for alias in aliases {
        let left = Array(normalisedHeader(name).utf8)
        let right = Array(normalisedHeader(alias).utf8)
        let distance = editDistance(left, right)
        // Half the letters right, or it is another word altogether.
        guard distance * 2 <= max(left.count, right.count) else { continue }
        if best.map({ distance < $0.distance }) ?? true { best = (distance, name) }
      }
    }
    return best?.name
  }
}

extension ColumnContract.Source {
  /// Whether every row has the same text.
  var isConstant: Bool {
    if case .constant = self { true } else { false }
  }
}

/// A header name as it is compared: in lower case, with runs of blanks and line breaks as one blank, without hidden
/// characters.
func normalisedHeader(_ name: String) -> String {
  name.withPlainBlanks.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
}

/// Whether a header name may be printed.
///
/// A file without its header shows a person's data where the names should be, so a name that does not begin with
/// a letter, is long or holds a number of five digits is kept back.
func isPrintableHeader(_ name: String) -> Bool {
  guard name.utf8.count < 60, let first = name.unicodeScalars.first, first.properties.isAlphabetic
  else { return false }
  var digits = 0
  for scalar in name.unicodeScalars {
    digits = (0x30...0x39).contains(scalar.value) ? digits + 1 : 0
    let isPlain =
      scalar.isASCII ? scalar.value >= 0x20 && scalar.value < 0x7F : scalar.properties.isAlphabetic
    guard isPlain, scalar != "@", digits < 5 else { return false }
  }
  return true
}

/// How many letters must be put in, taken out or changed to make one text of another (Levenshtein).
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var distances = Array(0...right.count)
  for (row, byte) in left.enumerated() {
    var diagonal = distances[0]
    distances[0] = row + 1
    for column in right.indices {
      let changed = diagonal + (byte == right[column] ? 0 : 1)
      diagonal = distances[column + 1]
      distances[column + 1] = min(changed, distances[column] + 1, diagonal + 1)
    }
  }
  return distances[right.count]
}

extension FaultTally {
  /// Adds a warning for names that the contract does not know, and for columns that are absent or named twice.
  ///
  /// A file without names has none that could be unknown.
  mutating func add(
    _ match: HeaderMatch, _ contract: FeedContract, hasNames: Bool, at place: Place
  ) {
    if hasNames, !match.unknown.isEmpty {
      // Positions only: a file without its header shows a person's data where the names should be.
      add(
        .unknownColumns, column: nil, grade: .warning, positions: match.unknown.map(\.position),
        at: place)
    }
    for (index, column) in contract.columns.enumerated() where !column.source.isConstant {
      if match.cells[index] == nil, column.absent == nil {
        add(.absentColumn, column: index, grade: .warning, at: place)
      }
      if match.repeated.contains(index) {
        add(.repeatedColumn, column: index, grade: .warning, at: place)
      }
    }
  }
}
