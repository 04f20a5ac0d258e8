import Foundation
import Statistics
import Testing

/// Numbers held against published ones, counted, so that a test that compares nothing is seen.
struct Comparisons {
  private(set) var count = 0

  /// One number against a cell: to the printed precision, and at most to nine significant digits.
  ///
  /// The tolerance is what else it may differ by, as a share of the published number.
  mutating func expect(
    _ found: Double?, equals cell: String?, within tolerance: Double = 1e-9,
    _ place: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    count += 1
    let expected = cell.flatMap(Double.init)
    guard let found, let expected else {
      #expect(
        (found == nil) == (cell == nil), "\(place): one is missing", sourceLocation: sourceLocation)
      return
    }
    let allowed = max(halfAUnit(of: cell ?? ""), tolerance * abs(expected))
    #expect(
      abs(found - expected) <= allowed, "\(place): \(found) for \(expected)",
      sourceLocation: sourceLocation)
  }

  /// As many were compared as the table of files says.
  func expectAll(of file: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(count == PublishedCases.compared[file], sourceLocation: sourceLocation)
  }

  /// One word, number or mark against another.
  mutating func expect<Value: Equatable>(
    _ found: Value, is expected: Value, _ place: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    count += 1
    #expect(found == expected, "\(place)", sourceLocation: sourceLocation)
  }
}

extension Comparisons {
  /// The columns of limits that published rows have.
  static let limits: [(lower: String, upper: String, confidence: Confidence)] = [
    ("lower95_0cl", "upper95_0cl", .percent95), ("lower99_8cl", "upper99_8cl", .percent99point8),
    ("lowercl", "uppercl", .percent95),
  ]

  /// Value, limits and method of a row against what is found at each confidence that the row has; once where it has none.
  mutating func expect(
    _ row: [String: String], _ place: String, by estimate: (Confidence) -> Estimate?
  ) {
    let isMissing = row["value"] == nil
    for names in isMissing ? Self.limits.prefix(1) : Self.limits[...]
    where isMissing || row[names.lower] != nil {
      let found = estimate(names.confidence)
      expect(found?.interval.value, equals: row["value"], place)
      expect(found?.interval.lower, equals: row[names.lower], place)
      expect(found?.interval.upper, equals: row[names.upper], place)
      if let found { expect(found.method.rawValue, is: row["method"] ?? "", place) }
    }
  }
}

/// Half of the last printed digit of a number, a whole one counting as exact.
private func halfAUnit(of cell: String) -> Double {
  let parts = cell.lowercased().split(separator: "e")
  let decimals = parts.first?.split(separator: ".").dropFirst().first?.count ?? 0
  guard decimals > 0 else { return 0 }
  let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
  return 0.500001 * pow(10, Double(exponent - decimals))
}

extension [String: String] {
  func number(_ name: String) -> Double? { self[name].flatMap(Double.init) }
  func integer(_ name: String) -> Int? { self[name].flatMap(Int.init) }
}
