package import Definitions
import Formats

/// The JSON Schema (draft 2020-12) of all definition files, for editors.
///
/// It is made from the tables of keys that the loader reads. It cannot know what names mean, so a file that fits it may
/// still have mistakes. A scalar may be quoted or not, as the loader reads either as text.
public func jsonSchema() -> String {
  let files: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "phm definitions",
    "description": "A definition file of a population health management pipeline.",
    "oneOf": .list(DefinitionKind.files.map { reference(to: $0) }),
    "$defs": .object(DefinitionKind.all.map { .init($0.schemaName, schema(of: $0)) }),
  ]
  return String(decoding: files.document, as: UTF8.self)
}

extension DefinitionKind {
  /// Every kind of definition file, each followed by the kinds of its parts.
  package static var all: [DefinitionKind] {
    var kinds: [DefinitionKind] = []
    func add(_ kind: DefinitionKind) {
      if kinds.contains(where: { $0.name == kind.name }) { return }
      kinds.append(kind)
      let shapes = kind.keys.map(\.shape) + [kind.others?.shape].compactMap { $0 }
      for part in shapes.flatMap(\.parts) { add(part) }
    }
    for kind in files { add(kind) }
    return kinds
  }

  /// The kind's name in the schema.
  fileprivate var schemaName: String {
    String(name.lowercased().map { $0 == " " ? "-" : $0 })
  }
}

extension ValueShape {
  /// The kinds of mappings that a value may be or hold.
  fileprivate var parts: [DefinitionKind] {
    switch self {
    case .mapping(let kind): [kind]
    case .entries(let value, _, _): value.parts
    case .list(let element), .listOrNone(let element): element.parts
    case .either(let shapes): shapes.flatMap(\.parts)
    default: []
    }
  }
}

private func reference(to kind: DefinitionKind) -> JSONValue {
  ["$ref": .text("#/$defs/\(kind.schemaName)")]
}

private func schema(of kind: DefinitionKind) -> JSONValue {
  var members: [JSONValue.Member] = [
    .init("description", .text(kind.summary)),
    .init("type", "object"),
    .init(
      "properties",
      .object(kind.keys.map { .init($0.name, described(schema(of: $0.shape), $0.summary)) })),
    .init("required", .list(kind.keys.filter(\.isRequired).map { .text($0.name) })),
    .init(
      "additionalProperties",
      kind.others.map { described(schema(of: $0.shape), $0.summary) } ?? false),
  ]
  if !kind.choices.isEmpty {
    members.append(.init("oneOf", .list(kind.choices.map { schema(of: $0, among: kind.choices) })))
  }
  return .object(members)
}

/// The keys of a choice are there, and none of those that belong to the others only.
private func schema(of choice: DefinitionKind.Choice, among choices: [DefinitionKind.Choice])
  -> JSONValue
{
  let others = choices.flatMap(\.keys).filter { !choice.keys.contains($0) }
  return [
    "required": .list(choice.requires.map { .text($0) }),
    "properties": .object(others.map { .init($0, false) }),
  ]
}

private func described(_ schema: JSONValue, _ summary: String) -> JSONValue {
  guard case .object(let members) = schema else { return schema }
  return .object([.init("description", .text(summary))] + members)
}

private func schema(of shape: ValueShape) -> JSONValue {
  switch shape {
  case .text, .path, .folder, .expression: scalar(pattern: "[^ \\n]")
  case .anyText: ["type": scalarTypes]
  case .name: scalar(pattern: namePattern)
  case .columnName: scalar(pattern: columnPattern)
  case .word(let words): oneOf(words)
  case .truth: ["enum": [true, false, "true", "false"]]
  case .character: scalar(pattern: "^(tab|[\\x00-\\x09\\x0B\\x0C\\x0E-\\x7F])$")
  case .number: number(minimum: nil, maximum: nil)
  case .fraction: number(minimum: 0, maximum: 1)
  case .wholeNumber(let least): wholeNumberSchema(least)
  case .day: ["type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"]
  case .mapping(let kind): reference(to: kind)
  case .entries(let value, let keys, _): entries(of: schema(of: value), keys)
  case .list(let element): ["type": "array", "minItems": 1, "items": schema(of: element)]
  case .listOrNone(let element): ["type": "array", "items": schema(of: element)]
  case .either(let shapes): ["anyOf": .list(shapes.map { schema(of: $0) })]
  }
}

private let namePattern = "^[a-z0-9]+(-[a-z0-9]+)*$"
private let columnPattern = "^[A-Za-z_][A-Za-z0-9_]*$"
private let decimalPattern = "^[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?$"

/// What an editor may take a scalar for that the loader reads as text.
private let scalarTypes = ["string", "number", "boolean"] as JSONValue

private func scalar(pattern: String) -> JSONValue {
  ["type": scalarTypes, "pattern": .text(pattern)]
}

/// Words, and the numbers that some of them are where they stand without quotes.
private func oneOf(_ words: [String]) -> JSONValue {
  let numbers = words.compactMap { readWholeNumber($0) }
  return ["enum": .list(words.map { .text($0) } + numbers.map { .integer($0) })]
}

private func number(minimum: Int?, maximum: Int?) -> JSONValue {
  var members: [JSONValue.Member] = [
    .init("type", ["number", "string"]), .init("pattern", .text(decimalPattern)),
  ]
  if let minimum { members.append(.init("minimum", .integer(minimum))) }
  if let maximum { members.append(.init("maximum", .integer(maximum))) }
  return .object(members)
}

private func wholeNumberSchema(_ least: Int) -> JSONValue {
  ["type": ["integer", "string"], "pattern": "^[0-9]+$", "minimum": .integer(least)]
}

private func entries(of value: JSONValue, _ keys: EntryKeys) -> JSONValue {
  let pattern: String =
    switch keys {
    case .names: namePattern
    case .columns: columnPattern
    case .codes: "."
    }
  return [
    "type": "object", "minProperties": 1, "propertyNames": ["pattern": .text(pattern)],
    "additionalProperties": value,
  ]
}
