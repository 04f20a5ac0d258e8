public import Tables

/// Two files of a feed that are deliveries of two days, of which most rows are the same.
public struct RepeatedDelivery: Hashable, Sendable {
  /// The older file.
  public var older: String
  /// The newer file.
  public var newer: String
  /// How many of the older file's rows the newer one has too.
  public var shared: Int
  /// How many rows the older file has.
  public var rows: Int
}

/// Looks for files of a feed whose names differ in a date alone and that hold the same rows: yesterday's extract beside
/// today's, which would count everything twice.
///
/// Files of parts, such as one a month, share next to nothing; of an extract that is made anew each night nearly all is the
/// same.
///
/// - Complexity: O(rows of such files); files whose names have no dates cost nothing.
public func repeatedDeliveries(
  of table: Table, places: RowPlaces, among rows: Bitmap
) -> [RepeatedDelivery] {
  var dated: [String: [(date: String, file: Int)]] = [:]
  for (index, file) in places.files.enumerated() {
    guard let (stem, date) = undated(file) else { continue }
    dated[stem, default: []].append((date, index))
  }
  return dated.sorted { $0.key < $1.key }.flatMap { _, files -> [RepeatedDelivery] in
    let ordered = files.sorted { $0.date < $1.date }
    return zip(ordered, ordered.dropFirst()).compactMap { older, newer in
      guard older.date != newer.date else { return nil }
      return repeated(older.file, newer.file, table, places, rows)
    }
  }
}

/// Fewer rows than these may be alike by chance.
private let fewestRows = 10

private func repeated(
  _ older: Int, _ newer: Int, _ table: Table, _ places: RowPlaces, _ rows: Bitmap
) -> RepeatedDelivery? {
  let first = places.rows(ofFile: older, among: rows)
  let second = places.rows(ofFile: newer, among: rows)
  guard first.count >= fewestRows else { return nil }
  let groups = RowGroups(of: second + first, by: table.columns)
  let known = Set(groups.groupOfRow.prefix(second.count))
  let shared = groups.groupOfRow.dropFirst(second.count).count { known.contains($0) }
  // Source: project choice, a half: months that follow each other share none.
  guard shared * 2 >= first.count else { return nil }
  return RepeatedDelivery(
    older: places.files[older], newer: places.files[newer], shared: shared, rows: first.count)
}

extension RowPlaces {
  /// The rows of a file, by its place among the files.
  fileprivate func rows(ofFile file: Int, among wanted: Bitmap) -> [Int32] {
    var rows: [Int32] = []
    for (index, stretch) in stretches.enumerated() where stretch.file == file {
      let end = index + 1 < stretches.count ? stretches[index + 1].row : wanted.count
      rows += (stretch.row..<end).filter { wanted[$0] }.map { Int32($0) }
    }
    return rows
  }
}

/// A file's name with a mark for its date, and the date as eight digits; nil for a name without a date.
///
/// A date is eight digits, or four, two and two with hyphens, underscores or dots between them, and a day that there is.
private func undated(_ name: String) -> (stem: String, date: String)? {
  let bytes = Array(name.utf8)
  func isDigit(_ index: Int) -> Bool {
    bytes.indices.contains(index) && (0x30...0x39).contains(bytes[index])
  }
  for start in bytes.indices where isDigit(start) && !isDigit(start - 1) {
    for lengths in [[4, 2, 2], [8]] {
      var digits: [UInt8] = []
      var position = start
      for (index, length) in lengths.enumerated() {
        if index > 0 {
          guard bytes.indices.contains(position), [0x2D, 0x5F, 0x2E].contains(bytes[position])
          else {
            break
          }
          position += 1
        }
        let part = bytes[position..<min(position + length, bytes.count)]
        guard part.count == length, part.allSatisfy({ (0x30...0x39).contains($0) }) else { break }
        digits += part
        position += length
      }
      guard digits.count == 8, !isDigit(position) else { continue }
      let text = String(decoding: digits, as: UTF8.self)
      let iso = "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))"
      guard Day(iso: iso) != nil else { continue }
      let stem =
        String(decoding: bytes[..<start], as: UTF8.self) + "\0"
        + String(decoding: bytes[position...], as: UTF8.self)
      return (stem, text)
    }
  }
  return nil
}
