import Model
import Formats
import Tables

/// One column of a published file, as Table Schema describes it.
struct SchemaField: Hashable, Sendable {
  var name: String
  var type: ColumnType
  var description: FieldDescription?
  var isRequired = false
  var isUnique = false
  var minimum: Int?
  var maximum: Int?
  var pattern: String?

  init(_ name: String, _ type: ColumnType, _ description: FieldDescription? = nil) {
    self.name = name
    self.type = type
    self.description = description
    if type == .identifier { pattern = "[0-9]{10}" }
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

  private var typeName: String {
    switch type {
    case .boolean: "boolean"
    case .integer: "integer"
    case .decimal: "number"
    case .day: "date"
    case .text, .identifier: "string"
    }
  }
}
