/// Text that stands in a page or a chart as it is: escaped text, and whole elements of it.
///
/// A text gets in through `init(_:)`, which escapes it, and names of elements and attributes are literals of the program, so that
/// nothing that a feed says can be read as an element.
///
/// - Shape: well-formed XML, which HTML of the elements that are used here is too.
public struct Markup: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The markup as it is written.
  public private(set) var text: String

  /// Escapes a text.
  public init(_ text: String) { self.text = escaped(text) }

  /// Escapes a literal.
  public init(stringLiteral text: String) { self.init(text) }

  /// Nothing.
  public static let nothing = Markup(made: "")

  /// A style sheet of the program's own, in which nothing is to be escaped.
  public static func style(_ sheet: StaticString) -> Markup {
    Markup(made: "<style>\n\(sheet)\n</style>")
  }

  /// A script of the program's own, in which nothing is to be escaped.
  public static func script(_ text: StaticString) -> Markup {
    Markup(made: "<script>\n\(text)\n</script>")
  }

  /// A whole document of HTML.
  public static func document(_ root: Markup) -> Markup {
    Markup(made: "<!DOCTYPE html>\n\(root.text)\n")
  }

  /// Both, one after the other.
  public static func + (left: Markup, right: Markup) -> Markup {
    Markup(made: left.text + right.text)
  }

  /// Markup one after the other.
  public static func joined(_ parts: some Sequence<Markup>) -> Markup {
    var text = ""
    for part in parts { text += part.text }
    return Markup(made: text)
  }

  fileprivate init(made text: String) { self.text = text }
}

/// An element with its attributes and what stands in it; one without anything in it is closed at once.
public func element(
  _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
  @MarkupBuilder _ content: () -> Markup = { .nothing }
) -> Markup {
  let inner = content().text
  let name = name.description
  var text = "<"
  text += name
  for (attribute, value) in attributes {
    text += " "
    text += attribute.description
    text += "=\""
    text += escaped(value)
    text += "\""
  }
  if inner.isEmpty && isVoid(name) {
    text += "/>"
  } else {
    text.reserveCapacity(text.utf8.count + inner.utf8.count + name.utf8.count + 4)
    text += ">"
    text += inner
    text += "</"
    text += name
    text += ">"
  }
  return Markup(made: text)
}

/// Whether an element without anything in it is closed at once: HTML ends all others by a tag of their own, whatever is in them.
private func isVoid(_ name: String) -> Bool {
  switch name {
  case "meta", "rect", "line", "circle", "path", "polygon", "br", "input": true
  default: false
  }
}

/// Puts markup and texts together as they are written.
@resultBuilder
public enum MarkupBuilder {
  /// Markup as it is.
  public static func buildExpression(_ markup: Markup) -> Markup { markup }
  /// A text, escaped.
  public static func buildExpression(_ text: String) -> Markup { Markup(text) }
  /// Markup one after the other.
  public static func buildExpression(_ markup: [Markup]) -> Markup { .joined(markup) }
  /// What stands under each other.
  public static func buildBlock(_ parts: Markup...) -> Markup { .joined(parts) }
  /// What a condition lets through.
  public static func buildOptional(_ part: Markup?) -> Markup { part ?? .nothing }
  /// The one of two ways.
  public static func buildEither(first part: Markup) -> Markup { part }
  /// The other of two ways.
  public static func buildEither(second part: Markup) -> Markup { part }
  /// What a loop makes.
  public static func buildArray(_ parts: [Markup]) -> Markup { .joined(parts) }
}

/// A text with what XML and HTML read as markup written by name; what XML cannot have becomes the replacement character.
private func escaped(_ text: String) -> String {
  guard mayNeedEscape(text.utf8.span) else { return text }
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\t", "\n": result.unicodeScalars.append(scalar)
    case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): result += "\u{FFFD}"
    case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Whether a text has a byte that may be.
private func mayNeedEscape(_ text: Span<UInt8>) -> Bool {
  for index in text.indices where mayNeedEscape(text[index]) { return true }
  return false
}

/// Whether a byte of a text is one that is escaped, or begins a character that is replaced: most texts have none.
private func mayNeedEscape(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
    UInt8(ascii: "'"):
    true
  case UInt8(ascii: "\t"), UInt8(ascii: "\n"): false
  // U+0080 to U+009F begin with the one, U+FFFE and U+FFFF with the other.
  case ..<0x20, 0x7F, 0xC2, 0xEF: true
  default: false
  }
}
