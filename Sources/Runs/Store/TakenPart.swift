import Messages
import Formats
import Tables

/// A part of an earlier output of a stage that a new one takes over, because it is made of the same.
///
/// A part is all files of one name, whatever their folder: `U10001/carers.csv` and `U10002/carers.csv` are the part
/// `carers`. Tables are all of one part, but for those of features, of which each column is one.
struct TakenPart: Sendable {
  /// The folder of the earlier output.
  var folder: String
  /// The tables.
  var tables: [StageRecord.TableEntry] = []
  /// The files.
  var files: [StageRecord.FileEntry] = []
}

/// Finds parts of the newest outputs of a stage.
///
/// A part's key is the hash of all that it is made of, so it does not matter which output it comes from, nor of which
/// pipeline. What is not as it was written is not taken over.
struct EarlierParts: Sendable {
  private let store: Store
  private let records: [StageRecord]

  /// How many outputs are looked through: those of last night and of what was tried since.
  private static let limit = 4

  /// Looks up the newest outputs of a stage.
  init(of stage: StageName, in store: Store) {
    self.store = store
    let root = "\(store.state)/store/\(stage)"
    let outputs = folderNames(root).compactMap { name in
      fileStatus("\(root)/\(name)/stage.json").map { (name: name, written: $0.written) }
    }
    let newest = outputs.sorted { ($0.written, $0.name) > ($1.written, $1.name) }
    records = newest.prefix(EarlierParts.limit).compactMap { store.record(of: stage, $0.name) }
  }

  /// None: everything is made anew.
  init(noneIn store: Store) {
    self.store = store
    records = []
  }

  /// The files of a part, where just the files wanted are there and whole; nil otherwise.
  func files(ofPart name: String, key: String, paths: [String]) -> TakenPart? {
    for record in records where record.parts?[name] == key {
      let folder = store.folder(of: record.stage, record.fingerprint.hash)
      let wanted = Set(paths)
      let files = record.files.filter { wanted.contains($0.name) }
      if files.count == wanted.count, files.allSatisfy({ store.isWhole($0, in: folder) }) {
        return TakenPart(folder: folder, files: files)
      }
    }
    return nil
  }

  /// The record of an output all of whose tables are one part, with those tables; nil where there is none or one of
  /// them is not whole.
  func tables(ofPart name: String, key: String) -> (part: TakenPart, record: StageRecord)? {
    for record in records where record.parts?[name] == key {
      let folder = store.folder(of: record.stage, record.fingerprint.hash)
      if record.tables.allSatisfy({ store.isWhole($0, in: folder) }) {
        return (TakenPart(folder: folder, tables: record.tables), record)
      }
    }
    return nil
  }
}

extension EarlierParts {
  /// Those columns of a table of which an output has one of the same key; none that cannot be read back.
  ///
  /// - Complexity: O(columns and their rows).
  func columns(of table: String, keys: [String: String]) -> [String: Column] {
    var columns: [String: Column] = [:]
    for record in records {
      let alike = keys.filter { name, key in
        columns[name] == nil && record.parts?[StageRecord.part(ofColumn: name)] == key
      }.map(\.key)
      guard !alike.isEmpty, let entry = record.tables.first(where: { $0.name == table }),
        let read = try? store.table(table, of: record, columns: alike), read.rowCount == entry.rows
      else { continue }
      for (name, column) in zip(read.names, read.columns) { columns[name] = column }
    }
    return columns
  }

  /// What was found of a part; nil where no output has one of that key.
  func findings(ofPart name: String, key: String) -> [Finding]? {
    records.first { $0.parts?[name] == key }?.findings.map(\.finding)
  }
}

extension StageRecord {
  /// What the part is called that a column of its first table is.
  static func part(ofColumn name: String) -> String { "column \(name)" }
}

/// Links what is taken over into the folder of a new output.
///
/// Files of the store are never written in place, so two outputs may share one; each goes when the last of them does.
func take(_ parts: [TakenPart], into folder: String) throws(RunFault) -> (
  tables: [StageRecord.TableEntry], files: [StageRecord.FileEntry]
) {
  var tables: [StageRecord.TableEntry] = []
  var files: [StageRecord.FileEntry] = []
  for part in parts {
    for table in part.tables {
      let path = "\(folder)/\(table.name).arrow"
      try linkOrCopy("\(part.folder)/\(table.name).arrow", to: path)
      tables.append(table)
    }
    for file in part.files {
      let path = "\(folder)/files/\(file.name)"
      try makeFolder(above: path)
      try linkOrCopy("\(part.folder)/files/\(file.name)", to: path)
      files.append(file)
    }
  }
  return (tables, files)
}
