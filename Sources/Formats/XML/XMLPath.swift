/// Where the cells of a column stand in an XML file, seen from the record element.
///
/// ```
/// @id                        an attribute of the record
/// Name                       the text of its child
/// Target/OrgId/@extension    an attribute further down
/// ../../OrgId/@extension     the same in an element around the record
/// .                          the record's own text
/// Date[Type/@value='Operational']/Start/@value      of the children Date the first of this type
/// Date[Type/@value!='Legal']/Start/@value           the first that is not of this type, or has none
/// ```
///
/// Of children of one name the first counts at each step, as in XPath's `Target[1]/OrgId[1]`. Of an element around
/// the record only what stands before the record is seen. Elements go by their local names, whatever their
/// namespace; attributes by their names as written, prefix included. An element's text is its own, without that of
/// the elements in it.
public struct XMLPath: Hashable, Sendable {
  /// How many elements up from the record the steps start.
  public let ups: Int
  /// The local names of the elements from there on.
  public let steps: [String]
  /// The attribute's name; nil where the element's text is meant.
  public let attribute: String?
  /// What one of the steps must be like; nil where the first of its name counts.
  public let condition: Condition?

  /// A condition on the element that one step leads to.
  public struct Condition: Hashable, Sendable {
    /// How many steps lead to the element.
    public let step: Int
    /// The local names of the elements from there to the one with the attribute.
    public let steps: [String]
    /// The attribute's name.
    public let attribute: String
    /// What it is held against.
    public let value: String
    /// Whether it must be the value, or must not.
    public let isEqual: Bool
  }

  /// Reads a path, or nil where the text is not one.
  public init?(_ text: String) {
    guard let (text, bracket) = XMLPath.split(text) else { return nil }
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var attribute: String?
    if let last = parts.last, last.hasPrefix("@") {
      attribute = String(last.dropFirst())
      parts.removeLast()
    }
    if parts.first == "." { parts.removeFirst() }
    let ups = parts.prefix { $0 == ".." }.count
    let steps = parts.dropFirst(ups).map { $0.split(separator: ":").last.map(String.init) ?? "" }
    guard !text.isEmpty, attribute != "" else { return nil }
    let names = steps + (attribute.map { [$0] } ?? [])
    guard names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.hasPrefix("@") })
    else { return nil }
    self.ups = ups
    self.steps = steps
    self.attribute = attribute
    guard let bracket else {
      condition = nil
      return
    }
    guard let condition = XMLPath.condition(bracket.text, step: bracket.step - ups),
      bracket.step > ups, bracket.step - ups <= steps.count
    else { return nil }
    self.condition = condition
  }

  /// Takes the condition in brackets out of a path: what remains, the condition, and after how many parts it stands.
  private static func split(
    _ text: String
  ) -> (text: String, bracket: (text: Substring, step: Int)?)? {
    guard let open = text.firstIndex(of: "[") else { return text.contains("]") ? nil : (text, nil) }
    guard let close = text.lastIndex(of: "]"), open < close else { return nil }
    let inside = text[text.index(after: open)..<close]
    let after = text[text.index(after: close)...]
    guard !inside.contains("["), !inside.contains("]"), after.isEmpty || after.hasPrefix("/")
    else { return nil }
    let before = text[..<open]
    return (
      String(before) + after, (inside, before.split(separator: "/").filter { $0 != "." }.count)
    )
  }

  /// Reads `Type/@value='Operational'`, or nil where the text is not such a condition.
  private static func condition(_ text: Substring, step: Int) -> Condition? {
    let isEqual = !text.contains("!=")
    let sides = text.split(separator: isEqual ? "=" : "!=", maxSplits: 1)
    guard sides.count == 2, sides[1].count >= 2, sides[1].hasPrefix("'"), sides[1].hasSuffix("'"),
      let path = XMLPath(String(sides[0])), path.ups == 0, path.condition == nil,
      let attribute = path.attribute
    else { return nil }
    return Condition(
      step: step, steps: path.steps, attribute: attribute,
      value: String(sides[1].dropFirst().dropLast()), isEqual: isEqual)
  }
}
