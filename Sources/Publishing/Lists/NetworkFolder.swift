import Model
public import Tables

/// Makes a primary care network's folder: a list a cohort, also where nobody is due, the list over all of them, the
/// notices of scores, and the data package.
///
/// `remarks` are sentences about tonight's lists for `NOTICES.txt`, such as which practice is not on them.
///
/// The folder holds that network's patients and no others. Folders do not depend on each other, so a caller may make
/// several side by side. Files that were made before and stay as they are are described and not made again.
///
/// - Complexity: O(persons of the network on the lists).
public func networkFolder(
  _ network: NetworkCode, lists: [TargetList], priority: PriorityList? = nil,
  notices: [ScoreNotice] = [], remarks: [String] = [], referenceDate: Day
) -> FolderContents {
  var files: [FolderContents.File] = []
  var resources: [DataPackage.Resource] = []
  func add(
    _ resource: DataPackage.Resource, _ table: Table, rows: Range<Int>,
    byteCounts: [NetworkCode: Int]?
  ) {
    var resource = resource
    if let byteCount = byteCounts?[network] {
      resource.byteCount = byteCount
    } else {
      let bytes = csvText(of: table, rows: rows)
      resource.byteCount = bytes.count
      files.append(.init(name: resource.name.text + ".csv", bytes: bytes))
    }
    resources.append(resource)
  }
  for list in lists {
    add(
      resource(of: list), list.table, rows: list.rows(of: network), byteCounts: list.byteCounts)
  }
  if let priority {
    add(
      resource(of: priority), priority.table, rows: priority.rows(of: network),
      byteCounts: priority.byteCounts)
  }
  let notMade = lists.filter { !$0.undelivered.isEmpty }
  if let text = noticesText(notices, notMade: notMade, remarks: remarks) {
    files.append(.init(name: "NOTICES.txt", bytes: text))
  }
  let package = DataPackage(
    name: "target-lists-\(network.text.lowercased())",
    title: "Target lists of \(network.text)",
    description: """
      Ranked lists of this network's patients who are due, one file a list. Confidential patient information for \
      their direct care: do not pass it on, and delete it when the next release replaces it.
      """ + (notices.isEmpty ? "" : " NOTICES.txt holds texts that must go with the scores."),
    version: referenceDate.description, licence: .directCare, resources: resources)
  files.append(.init(name: "datapackage.json", bytes: package.text))
  return FolderContents(name: network.text, files: files)
}

private func resource(of list: TargetList) -> DataPackage.Resource {
  DataPackage.Resource(
    name: list.name, title: list.title,
    description: notMade(list.undelivered) + "Source of the rules: \(list.source)"
      + pointer(toNotices: list.noticed),
    fields: ListColumn.allCases.map {
      listField($0.rawValue, $0.type, $0.description, in: list.table)
    },
    primaryKey: [ListColumn.nhsNumber.rawValue], byteCount: 0)
}

private func resource(of list: PriorityList) -> DataPackage.Resource {
  DataPackage.Resource(
    name: list.name, title: list.title,
    description: """
      Everybody of this network who is on a list that counts; nobody is left out. Source of the rules: \(list.source)
      """ + pointer(toNotices: list.noticed),
    fields: PriorityColumn.allCases.map {
      listField($0.rawValue, $0.type, $0.description, in: list.table)
    },
    primaryKey: [PriorityColumn.nhsNumber.rawValue], byteCount: 0)
}

private func notMade(_ undelivered: [String]) -> String {
  guard !undelivered.isEmpty else { return "" }
  return
    "This list was not made, because nothing was delivered of \(undelivered.joined(separator: ", ")). "
}

private func pointer(toNotices scores: [String]) -> String {
  guard !scores.isEmpty else { return "" }
  return " The notice of \(scores.joined(separator: " and ")) in NOTICES.txt applies to this list."
}

/// What a column of a list must fulfil.
private func listField(
  _ name: String, _ type: ColumnType, _ description: FieldDescription, in table: Table
) -> SchemaField {
  var field = SchemaField(name, table[name]?.type ?? type, description)
  switch ListColumn(rawValue: name) {
  case .referenceDate: field.isRequired = true
  case .rank:
    field.isRequired = true
    field.isUnique = true
    field.minimum = 1
  case .nhsNumber:
    field.isRequired = true
    field.isUnique = true
  case .practiceCode:
    field.isRequired = true
    field.pattern = "[A-Z][0-9]{5}"
  case .age: field.minimum = 0
  case .imdDecile:
    field.minimum = 1
    field.maximum = 10
  default: break
  }
  return field
}
