public import Model
import Formats
public import Tables

/// One column of a sheet: its name, its type, what it means and what its values fulfil.
public struct SheetField: Hashable, Sendable {
  /// The name, as files of plain text have it in their header.
  public var name: String
  /// The type of its values.
  public var type: ColumnType
  /// What people call it and what it means; nil where nothing more is known.
  public var description: FieldDescription?
  /// Whether every row has a value.
  public var isRequired = false
  /// Whether no value stands twice in a network.
  public var isUnique = false
  /// The smallest value; nil for any.
  public var minimum: Int?
  /// The largest value; nil for any.
  public var maximum: Int?
  /// The whole form of a text, as a regular expression; nil for any.
  public var pattern: String?
  /// The unit of its numbers; nil for none.
  public var unit: String?

  init(_ name: String, _ type: ColumnType, _ description: FieldDescription? = nil) {
    self.name = name
    self.type = type
    self.description = description
    if type == .identifier { pattern = PersonKeyForm.nhsNumber.pattern }
  }

  /// The field's descriptor.
  ///
  /// - Source: Frictionless Table Schema 1.0. NHS numbers are strings, since a leading zero belongs to them.
  var json: JSONValue {
    var members = [JSONValue.Member("name", .text(name)), .init("type", .text(typeName))]
    if type == .day { members.append(.init("format", "default")) }
    if let description {
      members.append(.init("title", .text(description.title)))
      members.append(.init("description", .text(description.text)))
    }
    let constraints = self.constraints
    if !constraints.isEmpty { members.append(.init("constraints", .object(constraints))) }
    return .object(members)
  }

  private var constraints: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    if isRequired { members.append(.init("required", true)) }
    if isUnique { members.append(.init("unique", true)) }
    if let minimum { members.append(.init("minimum", .integer(minimum))) }
    if let maximum { members.append(.init("maximum", .integer(maximum))) }
    if let pattern { members.append(.init("pattern", .text(pattern))) }
    return members
  }

  /// The type as Table Schema calls it.
  var typeName: String {
    switch type {
    case .boolean: "boolean"
    case .integer: "integer"
    case .decimal: "number"
    case .day: "date"
    case .text, .identifier, .pseudonym: "string"
    }
  }
}
