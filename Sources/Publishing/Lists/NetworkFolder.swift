public import Tables

/// Makes a primary care network's folder: a list a cohort, also where nobody is due, and the data package.
///
/// The folder holds that network's patients and no others. Folders do not depend on each other, so a caller may make
/// several side by side.
///
/// - Complexity: O(persons of the network on the lists).
public func networkFolder(
  _ network: NetworkCode, lists: [TargetList], referenceDate: Day
) -> FolderContents {
  var files: [FolderContents.File] = []
  var resources: [DataPackage.Resource] = []
  for list in lists {
    let bytes = csvText(of: list.table, rows: list.rows(of: network))
    files.append(.init(name: list.name.text + ".csv", bytes: bytes))
    resources.append(resource(of: list, byteCount: bytes.count))
  }
  let package = DataPackage(
    name: "target-lists-\(network.text.lowercased())",
    title: "Target lists of \(network.text)",
    description: """
      Ranked lists of this network's patients who are due, one file a list. Confidential patient information for \
      their direct care: do not pass it on, and delete it when the next release replaces it.
      """,
    version: referenceDate.description, licence: .directCare, resources: resources)
  files.append(.init(name: "datapackage.json", bytes: package.text))
  return FolderContents(name: network.text, files: files)
}

private func resource(of list: TargetList, byteCount: Int) -> DataPackage.Resource {
  DataPackage.Resource(
    name: list.name, title: list.title, description: "Source of the rules: \(list.source)",
    fields: ListColumn.allCases.map { field(of: $0, in: list.table) },
    primaryKey: [ListColumn.nhsNumber.rawValue], byteCount: byteCount)
}

private func field(of column: ListColumn, in table: Table) -> SchemaField {
  let type = table[column.rawValue]?.type ?? column.type
  var field = SchemaField(column.rawValue, type, column.description)
  switch column {
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
