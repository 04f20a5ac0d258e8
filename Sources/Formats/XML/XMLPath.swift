/// Where the cells of a column stand in an XML file, seen from the record element.
///
/// ```
/// @id                        an attribute of the record
/// Name                       the text of its child
/// Target/OrgId/@extension    an attribute further down
/// ../../OrgId/@extension     the same in an element around the record
/// .                          the record's own text
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

  /// Reads a path, or nil where the text is not one.
  public init?(_ text: String) {
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
  }
}
