/// The JSON Schema (draft 2020-12) of all definition files, for editors.
///
/// It is made from the tables of keys that the loader reads. It cannot know what names mean, so a file that fits it may
/// still have mistakes. A scalar may be quoted or not, as the loader reads either as text.
public func jsonSchema() -> String {
  JSONValue.object([
    ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
    ("title", .text("phm definitions")),
    ("description", .text("A definition file of a population health management pipeline.")),
    ("oneOf", .list(DefinitionKind.files.map { reference(to: $0) })),
    ("$defs", .object(DefinitionKind.all.map { ($0.schemaName, schema(of: $0)) })),
  ]).document
}

extension DefinitionKind {
  /// Every kind of definition file, each followed by the kinds of its parts.
  static var all: [DefinitionKind] {
    var kinds: [DefinitionKind] = []
    func add(_ kind: DefinitionKind) {
      if kinds.contains(where: { $0.name == kind.name }) { return }
      kinds.append(kind)
      for part in kind.keys.flatMap(\.shape.parts) { add(part) }
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
    case .list(let element): element.parts
    case .either(let shapes): shapes.flatMap(\.parts)
    default: []
    }
  }
}

private func reference(to kind: DefinitionKind) -> JSONValue {
  .object([("$ref", .text("#/$defs/\(kind.schemaName)"))])
}

private func schema(of kind: DefinitionKind) -> JSONValue {
  var members: [(String, JSONValue)] = [
    ("description", .text(kind.summary)),
    ("type", .text("object")),
    (
      "properties",
      .object(kind.keys.map { ($0.name, described(schema(of: $0.shape), $0.summary)) })
    ),
    ("required", .list(kind.keys.filter(\.isRequired).map { .text($0.name) })),
    ("additionalProperties", .truth(false)),
  ]
  if !kind.choices.isEmpty {
    members.append(("oneOf", .list(kind.choices.map { schema(of: $0, among: kind.choices) })))
  }
  return .object(members)
}

/// The keys of a choice are there, and none of those that belong to the others only.
private func schema(of choice: DefinitionKind.Choice, among choices: [DefinitionKind.Choice])
  -> JSONValue
{
  let others = choices.flatMap(\.keys).filter { !choice.keys.contains($0) }
  return .object([
    ("required", .list(choice.requires.map { .text($0) })),
    ("properties", .object(others.map { ($0, .truth(false)) })),
  ])
}

private func described(_ schema: JSONValue, _ summary: String) -> JSONValue {
  guard case .object(let members) = schema else { return schema }
  return .object([("description", .text(summary))] + members)
}

private func schema(of shape: ValueShape) -> JSONValue {
  switch shape {
  case .text, .path, .folder, .expression: scalar(pattern: "[^ \\n]")
  case .anyText: .object([("type", scalarTypes)])
  case .name: scalar(pattern: namePattern)
  case .columnName: scalar(pattern: columnPattern)
  case .word(let words): oneOf(words)
  case .truth:
    .object([("enum", .list([.truth(true), .truth(false), .text("true"), .text("false")]))])
  case .character: scalar(pattern: "^(tab|[\\x00-\\x09\\x0B\\x0C\\x0E-\\x7F])$")
  case .number: number(minimum: nil, maximum: nil)
  case .fraction: number(minimum: 0, maximum: 1)
  case .wholeNumber(let least): wholeNumberSchema(least)
  case .day: .object([("type", .text("string")), ("pattern", .text("^\\d{4}-\\d{2}-\\d{2}$"))])
  case .mapping(let kind): reference(to: kind)
  case .entries(let value, let keys, _): entries(of: schema(of: value), keys)
  case .list(let element):
    .object([("type", .text("array")), ("minItems", .number(1)), ("items", schema(of: element))])
  case .either(let shapes): .object([("anyOf", .list(shapes.map { schema(of: $0) }))])
  }
}

private let namePattern = "^[a-z0-9]+(-[a-z0-9]+)*$"
private let columnPattern = "^[A-Za-z_][A-Za-z0-9_]*$"
private let decimalPattern = "^[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?$"

/// What an editor may take a scalar for that the loader reads as text.
private let scalarTypes = JSONValue.list([.text("string"), .text("number"), .text("boolean")])

private func scalar(pattern: String) -> JSONValue {
  .object([("type", scalarTypes), ("pattern", .text(pattern))])
}

/// Words, and the numbers that some of them are where they stand without quotes.
private func oneOf(_ words: [String]) -> JSONValue {
  let numbers = words.compactMap { readWholeNumber($0) }
  return .object([("enum", .list(words.map { .text($0) } + numbers.map { .number($0) }))])
}

private func number(minimum: Int?, maximum: Int?) -> JSONValue {
  var members: [(String, JSONValue)] = [
    ("type", .list([.text("number"), .text("string")])), ("pattern", .text(decimalPattern)),
  ]
  if let minimum { members.append(("minimum", .number(minimum))) }
  if let maximum { members.append(("maximum", .number(maximum))) }
  return .object(members)
}

private func wholeNumberSchema(_ least: Int) -> JSONValue {
  .object([
    ("type", .list([.text("integer"), .text("string")])), ("pattern", .text("^[0-9]+$")),
    ("minimum", .number(least)),
  ])
}

private func entries(of value: JSONValue, _ keys: EntryKeys) -> JSONValue {
  let pattern: String =
    switch keys {
    case .names: namePattern
    case .columns: columnPattern
    case .codes: "."
    }
  return .object([
    ("type", .text("object")), ("minProperties", .number(1)),
    ("propertyNames", .object([("pattern", .text(pattern))])), ("additionalProperties", value),
  ])
}
