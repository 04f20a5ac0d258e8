import Tables
import Testing

@testable import Health

/// The persons by the values of a column, found once in a run.
@Suite("Persons by the values of columns")
struct PersonClassesTests {
  private func persons(_ areas: [String?]) -> Table {
    Table([("area", Column(.text, areas.map { $0.map { .text($0) } }))])
  }

  @Test("values come in order, those of nobody are left out, and who has none comes last")
  func order() {
    let classes = PersonClasses().of("area", in: persons(["b", nil, "a", "b"]))
    #expect(classes.names == ["a", "b", nil])
    #expect(classes.classOfPerson == [1, 2, 0, 1])
    let numbers = Table([("fifth", Column(.integer, [.integer(5), nil, .integer(1)]))])
    let fifths = PersonClasses().of("fifth", in: numbers)
    #expect(fifths.names == ["1", "5", nil] && fifths.classOfPerson == [1, 2, 0])
  }

  @Test("a column whose values were left out for one step is not taken for the one that was found")
  func masked() {
    let classes = PersonClasses()
    let (whole, masked) = (persons(["a", "b", "b"]), persons(["a", nil, "b"]))
    #expect(classes.of("area", in: whole).classOfPerson == [0, 1, 1])
    #expect(classes.of("area", in: masked).classOfPerson == [0, 2, 1])
    #expect(classes.of("area", in: whole).names == ["a", "b"])
    let other = PersonClasses()
    #expect(other.of("area", in: masked).names == ["a", "b", nil])
    #expect(other.of("area", in: whole).names == ["a", "b"])
  }

  @Test("networks are the classes of the network's column, with or without people in none")
  func networks() {
    func areas(_ codes: [String?]) -> NetworkAreas {
      PersonClasses().networks(
        of: Table([("pcn_code", Column(.text, codes.map { $0.map { .text($0) } }))]))
    }
    let all = areas(["U2", "U1", "U2"])
    #expect(all.codes == ["U1", "U2"] && all.areaOfPerson == [1, 0, 1] && !all.hasUnplaced)
    let some = areas([nil, "U1"])
    #expect(some.codes == ["U1"] && some.areaOfPerson == [1, 0] && some.hasUnplaced)
    let placed = Table([("pcn_code", Column(.text, [nil, .text("U1"), nil, .text("U2")]))])
      .gathered([1, 3])
    #expect(!PersonClasses().networks(of: placed).hasUnplaced, "nobody of these is in no network")
    #expect(!PersonClasses().networks(of: placed.gathered([])).hasUnplaced)
    let none = areas([nil, nil])
    #expect(none.codes.isEmpty && none.hasUnplaced)
  }
}
