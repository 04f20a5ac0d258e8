/// A JSON value whose objects keep the order of their keys.
indirect enum JSONValue {
  case text(String)
  case number(Int)
  case truth(Bool)
  case list([JSONValue])
  case object([(String, JSONValue)])
}

extension JSONValue {
  /// The value as JSON text, two blanks a level, with a line end after it.
  var document: String { written(indent: "") + "\n" }

  private func written(indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .text(let text): return jsonText(text)
    case .number(let number): return String(number)
    case .truth(let value): return value ? "true" : "false"
    case .list(let values):
      if values.isEmpty { return "[]" }
      let lines = values.map { inner + $0.written(indent: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let lines = members.map { "\(inner)\(jsonText($0)): \($1.written(indent: inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
  }
}
