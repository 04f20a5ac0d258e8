import Messages
public import Model
public import Tables

/// The names of what a release has for secondary use.
public enum PseudonymisedFolder {
  /// The folder.
  public static let name = HandingOver.pseudonymisedFolder
  /// The file of the persons.
  public static let persons = "persons.arrow"
}

/// A table of persons under pseudonyms, in the order of these, which tells nothing.
///
/// `persons` has the columns that leave, `lists` who is on which list. `rows` are the persons who are in it, each with a pseudonym.
///
/// - Shape: the pseudonym, the columns in their order, a truth value a list; no text that no row has.
public func pseudonymised(
  _ persons: Table, _ definition: PseudonymisedDefinition, lists: [BooleanColumn], rows: [Int32],
  pseudonyms: [String]
) -> Table {
  let order = rows.indices.sorted { pseudonyms[$0] < pseudonyms[$1] }
  let people = order.map { rows[$0] }
  var table = Table(rowCount: rows.count)
  table.append(
    PseudonymisedDefinition.pseudonym,
    Column(.text, order.map { Value.text(pseudonyms[$0]) }))
  for name in definition.columns {
    guard let column = persons[name] else {
      preconditionFailure("the stage declares what it reads")
    }
    let shown = column.gathered(people)
    // The texts of people who were left out would stand in the file.
    if case .text(let texts) = shown {
      table.append(name, .text(texts.compacted))
    } else {
      table.append(name, shown)
    }
  }
  for (list, isOn) in zip(definition.lists, lists) {
    table.append(
      PseudonymisedDefinition.column(ofList: list), Column.boolean(isOn).gathered(people))
  }
  return table
}

/// The data package of the folder: what the columns mean, and what they may be used for.
public func pseudonymisedPackage(
  _ definition: PseudonymisedDefinition, columns: [PersonColumn],
  lists: [(name: String, title: String)], terms: OutputTerms?, keyID: String,
  incomplete: IncompleteFeeds, absent: [String], referenceDate: Day, byteCount: Int
) -> FolderContents {
  var key = SheetField(
    PseudonymisedDefinition.pseudonym, .text,
    FieldDescription(
      "Pseudonym",
      "Stands for one person: HMAC-SHA-256 of the person's key by the secret of the id \(keyID), in hexadecimal digits. The same person has the same one as long as the secret is the same."
    ))
  key.isRequired = true
  key.isUnique = true
  key.pattern = "[0-9a-f]{64}"
  var fields = [key]
  for name in definition.columns {
    guard let column = columns.first(where: { $0.name == name }) else { continue }
    var field = SheetField(
      name, column.type, FieldDescription(column.heading, meaning(of: column.origin)))
    field.unit = column.unit
    fields.append(field)
  }
  for list in definition.lists {
    let title = lists.first { $0.name == list }?.title ?? list
    fields.append(
      SheetField(
        PseudonymisedDefinition.column(ofList: list), .boolean,
        FieldDescription(
          title,
          "Whether the person is on this list; missing where nobody knows, as their practice or nobody delivered what decides it."
        )))
  }
  let optOuts = terms.flatMap { sentence(forOptOuts: $0) }.map { " \($0)." } ?? ""
  let package = DataPackage(
    name: "pseudonymised-\(referenceDate)", title: "Persons under pseudonyms",
    description: """
      One row a person for \(referenceDate), under pseudonyms by the secret of the id \(keyID). It is personal data all the same: whoever has \
      other knowledge of somebody may find them by what stands in the row. It has whoever may be counted in aggregates and is with a \
      practice that has lists on that day.\(optOuts)\(sentence(forMissing: incomplete, absent: absent))
      """,
    version: referenceDate.description, licence: .pseudonymised,
    resources: [
      DataPackage.Resource(
        name: personsName, title: "Persons under pseudonyms",
        description: "One row a person, in the order of the pseudonyms.", fields: fields,
        primaryKey: [PseudonymisedDefinition.pseudonym], byteCount: byteCount, terms: terms,
        format: .arrow)
    ])
  return FolderContents(
    name: PseudonymisedFolder.name, files: [.init(name: "datapackage.json", bytes: package.text)])
}

/// What is missing of whom since it was not delivered; empty where nothing is.
private func sentence(forMissing incomplete: IncompleteFeeds, absent: [String]) -> String {
  let feeds = incomplete.feeds.map { feed in
    "\(feed) of \(incomplete.practices(lacking: feed).sorted().joined(separator: ", "))"
  }
  return
    (feeds.isEmpty
    ? ""
    : " Not delivered whole, so that what rests on it is missing for their people: \(feeds.joined(separator: "; ")).")
    + (absent.isEmpty
      ? ""
      : " Nothing was delivered of what these rest on, so that they are missing for everybody: \(absent.joined(separator: ", ")).")
}

private let personsName: FileName = {
  guard let name = FileName("persons") else {
    preconditionFailure("the name is one")
  }
  return name
}()
