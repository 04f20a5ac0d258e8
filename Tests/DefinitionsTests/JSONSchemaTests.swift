import Pages
import Foundation
import Testing

@testable import Definitions

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
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try jsonSchema().write(
      to: folder.appending(path: "schema.json"), atomically: false, encoding: .utf8)
    let pipelines = exampleFolder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "pipelines")
    let (status, output) = try python(
      schemaCheck,
      arguments: [folder.appending(path: "schema.json").path, exampleFolder.path, pipelines.path])
    if status == 77 {
      print("JSONSchemaTests: python3 has no jsonschema or no PyYAML, so the schema was not tried")
      return
    }
    #expect(status == 0, "\(output)")
    #expect(output.contains("files: "))
  }

  private func python(_ program: String, arguments: [String]) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // 127: env finds no python3.
    let status = process.terminationStatus == 127 ? 77 : process.terminationStatus
    return (status, String(decoding: output, as: UTF8.self))
  }
}

/// Tries every file in two readings: as texts (the loader's) and as YAML 1.2 types (an editor's); then each file with
/// one thing wrong.
private let schemaCheck = #"""
  import json, pathlib, re, sys
  try:
      import yaml, jsonschema
  except ImportError:
      sys.exit(77)

  class Editor(yaml.SafeLoader):
      pass
  Editor.yaml_implicit_resolvers = {}
  for tag, pattern, first in [
      ("bool", r"^(true|false)$", "tf"), ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
      ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
  ]:
      Editor.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), list(first))
  Editor.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))

  schema = json.load(open(sys.argv[1]))
  jsonschema.Draft202012Validator.check_schema(schema)
  validator = jsonschema.Draft202012Validator(schema)
  failures, count = [], 0

  def keys_as_text(value):
      if isinstance(value, dict):
          return {k if isinstance(k, str) else json.dumps(k): keys_as_text(v) for k, v in value.items()}
      if isinstance(value, list):
          return [keys_as_text(v) for v in value]
      return value

  def must_hold(name, value):
      for error in validator.iter_errors(value):
          best = jsonschema.exceptions.best_match([error])
          failures.append(f"{name}: {list(best.absolute_path)}: {best.message[:300]}")

  def must_fail(name, value):
      if validator.is_valid(value):
          failures.append(f"{name}: is allowed")

  for folder in sys.argv[2:]:
      for path in sorted(pathlib.Path(folder).rglob("*.yaml")):
          text = path.read_text()
          plain = yaml.load(text, yaml.BaseLoader)
          must_hold(f"{path} as texts", plain)
          must_hold(f"{path} as types", keys_as_text(yaml.load(text, Editor)))
          must_fail(f"{path} with an unknown key", {**plain, "beer": "x"})
          must_fail(f"{path} without its first key", {k: v for k, v in list(plain.items())[1:]})
          must_fail(f"{path} with a list for its first value", {**plain, next(iter(plain)): []})
          count += 1
  print("files:", count)
  print("\n".join(failures))
  sys.exit(1 if failures or count == 0 else 0)
  """#
