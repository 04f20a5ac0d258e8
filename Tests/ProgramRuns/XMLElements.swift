import Foundation
import FoundationXML

/// The elements of a well-formed text, in the order in which they begin, as libxml2 reads them.
struct XMLElements {
  struct Element: Equatable {
    var name: String
    var attributes: [String: String]
    /// The texts that stand in it and in what is in it.
    var text = ""
    /// The names of the elements that it stands in, the outermost first.
    var within: [String]

    subscript(attribute: String) -> String? { attributes[attribute] }

    /// An attribute as a number; not a number where there is none.
    func number(_ attribute: String) -> Double {
      attributes[attribute].flatMap(Double.init) ?? .nan
    }
  }

  struct Fault: Error {
    var line: Int
    var said: String
  }

  let all: [Element]

  /// Reads a text; HTML of the program is read without its first line.
  init(_ text: String) throws {
    let reader = Reader()
    let html = text.replacingOccurrences(of: "<!DOCTYPE html>\n", with: "")
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = reader
    guard parser.parse() else {
      throw Fault(line: parser.lineNumber, said: "\(String(describing: parser.parserError))")
    }
    all = reader.elements
  }

  /// The elements of a name.
  func named(_ name: String) -> [Element] { all.filter { $0.name == name } }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    private var open: [Int] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      let within = open.map { elements[$0].name }
      open.append(elements.count)
      elements.append(Element(name: name, attributes: attributes, within: within))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      for index in open { elements[index].text += text }
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      open.removeLast()
    }
  }
}
