import Health
import Tables
import Testing

@Suite("Deliveries of two days in one folder")
struct RepeatedDeliveryTests {
  /// So many rows in each of some files: from a number on, one after the other.
  private func found(_ files: [(name: String, from: Int64, rows: Int)]) -> [String] {
    var values: [Int64] = []
    var places = RowPlaces()
    for file in files {
      places.startFile(file.name)
      for index in 0..<file.rows {
        places.note(row: values.count, line: index + 2)
        values.append(file.from + Int64(index))
      }
    }
    let table = Table([("n", .integer(FixedColumn(values)))])
    return repeatedDeliveries(
      of: table, places: places, among: Bitmap(repeating: true, count: values.count)
    ).map { "\($0.older) \($0.newer) \($0.shared)/\($0.rows)" }
  }

  @Test("an extract of yesterday beside that of today is found, however the date is written")
  func extracts() {
    #expect(
      found([("uptake-2026-11-19.csv", 0, 20), ("uptake-2026-11-20.csv", 3, 20)]) == [
        "uptake-2026-11-19.csv uptake-2026-11-20.csv 17/20"
      ])
    #expect(
      found([("old/uptake_20261120.csv", 0, 20), ("old/uptake_20261119.csv", 0, 20)]) == [
        "old/uptake_20261119.csv old/uptake_20261120.csv 20/20"
      ])
  }

  @Test("parts share next to nothing, and names without a date are parts")
  func parts() {
    #expect(found([("uptake-2026-10-01.csv", 0, 20), ("uptake-2026-11-01.csv", 15, 20)]) == [])
    #expect(found([("uptake-01.csv", 0, 20), ("uptake-02.csv", 0, 20)]) == [])
    #expect(found([("a-2026-11-19.csv", 0, 20), ("b-2026-11-20.csv", 0, 20)]) == [])
    #expect(found([("uptake-20261340.csv", 0, 20), ("uptake-20261341.csv", 0, 20)]) == [])
    #expect(found([("uptake-2026-11-19.csv", 0, 5), ("uptake-2026-11-20.csv", 0, 5)]) == [])
  }
}
