import Statistics
import Testing

@Suite("Quantiles of areas")
struct AreaQuantileTests {
  @Test("quantiles: parts of equal size, ties together, none where areas are fewer than parts")
  func quantiles() {
    #expect(areaQuantiles(of: [1, 2, 3, 4, 5], parts: 5) == [1, 2, 3, 4, 5])
    #expect(areaQuantiles(of: [1, 2, 3, 4, 5], parts: 5, isInverted: true) == [5, 4, 3, 2, 1])
    #expect(areaQuantiles(of: [7, 7, 7, 9], parts: 2) == [1, 1, 1, 2])
    #expect(areaQuantiles(of: [1, nil, 3, .nan], parts: 3) == [nil, nil, nil, nil])
    #expect(areaQuantiles(of: [1, nil, 3, 4], parts: 3) == [1, nil, 2, 3])
    #expect(areaQuantiles(of: [1, 2], parts: 0) == [nil, nil])
    #expect(areaQuantiles(of: [], parts: 5) == [])
  }

  @Test(
    "quantiles of many areas never fall, use every part, and are as many in each", arguments: 5...60
  )
  func spread(areas: Int) {
    let found = areaQuantiles(of: (0..<areas).map { Double($0) }, parts: 5).compactMap(\.self)
    #expect(found == found.sorted())
    let sizes = (1...5).map { part in found.count { $0 == part } }
    #expect(sizes.allSatisfy { $0 == areas / 5 || $0 == areas / 5 + 1 })
  }
}
