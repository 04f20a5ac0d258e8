import Model
public import Tables

/// What stands beside the sheets in a primary care network's folder: the notices, and the data package that describes its
/// files.
///
/// `byteCounts` says how long each file of the folder is, by name. `remarks` are sentences about tonight's lists for
/// `NOTICES.txt`, such as which practice is not on them, `workbooks` the names of those that hold the same lists,
/// `page` that of the page of pictures.
public func networkPapers(
  _ network: NetworkCode, sheets: [SheetDescription], byteCounts: [String: Int],
  notices: [ScoreNotice] = [], remarks: [String] = [], workbooks: [String] = [],
  pages: [PageFile] = [], referenceDate: Day
) -> [FolderContents.File] {
  var files: [FolderContents.File] = []
  if let text = noticesText(notices, sheets: sheets, remarks: remarks) {
    files.append(.init(name: "NOTICES.txt", bytes: text))
  }
  let package = DataPackage(
    name: "target-lists-\(network.text.lowercased())",
    title: "Target lists of \(network.text)",
    description: """
      Ranked lists of this network's patients who are due, one file a list. Confidential patient information, for \
      what each list says: do not pass it on, and delete it when the next release replaces it.
      """ + (notices.isEmpty ? "" : " NOTICES.txt holds texts that must go with the scores."),
    version: referenceDate.description, licence: .confidential,
    resources: SheetFormat.csv.files(of: sheets).flatMap { file in
      sheets.filter { file.sheets.contains($0.name) }.map {
        resource(of: $0, byteCount: byteCounts[file.name] ?? 0)
      }
    }, workbooks: workbooks, pages: pages)
  return files + [.init(name: "datapackage.json", bytes: package.text)]
}

private func resource(of sheet: SheetDescription, byteCount: Int) -> DataPackage.Resource {
  DataPackage.Resource(
    name: sheet.name, title: sheet.title, description: sheet.text, fields: sheet.fields,
    primaryKey: sheet.fields.filter { $0.type.isPersonKey }.map(\.name), byteCount: byteCount,
    terms: sheet.terms)
}
