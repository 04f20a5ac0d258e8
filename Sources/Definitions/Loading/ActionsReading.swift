import Expressions
import Formats
import Model
import Tables

/// Reads what is made of actions, as it is for a list that no red flag is about.
func readActions(
  _ root: YAMLNode, _ known: Known, _ columns: PersonColumns, feeds: [FeedDefinition],
  _ mistakes: inout Mistakes
) -> (definition: ActionsDefinition, columns: PersonColumns)? {
  let feed = readActionFeed(root, known, &mistakes)
  var own = columns
  own.add(ListActions.redFlagDays, .integer, at: root.firstKey, &mistakes)
  let features = readFeatures(root, known, &own, &mistakes)
  checkSource(of: root, &mistakes)
  let closings = (root["take_off"]?.elements ?? []).compactMap { node in
    checkExpression(node["when"], in: own.names, .condition, &mistakes).map {
      Exclusion(because: node.text("because"), when: $0)
    }
  }
  let reasons = (root["reasons"]?.elements ?? []).compactMap { node in
    checkExpression(node["when"], in: own.names, .condition, &mistakes).map {
      Reason(when: $0, says: node.text("says"))
    }
  }
  let wrong = checkExpression(root["wrongly_listed"], in: own.names, .condition, &mistakes)
  checkShown(root, own, features, &mistakes)
  guard let feed, let day = feeds.first(where: { $0.contract.name == feed.name })?.eventDay else {
    return nil
  }
  let actions = ListActions(
    feed: feed.name, list: root.text("list"), day: day, practice: root["practice"]?.text,
    features: features, closings: closings, reasons: reasons, shown: root.texts("show"),
    wronglyListed: wrong,
    auditDays: readWholeNumber(root["audit_days"]?.text ?? "") ?? defaultAuditDays)
  return (
    ActionsDefinition(
      name: root.text("actions"), title: root.text("title"), source: root.text("source"),
      ofEachList: actions), own
  )
}

/// Reads which feed it is, and checks its columns.
private func readActionFeed(
  _ root: YAMLNode, _ known: Known, _ mistakes: inout Mistakes
) -> KnownFeed? {
  guard let node = root["feed"], let feed = known.feed(node, &mistakes) else { return nil }
  if let grain = feed.grain, grain != .event {
    mistakes.add(.expected("a feed of grain event"), at: node)
    return nil
  }
  for key in ["list", "practice"] {
    guard let node = root[key], let name = node.text else { continue }
    let column = feed.columns.first { $0.name == name }
    if column == nil {
      let nearest = nearestWord(to: name, in: feed.columns.map(\.name))
      mistakes.add(
        .unknownReference(kind: "column of feed \(feed.name)", name: name, nearest: nearest),
        at: node)
    } else if let type = column?.type, type != .text {
      mistakes.add(.expected("a column of texts"), at: node)
    }
  }
  return feed
}

/// What is reduced are the rows that name a list, which are those of the one feed.
private func checkSource(of root: YAMLNode, _ mistakes: inout Mistakes) {
  for entry in root["features"]?.entries ?? [] {
    for node in entry.value["from"]?.elements ?? [] where node.text != root.text("feed") {
      mistakes.add(.expected("the feed of actions, \(root.text("feed"))"), at: node)
    }
    if let node = entry.value["campaign"] {
      mistakes.add(.expected("no campaign: actions are the same for every list"), at: node)
    }
  }
}

/// A list shows own features, none of them under the name of a column that every list has.
private func checkShown(
  _ root: YAMLNode, _ own: PersonColumns, _ features: [FeatureDefinition],
  _ mistakes: inout Mistakes
) {
  var taken = Set(ListColumn.allCases.map(\.rawValue))
  let names = (root["features"]?.entries ?? []).map(\.name)
  for node in root["show"]?.elements ?? [] {
    guard let name = node.text else { continue }
    if !taken.insert(name).inserted {
      mistakes.add(.alreadyShown(name), at: node)
    } else if !names.contains(name) {
      mistakes.add(
        .unknownReference(
          kind: "feature of actions", name: name, nearest: nearestWord(to: name, in: names)),
        at: node)
    }
  }
}

/// The features of actions as they are for one list, which says of some derived ones how they are worked out there.
func readOwnActions(
  _ node: YAMLNode, _ actions: ListActions, _ columns: PersonColumns, _ mistakes: inout Mistakes
) -> ListActions {
  var own = actions
  for entry in node.entries {
    let derived = actions.features.filter { if case .derived = $0.kind { true } else { false } }
    guard let index = own.features.firstIndex(where: { $0.name == entry.name }),
      case .derived(let usual) = own.features[index].kind
    else {
      let names = derived.map(\.name)
      mistakes.add(
        .unknownReference(
          kind: "derived feature of actions", name: entry.name,
          nearest: nearestWord(to: entry.name, in: names)), at: entry.key)
      continue
    }
    // It may read what the feature that it stands for may.
    var names = columns.names
    for later in own.features[index...] { names.columns[later.name] = nil }
    guard let value = checkExpression(entry.value, in: names, .value, &mistakes) else { continue }
    if value.type == usual.type {
      own.features[index].kind = .derived(value)
    } else {
      mistakes.add(.expressionType(expected: usual.type, found: value.type), at: entry.value)
    }
  }
  return own
}

/// For how many days an action may take somebody off a list because of red flags that are about it: the fewest of those that
/// the person has; missing with none.
func redFlagDays(
  _ flags: [RedFlag], list: String, at node: YAMLNode, _ columns: PersonColumns
) -> CheckedExpression? {
  let about = flags.filter { $0.lists.isEmpty || $0.lists.contains(list) }
    .sorted { $0.heldDays < $1.heldDays }
  let branches = about.map { "when (\($0.when.text)) then \($0.heldDays)" }
  let text = "case \(branches.isEmpty ? "when false then 0" : branches.joined(separator: " ")) end"
  // What each flag's own mistakes are is told where it stands.
  var told = Mistakes()
  return checkExpression(text, of: node, in: columns.names, .value, &told)
}
