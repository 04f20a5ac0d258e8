import Definitions
import Formats
import Messages
import Model
import Tables
import Testing

/// Columns of keys by which persons are told apart.
@Suite("Persons' keys in definitions") struct PersonKeyTests {
  private func mistakes(of copy: ExampleCopy) -> [DefinitionMistake] {
    do throws(DefinitionMistakes) {
      _ = try loadPipeline(at: copy.path("pipeline.yaml"))
      return []
    } catch {
      return error.mistakes
    }
  }

  @Test("pseudonyms and UUIDs are the keys of a population whose feeds all have them in one form")
  func pseudonyms() throws {
    let uuid = try ExampleCopy.keyed("type: uuid")
    let population = try #require(try loadPipeline(at: uuid.path("pipeline.yaml")).population)
    #expect(population.value.key == .pseudonym(.uuid))
    let copy = try ExampleCopy.keyed("type: pseudonym, length: 64, letters: lower")
    let pipeline = try loadPipeline(at: copy.path("pipeline.yaml"))
    let form = PseudonymForm.token(length: 64, letters: .lower)
    #expect(pipeline.population?.value.vocabulary.key == .pseudonym(form))
    #expect(pipeline.feeds[0].value.contract.columns[0].type == .pseudonym(form))
    #expect(
      pipeline.feeds[0].value.rules.checks.first
        == ColumnCheck(column: "nhs_number", format: .pseudonym, grade: .record))
    // Another length, or letters that are kept, in one feed: keys of it would match nobody.
    for other in ["length: 63, letters: lower", "length: 64", "length: 64, letters: upper"] {
      let copy = try ExampleCopy.keyed("type: pseudonym, length: 64, letters: lower")
      try copy.replace("length: 64, letters: lower", with: other, in: "feeds/readings.yaml")
      let found = mistakes(of: copy)
      #expect(found.map(\.file) == [copy.path("feeds/readings.yaml")])
      #expect(
        found.map(\.reason) == [
          .expected(
            "a column of the same keys as 'person' of the population (type: pseudonym, length: 64, letters: lower)"
          )
        ])
    }
  }

  @Test("a key may be worked out of others of its form, and a list's own column is no key's name")
  func computedKeys() throws {
    let merged = try ExampleCopy.keyed("type: uuid")
    try merged.replace(
      "  nhs_number: {type: uuid, required: true}",
      with: """
          first: {type: uuid}
          second: {type: uuid}
          nhs_number: {computed: "coalesce(first, second)", required: true}
        """, in: "feeds/events.yaml")
    #expect(mistakes(of: merged).isEmpty)
    try merged.replace(
      "second: {type: uuid}", with: "second: {type: pseudonym}", in: "feeds/events.yaml")
    #expect(mistakes(of: merged).count == 1)
    let taken = try ExampleCopy.keyed("type: uuid")
    for name in ["population.yaml", "feeds/patients.yaml"] {
      try taken.replace("nhs_number", with: "rank", in: name)
    }
    #expect(
      mistakes(of: taken).map(\.reason).contains(
        .expected("another name, since every list has a column 'rank'")))
  }
}
