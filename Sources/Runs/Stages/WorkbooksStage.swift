import Formats
import Messages
import Model
import Parallel
import Publishing
import Tables

/// Writes every network's workbook, and its practices' where they get one, from the sheets that the lists' files are written from,
/// made of the rows that are shown.
func performWorkbooks(
  _ work: ListsWork, _ definition: WorkbookDefinition, _ context: StageContext
) throws(RunFault) -> StageOutput {
  let practices = try context.input(.population).table("practices")
  let lists = try PlannedLists(of: work, context, withKeys: false)
  let shown = try lists.shown()
  let remarks = try NetworkRemarks(work, practices, context)
  let plan = Workbook.Plan(
    definition: definition, actions: work.returned, notices: lists.notices,
    referenceDate: context.parameters.referenceDate)
  let folder = try context.store.workFolder(of: context.stage.name)
  defer { removeTree(folder) }
  let files = try parallelMap(networks(of: practices, with: [.ok])) { network throws(RunFault) in
    let own = listedPractices(of: network, practices)
    var files: [OutputFile] = []
    for practice in work.workbookOwners(own) {
      if context.stop.isMade { throw .stopped }
      let workbook = Workbook(
        plan, of: network, practice: practice, practices: own, lists: shown,
        remarks: remarks.of(network))
      let name = Workbook.fileName(of: practice)
      files.append(
        OutputFile(
          path: "\(network.text)/\(name)",
          bytes: try bytes(of: workbook, folder: folder, name: "\(network.text)-\(name)")))
    }
    return files
  }
  var output = StageOutput()
  output.files = files.flatMap { $0 }
  return output
}

/// A workbook's file: the library writes files and nothing else.
private func bytes(
  of workbook: Workbook, folder: String, name: String
) throws(RunFault) -> [UInt8] {
  let path = "\(folder)/\(name)"
  do throws(WorkbookFault) {
    try workbook.write(to: path, folder: folder)
  } catch {
    switch error {
    case .notWritable: throw .notWritable(path: path)
    case .refused(let code): throw .ourMistake("a workbook was refused with the code \(code)")
    }
  }
  defer { removeTree(path) }
  do {
    return try readFile(path)
  } catch {
    throw .notWritable(path: path)
  }
}

extension ListsWork {
  /// Whose workbooks are made for a network: nil is its own.
  fileprivate func workbookOwners(_ practices: [PracticeCode]) -> [PracticeCode?] {
    let recipients = workbook?.recipients ?? []
    let ofNetwork: [PracticeCode?] = recipients.contains(.network) ? [nil] : []
    return ofNetwork + (recipients.contains(.practice) ? practices : [])
  }

  /// The names of the workbooks in a network's folder.
  func workbooks(of network: NetworkCode, _ practices: Table) -> [String] {
    workbookOwners(listedPractices(of: network, practices)).map { Workbook.fileName(of: $0) }
  }
}

/// The practices of a network whose patients are on tonight's lists, by code.
private func listedPractices(of network: NetworkCode, _ practices: Table) -> [PracticeCode] {
  (0..<practices.rowCount)
    .filter {
      practices.text(PracticeColumn.network, $0) == network.text
        && practices.text(PracticeColumn.status, $0) == PracticeStatus.ok.rawValue
    }
    .compactMap { PracticeCode(practices.text(PracticeColumn.practice, $0)) }.sorted()
}
