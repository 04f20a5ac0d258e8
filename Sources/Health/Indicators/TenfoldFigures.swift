import Model
import Tables

/// Figures that cannot be right, and are in no sum.
struct FiguresLeftOut {
  /// How many there are.
  private(set) var count = 0
  /// The practices that they are of, by code.
  private(set) var practices: [String] = []

  /// Adds one of a practice; practices come in the order of their codes.
  mutating func add(_ practice: String) {
    count += 1
    if practices.last != practice { practices.append(practice) }
  }
}

/// What was found of figures that are many times what they should be.
struct TenfoldFigures {
  /// Those that are left out for their past.
  var past = FiguresLeftOut()
  /// Those that are left out for what is expected.
  var expected = FiguresLeftOut()
  /// Those that are left out since their denominator is many times the practice's list.
  var beyondList = FiguresLeftOut()
  /// Those of which it is many times a small list: they count.
  var beyondSmallList = FiguresLeftOut()
  /// Those that are told, and count.
  var unusual = FiguresLeftOut()

  /// All that are left out.
  var leftOut: (practices: [String], count: Int) {
    let all = [past, expected, beyondList]
    return (sortedBytewise(Set(all.flatMap(\.practices))), all.reduce(0) { $0 + $1.count })
  }
}

/// Practices with fewer people may be services for some alone.
private let ordinarySize = 5_000

extension PublishedCountsByPractice {
  /// Takes out figures that are ten times what they should be: a register of 33 that is published as 3,636 is a slip, and in the
  /// sum of its area it is most of it.
  ///
  /// A figure is held against the same practice's of the newest release and of the earlier years of the feed; it is taken out
  /// where it is ten times, or a tenth, of more than half of them, so that a slip of one year is not held against the next. A
  /// practice and group without any is held against what is expected of it: its denominator, which is of the group's ages,
  /// times the rate of all other practices, which is indirect standardisation by the group's ages. By that alone only what is
  /// too large is taken out, and of practices of an ordinary size: of a practice of students a tenth of what is expected may
  /// be right, and of one that serves nursing homes a hundred times; the latter are told and count.
  ///
  /// A denominator is held against the same practice's and group's of the release and of earlier years in the same way: a slip in it
  /// is in each sum of its area as one in the figure is. Without a past it is held against the practice's list size, which no part of
  /// the list can be larger than: one that is half of that multiple of it is taken out, and of a practice of less than ordinary size told.
  ///
  /// `earlier` are the figures that were accepted by the newest release of an earlier reference date, see `acceptedFigures`; nil
  /// where there is none.
  ///
  /// - Missing: nothing is expected where fewer than two other practices, or fewer than five of their patients, say what is usual.
  /// - Source: project choice of the factor's default, ten, and of a difference of fifty at least, since 2 and 20 may both be
  ///   right, and of 5,000 people for an ordinary size: of the 33 figures of QOF 2020-21 that are ten times what is expected, 29
  ///   are of 15 practices with 126 to 3,265 people (dementia, palliative care, mental health, learning disability), and four of
  ///   practices with 6,067 to 8,569 people, such as 6,147 of 7,374 with non-diabetic hyperglycaemia. Expected numbers: indirect standardisation, as in PHEindicatormethods 2.1.0, `calculate_ISRate`.
  mutating func takeOutTenfold(
    earlier: Table?, _ proportion: PublishedProportion, listSizes: PublishedCounts
  ) -> TenfoldFigures {
    let released = releasedFigures(earlier, proportion)
    let rates = GroupRates(entries, groups: groups.count)
    var found = TenfoldFigures()
    let isLeftOut = entries.map { entry in
      let key = [practices[entry.practice]] + groups[entry.group]
      let practice = practices[entry.practice]
      let known = [released[key]].compactMap { $0 } + (earlierYears[key] ?? [])
      let sizes = known.compactMap(\.denominator)
      if sizes.isEmpty, let size = listSizes.counts[[practice]] ?? nil, size > 0,
        Double(entry.denominator) > Double(size),
        isFar(entry.denominator, Double(size), proportion.tenfold / 2)
      {
        // A small list may be what is left of a larger one.
        guard size < ordinarySize else {
          found.beyondList.add(practice)
          return true
        }
        found.beyondSmallList.add(practice)
      }
      guard known.isEmpty else {
        let isLeftOut =
          isFar(entry.numerator, fromMostOf: known.map(\.numerator), proportion.tenfold)
          || isFar(entry.denominator, fromMostOf: sizes, proportion.tenfold)
        if isLeftOut { found.past.add(practice) }
        return isLeftOut
      }
      guard let expected = rates.expected(of: entry), Double(entry.numerator) > expected,
        isFar(entry.numerator, expected, proportion.tenfold)
      else { return false }
      guard entry.denominator >= ordinarySize else {
        found.unusual.add(practice)
        return false
      }
      found.expected.add(practice)
      return true
    }
    leftOut = zip(entries, isLeftOut).filter(\.1).map(\.0)
    entries = zip(entries, isLeftOut).filter { !$1 }.map(\.0)
    return found
  }

  /// The figures that count, as counts are held against them on the next night: where a practice and group has none tonight, or
  /// had one that was taken out, the last one that counted.
  ///
  /// - Shape: `level` (always `practice`), `area`, the group's columns, `numerator`, `denominator`.
  func acceptedFigures(earlier: Table?, _ proportion: PublishedProportion) -> Table {
    var accepted = releasedFigures(earlier, proportion)
    for entry in entries {
      accepted[[practices[entry.practice]] + groups[entry.group]] = Figure(
        numerator: entry.numerator, denominator: entry.denominator)
    }
    let rows = accepted.sorted { first, second in
      first.key.lexicographicallyPrecedes(second.key) { ($0 ?? "") < ($1 ?? "") }
    }
    func texts(_ index: Int) -> Column {
      Column(.text, rows.map { row in row.key[index].map { .text($0) } })
    }
    return Table(
      [("level", .text(TextColumn(rows.map { _ in "practice" }))), ("area", texts(0))]
        + proportion.group.enumerated().map { ($1, texts($0 + 1)) }
        + [
          ("numerator", .integer(FixedColumn(rows.map(\.value.numerator)))),
          (
            "denominator",
            Column(.integer, rows.map { $0.value.denominator.map { .integer($0) } })
          ),
        ], rowCount: rows.count)
  }

  private func releasedFigures(
    _ earlier: Table?, _ proportion: PublishedProportion
  ) -> [[String?]: Figure] {
    guard let earlier, let levels = earlier["level"]?.texts, let areas = earlier["area"]?.texts,
      case .integer(let numerators)? = earlier["numerator"]
    else { return [:] }
    let columns = proportion.group.map { earlier[$0]?.texts }
    var denominators: FixedColumn<Int64>?
    if case .integer(let column)? = earlier["denominator"] { denominators = column }
    var known: [[String?]: Figure] = [:]
    for row in 0..<earlier.rowCount where levels.text(at: row) == "practice" {
      known[[areas.text(at: row)] + columns.map { $0?.text(at: row) }] = Figure(
        numerator: numerators.values[row],
        denominator: denominators.flatMap { $0.present?[row] ?? true ? $0.values[row] : nil })
    }
    return known
  }
}

/// Whether two numbers are a multiple of each other and differ by more than a few.
private func isFar(_ figure: Int64, _ other: Double, _ multiple: Double) -> Bool {
  let (low, high) = (min(Double(figure), other), max(Double(figure), other))
  return high - low >= 50 && high >= multiple * low
}

/// Whether a number is far from more than half of those that are known.
private func isFar(_ figure: Int64, fromMostOf known: [Int64], _ multiple: Double) -> Bool {
  2 * known.count { isFar(figure, Double($0), multiple) } > known.count
}

/// What share of the denominator each group's numerator is over all practices.
private struct GroupRates {
  private var numerators: [Int64]
  private var denominators: [Int64]
  private var practices: [Int]

  init(_ entries: [PublishedCountsByPractice.Entry], groups: Int) {
    numerators = [Int64](repeating: 0, count: groups)
    denominators = numerators
    practices = [Int](repeating: 0, count: groups)
    for entry in entries {
      numerators[entry.group] &+= entry.numerator
      denominators[entry.group] &+= entry.denominator
      practices[entry.group] += 1
    }
  }

  /// What is expected of a practice by the rate of all others; nil where they say too little.
  func expected(of entry: PublishedCountsByPractice.Entry) -> Double? {
    let patients = numerators[entry.group] &- entry.numerator
    let others = denominators[entry.group] &- entry.denominator
    guard practices[entry.group] > 2, patients >= 5, others > 0 else { return nil }
    return Double(entry.denominator) * Double(patients) / Double(others)
  }
}
