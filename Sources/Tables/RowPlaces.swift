/// Where each row of a table stood in its feed's files, kept as the few rows at which the step changes.
///
/// ```
/// row   file   line      rows 0, 1, 2 … stand on lines 2, 3, 4 … of the first file,
///  0     0      2        row 700 follows a rejected line, so its line is one further,
/// 700    0     703       row 900 is the first of the second file
/// 900    1      2
/// ```
public struct RowPlaces: Sendable, Hashable {
  /// The row at which a stretch of consecutive lines starts.
  public struct Stretch: Sendable, Hashable {
    /// The first row of the stretch.
    public var row: Int
    /// The file, as an index into `files`.
    public var file: Int
    /// The line (or XML record number) of the first row.
    public var line: Int

    /// Makes a stretch.
    public init(row: Int, file: Int, line: Int) {
      self.row = row
      self.file = file
      self.line = line
    }
  }

  /// The files' names.
  public private(set) var files: [String]
  /// The stretches, by row.
  public private(set) var stretches: [Stretch]

  /// Makes places without a row.
  public init() {
    files = []
    stretches = []
  }

  /// Makes places from stored stretches.
  public init(files: [String], stretches: [Stretch]) {
    self.files = files
    self.stretches = stretches
  }

  /// Starts a file: rows noted from now on stand in it.
  public mutating func startFile(_ name: String) {
    files.append(name)
  }

  /// Notes that a row stands on a line of the newest file; rows are noted in ascending order.
  public mutating func note(row: Int, line: Int) {
    let file = files.count - 1
    if let last = stretches.last, last.file == file, last.line + (row - last.row) == line { return }
    stretches.append(Stretch(row: row, file: file, line: line))
  }

  /// Adds the places of rows that follow `rowCount` rows of this table.
  public mutating func append(_ other: RowPlaces, afterRows rowCount: Int) {
    let offset = files.count
    files += other.files
    stretches += other.stretches.map {
      Stretch(row: $0.row + rowCount, file: $0.file + offset, line: $0.line)
    }
  }

  /// The places of those rows whose bit is set, counted anew from 0.
  public func filtered(_ rows: Bitmap) -> RowPlaces {
    guard !rows.isAllSet else { return self }
    var result = RowPlaces(files: files, stretches: [])
    var next = 0
    var current: Stretch?
    for (newRow, row) in rows.setIndices.enumerated() {
      while next < stretches.count, stretches[next].row <= row {
        current = stretches[next]
        next += 1
      }
      guard let stretch = current else { continue }
      let line = stretch.line + row - stretch.row
      if let last = result.stretches.last, last.file == stretch.file,
        last.line + (newRow - last.row) == line
      {
        continue
      }
      result.stretches.append(Stretch(row: newRow, file: stretch.file, line: line))
    }
    return result
  }

  /// The place of a row; nil where none was noted.
  public func place(ofRow row: Int, column: String? = nil) -> Place? {
    var low = 0
    var high = stretches.count
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].row <= row { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let stretch = stretches[low - 1]
    return Place(file: files[stretch.file], row: stretch.line + row - stretch.row, column: column)
  }
}

extension RowPlaces {
  /// How many of some rows stood in each file.
  public func rowsByFile(_ rows: Bitmap) -> [String: Int] {
    var counts: [String: Int] = [:]
    for (index, stretch) in stretches.enumerated() {
      let end = index + 1 < stretches.count ? stretches[index + 1].row : rows.count
      counts[files[stretch.file], default: 0] += rows.setCount(in: stretch.row..<end)
    }
    return counts
  }
}
