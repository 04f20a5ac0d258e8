import Expressions
import Formats
import Model

/// What the definition of a workbook is held against.
struct WorkbookLists {
  /// Whether the pipeline has lists.
  var areThere: Bool
  /// The feed of actions, its columns of the list, the key and the practice, which nobody fills in; nil where lists take no actions.
  var actions: (feed: FeedDefinition, ofLists: Set<String>)?
  /// Whether the pipeline names actions, which may have mistakes.
  var namesActions: Bool
}

/// Reads what a workbook of lists is.
func readWorkbook(
  _ root: YAMLNode, _ lists: WorkbookLists, _ mistakes: inout Mistakes
) -> WorkbookDefinition {
  if !lists.areThere {
    mistakes.add(.expected("a pipeline with cohorts, whose lists a workbook holds"), at: root)
  }
  checkFilledIn(root, lists, &mistakes)
  return WorkbookDefinition(
    recipients: Set(root.texts("for").compactMap { WorkbookDefinition.Recipient(rawValue: $0) }),
    peopleShown: readWholeNumber(root["people"]?.text ?? ""), filledIn: root.texts("fill_in"))
}

/// What is filled in comes back as rows of the feed of actions, which must not be rejected for what nobody was asked.
private func checkFilledIn(
  _ root: YAMLNode, _ lists: WorkbookLists, _ mistakes: inout Mistakes
) {
  guard let node = root["fill_in"] else { return }
  guard let (feed, ofLists) = lists.actions else {
    if !lists.namesActions {
      mistakes.add(
        .expected("a pipeline with actions, as which comes back what is filled in"), at: node)
    }
    return
  }
  let columns = feed.contract.columns.filter { !ofLists.contains($0.name) }
  for node in node.elements {
    guard let name = node.text else { continue }
    if !columns.contains(where: { $0.name == name }) {
      let nearest = nearestWord(to: name, in: columns.map(\.name))
      mistakes.add(
        .unknownReference(
          kind: "column to fill in of feed \(feed.contract.name)", name: name, nearest: nearest),
        at: node)
    }
  }
  let asked = Set(root.texts("fill_in"))
  for column in columns where column.isRequired && !asked.contains(column.name) {
    mistakes.add(
      .expected("'\(column.name)' too, which the feed \(feed.contract.name) requires"), at: node)
  }
}
