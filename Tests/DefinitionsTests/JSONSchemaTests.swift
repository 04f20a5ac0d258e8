import Pages
import Foundation
import Testing

@testable import Definitions
@testable import ProgramRuns

/// The schema and the reference page, which are made from the loader's own tables.
@Suite struct JSONSchemaTests {
  @Test("the tables of keys name no key twice, and choices name keys that are there")
  func tablesAreSound() {
    for kind in DefinitionKind.all {
      let names = kind.keys.map(\.name)
      #expect(Set(names).count == names.count, "\(kind.name)")
      for key in kind.choices.flatMap(\.keys) {
        #expect(names.contains(key), "\(kind.name): \(key)")
      }
      for key in kind.keys {
        #expect(
          key.summary.hasSuffix(".") && !key.summary.contains("\n"), "\(kind.name): \(key.name)")
      }
    }
    let names = DefinitionKind.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test("the reference page has every key of every kind with its description")
  func referenceIsWhole() {
    let page = definitionReference()
    for kind in DefinitionKind.all {
      #expect(page.contains("\(kind.name)\n\n\(kind.summary)\n"))
      for key in kind.keys { #expect(page.contains("| `\(key.name)` | ")) }
    }
  }

  @Test("the schema is a schema, allows what the loader allows and refuses what it refuses")
  func schemaAgrees() throws {
    let folders = [exampleFolder, fixtures.appending(path: "pipeline")]
    guard let faults = try SchemaPeer.faults(of: jsonSchema(), on: folders) else {
      print("JSONSchemaTests: python3 has no jsonschema or no PyYAML, so the schema was not tried")
      return
    }
    #expect(faults.isEmpty)
  }
}
