import Crypto
import FoundationEssentials
import Formats
import Tables

/// The outputs of stages, each in a folder named by its fingerprint.
///
/// ```
/// <state>/store/<phase>/<name>/<fingerprint>/   <table>.arrow …  rejects.csv  files/…  stage.json
/// ```
///
/// `stage.json` is written last and the folder is renamed into place, so an output is there whole or not at all.
struct Store: Sendable {
  /// The state folder.
  let state: String

  /// The folder of a stage's output.
  func folder(of stage: StageName, _ fingerprint: String) -> String {
    "\(state)/store/\(stage)/\(fingerprint)"
  }

  /// The record of an output, or nil where the store has none.
  func record(of stage: StageName, _ fingerprint: String) -> StageRecord? {
    read(StageRecord.self, from: folder(of: stage, fingerprint) + "/stage.json")
  }

  /// A table of an output, or those of some columns that it has.
  func table(
    _ name: String, of stage: StageName, _ fingerprint: String, columns: [String]? = nil
  ) throws(RunFault) -> Table {
    let path = folder(of: stage, fingerprint) + "/\(name).arrow"
    let entry =
      columns == nil
      ? nil : record(of: stage, fingerprint)?.tables.first { $0.name == name }
    let wanted = columns.map { columns in columns.filter { entry?.columns.contains($0) ?? true } }
    do {
      return try readArrow(path, columns: wanted)
    } catch {
      throw .storeUnreadable(path: path)
    }
  }

  /// The files of a load stage's output.
  func files(of stage: StageName, _ fingerprint: String) throws(RunFault) -> [OutputFile] {
    let root = folder(of: stage, fingerprint) + "/files"
    guard let record = record(of: stage, fingerprint) else {
      throw .storeUnreadable(path: root)
    }
    var files: [OutputFile] = []
    for file in record.files {
      let path = "\(root)/\(file.name)"
      do {
        files.append(OutputFile(path: file.name, bytes: try readFile(path)))
      } catch {
        throw .storeUnreadable(path: path)
      }
    }
    return files
  }

  /// The rejected rows of an output as CSV, without a header; empty where there are none.
  func rejects(of record: StageRecord) throws(RunFault) -> [UInt8] {
    guard record.rejects > 0 else { return [] }
    let path = folder(of: record.stage, record.fingerprint.hash) + "/rejects.csv"
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw .storeUnreadable(path: path)
    }
    return Array(data)
  }

  /// Writes an output and says what was written.
  func save(
    _ output: StageOutput, of stage: Stage, fingerprint: Fingerprint, seconds: Double
  ) throws(RunFault) -> StageRecord {
    let target = folder(of: stage.name, fingerprint.hash)
    let partial = target + ".partial"
    removeTree(partial)
    try makeFolder(partial)
    for (name, table) in output.tables {
      do {
        try writeArrow(
          table, to: "\(partial)/\(name).arrow", metadata: [("phm.stage", stage.name.description)])
      } catch {
        throw .notWritable(path: "\(partial)/\(name).arrow")
      }
    }
    for file in output.files {
      try writeFile(file.bytes, to: "\(partial)/files/\(file.path)")
    }
    if !output.rejects.isEmpty {
      try writeFile(csv(output.rejects), to: "\(partial)/rejects.csv")
    }
    let record = StageRecord(
      stage: stage.name, fingerprint: fingerprint,
      tables: output.tables.map {
        .init(name: $0.name, rows: $0.table.rowCount, columns: $0.table.names)
      },
      files: output.files.map {
        FileDigest(
          name: $0.path, digest: hexadecimal(SHA256.hash(data: $0.bytes)), bytes: $0.bytes.count)
      },
      rejects: output.rejects.count, findings: output.findings.map { FindingEntry($0) },
      figures: output.figures,
      days: output.days.mapValues { $0.description }, names: output.names,
      refusals: output.refusals, seconds: seconds)
    try writeJSON(record, to: partial + "/stage.json")
    removeTree(target)
    try rename(partial, to: target)
    return record
  }

  /// Clears away every output that is not among those to keep, and what an interrupted run left half-written.
  func prune(keeping kept: Set<String>) {
    let root = "\(state)/store"
    for phase in folderNames(root) {
      for name in folderNames("\(root)/\(phase)") {
        for fingerprint in folderNames("\(root)/\(phase)/\(name)")
        where !kept.contains("\(phase)/\(name)/\(fingerprint)") {
          removeTree("\(root)/\(phase)/\(name)/\(fingerprint)")
        }
      }
    }
  }
}
