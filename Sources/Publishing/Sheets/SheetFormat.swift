import Formats

/// The forms in which sheets are written, each of which turns some sheets into some files of every network.
public enum SheetFormat: String, Hashable, Sendable, CaseIterable {
  /// A file of plain text a sheet, as RFC 4180 has it.
  case csv

  /// The version of the format: raised when the same sheet would give other bytes.
  public var version: Int {
    switch self {
    case .csv: 1
    }
  }

  /// The files that a network gets of some sheets.
  public func files(of sheets: [SheetDescription]) -> [SheetFile] {
    switch self {
    case .csv:
      sheets.map { SheetFile(name: $0.name.text + ".csv", format: self, sheets: [$0.name]) }
    }
  }
}

/// One file of every network's folder, and the sheets that are in it.
public struct SheetFile: Hashable, Sendable {
  /// The name with its ending.
  public let name: String
  /// How it is written.
  public let format: SheetFormat
  /// The sheets, in their order.
  public let sheets: [FileName]

  /// A network's file.
  ///
  /// - Precondition: all sheets of the file are there.
  public func bytes(of network: NetworkCode, from sheets: [FileName: Sheet]) -> [UInt8] {
    let wanted = self.sheets.map { name in
      guard let sheet = sheets[name] else {
        preconditionFailure("whoever writes a file has the sheets that are in it")
      }
      return sheet
    }
    switch format {
    case .csv:
      precondition(wanted.count == 1, "a file of plain text has one sheet")
      return csvText(of: wanted[0].table, rows: wanted[0].rows(of: network))
    }
  }
}
