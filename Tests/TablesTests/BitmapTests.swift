import Testing

@testable import Tables

@Suite("Bitmaps")
struct BitmapTests {
  static let counts = [0, 1, 2, 63, 64, 65, 127, 128, 129, 200]

  @Test("bits are those of an array of truth values", arguments: counts)
  func agreement(count: Int) {
    let left = (0..<count).map { $0 % 3 == 0 }
    let right = (0..<count).map { $0 % 5 < 2 }
    let (a, b) = (Bitmap(left), Bitmap(right))
    #expect((0..<count).map { a[$0] } == left)
    #expect((0..<count).map { (a & b)[$0] } == zip(left, right).map { $0 && $1 })
    #expect((0..<count).map { (a | b)[$0] } == zip(left, right).map { $0 || $1 })
    #expect((0..<count).map { (~a)[$0] } == left.map { !$0 })
    #expect(a.subtracting(b) == Bitmap(zip(left, right).map { $0 && !$1 }))
    #expect(a.setCount == left.filter { $0 }.count)
    #expect(a.setIndices == left.indices.filter { left[$0] })
    #expect((~Bitmap(repeating: false, count: count)).isAllSet)
  }

  @Test("bits past the count stay zero", arguments: counts)
  func spareBits(count: Int) {
    #expect(Bitmap(repeating: true, count: count).setCount == count)
    #expect((~Bitmap(repeating: false, count: count)).setCount == count)
  }

  @Test("bitmaps join end to end at any length", arguments: counts, counts)
  func joining(first: Int, second: Int) {
    let left = (0..<first).map { $0 % 3 == 0 }
    let right = (0..<second).map { $0 % 7 != 0 }
    var joined = Bitmap(left)
    joined.append(contentsOf: Bitmap(right))
    #expect(joined == Bitmap(left + right))
  }

  @Test("single bits are set and cleared")
  func setting() {
    var bitmap = Bitmap(repeating: false, count: 130)
    bitmap[129] = true
    bitmap[64] = true
    bitmap[64] = false
    #expect(bitmap.setIndices == [129])
    #expect(bitmap.gathered([129, 0, 129]) == Bitmap([true, false, true]))
  }
}
