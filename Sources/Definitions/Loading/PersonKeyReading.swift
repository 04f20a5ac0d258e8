import Formats
import Model
import Tables

extension PersonKeyForm {
  /// The form of the keys that cells hold; nil where they hold none.
  init?(_ type: CellType) {
    switch type {
    case .identifier: self = .nhsNumber
    case .pseudonym(let form): self = .pseudonym(form)
    case .text, .organisationCode, .integer, .decimal, .day, .boolean, .code: return nil
    }
  }
}

extension KnownFeed {
  /// The form of the keys in a column; nil where it holds none, or where they may be of several forms.
  ///
  /// A column that is worked out of others has the form of those.
  func keyForm(of column: String?) -> PersonKeyForm? {
    guard let column else { return nil }
    if let type = cells[column] { return PersonKeyForm(type) }
    let read = (computedFrom[column] ?? []).compactMap { keyForm(of: $0) }
    return Set(read).count == 1 ? read.first : nil
  }
}

/// Checks that the feeds tell persons apart as the population does: keys of two forms would match nobody.
func checkKeys(of population: YAMLNode, _ known: Known, _ mistakes: inout Mistakes) {
  guard let name = population["from"]?.text,
    let form = known.feeds[name]?.keyForm(of: population["person"]?.text)
  else { return }
  for name in known.feeds.keys.sorted() {
    guard let feed = known.feeds[name], let key = feed.keyNode,
      let column = feed.columns.first(where: { $0.name == key.text }),
      column.type?.isPersonKey == true,
      feed.keyForm(of: key.text) != form
    else { continue }
    mistakes.add(
      .expected("a column of the same keys as 'person' of the population (\(form.declaration))"),
      at: key)
  }
}

/// Checks that the keys of a column are of one form, which those of a column that is worked out of others need not be.
func checkOneForm(_ node: YAMLNode?, of feed: KnownFeed, _ mistakes: inout Mistakes) {
  guard let node, let type = feed.columns.first(where: { $0.name == node.text })?.type,
    type.isPersonKey, feed.keyForm(of: node.text) == nil
  else { return }
  mistakes.add(.expected("a column whose keys are all of one form"), at: node)
}

/// Checks that a list can show the persons' pseudonyms under the name of the population's own column.
func checkListedKey(
  _ node: YAMLNode?, _ form: PersonKeyForm?, _ mistakes: inout Mistakes
) {
  guard let node, let name = node.text, let form, form != .nhsNumber,
    name != ListColumn.nhsNumber.rawValue
  else { return }
  let taken = ListColumn.allCases.map(\.rawValue) + PriorityColumn.allCases.map(\.rawValue)
  if taken.contains(name) {
    mistakes.add(.expected("another name, since every list has a column '\(name)'"), at: node)
  }
}

/// Reads what the pseudonyms of a column look like.
func readPseudonymForm(_ node: YAMLNode, _ mistakes: inout Mistakes) -> PseudonymForm {
  let length = node["length"].flatMap { readWholeNumber($0.text ?? "") }
  if let length, let node = node["length"], length > PseudonymForm.longest {
    mistakes.add(.expected("a number up to \(PseudonymForm.longest)"), at: node)
  }
  return .token(
    length: length, letters: PseudonymForm.Letters(rawValue: node.text("letters")) ?? .kept)
}
