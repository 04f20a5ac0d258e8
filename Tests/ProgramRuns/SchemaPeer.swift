import Foundation

/// The JSON Schema of definitions, tried by Python's jsonschema on the YAML files below folders.
enum SchemaPeer {
  /// What it says against the schema; nil where python3 has no jsonschema or no PyYAML.
  ///
  /// Empty where every file is allowed, each is refused with one thing wrong, and there are files.
  static func faults(of schema: String, on folders: [URL]) throws -> String? {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "schema.json")
    try schema.write(to: file, atomically: false, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", schemaCheck, file.path] + folders.map(\.path)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // 127: env finds no python3.
    if [77, 127].contains(process.terminationStatus) { return nil }
    guard process.terminationStatus != 0 else { return "" }
    return "exit code \(process.terminationStatus)\n\(String(decoding: output, as: UTF8.self))"
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
