import Foundation
import Parallel
import Tables

@testable import Formats

/// A folder that is removed when the value is released.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "phm-formats-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ name: String, _ bytes: [UInt8]) throws -> FeedFile {
    let file = FeedFile(path: path + "/" + name, name: name)
    let folder = (file.path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file.path))
    return file
  }

  func write(_ name: String, _ text: String) throws -> FeedFile {
    try write(name, Array(text.utf8))
  }
}

/// A contract with a column of every type, and what it reads from a text.
enum FeedFixture {
  static let columns = [
    ColumnContract(name: "nhs_number", type: .identifier(digits: 10), isRequired: true),
    ColumnContract(name: "register", type: .code(codes), isRequired: true),
    ColumnContract(name: "diagnosed_on", type: .day(formats)),
    ColumnContract(name: "value", type: .decimal),
    ColumnContract(name: "count", type: .integer, missing: ["NULL", "-9"]),
    ColumnContract(name: "carer", type: .boolean(true: ["Y"], false: ["N"])),
    ColumnContract(name: "note", type: .text),
  ]
  static let header = "nhs_number,register,diagnosed_on,value,count,carer,note"
  static let codes = CodeList(name: "registers", meanings: ["AF": "AF", "DM": "DM", "DM17": "DM"])
  static let formats = ["yyyy-MM-dd", "dd/MM/yyyy", "ddMMMyyyy"].compactMap {
    DateFormat(pattern: $0)
  }

  static func contract(
    _ columns: [ColumnContract] = columns, layout: CSVLayout = CSVLayout()
  ) -> FeedContract {
    FeedContract(
      name: "registers", files: ["registers*.csv"], format: .csv(layout), columns: columns)
  }

  /// Reads a text as one file, by itself and in blocks of some sizes, which must not change anything.
  static func read(
    _ bytes: [UInt8], _ contract: FeedContract = contract(), blockSizes: [Int] = [1, 3, 64]
  ) throws -> Extract {
    let folder = try TemporaryFolder()
    let file = try folder.write("registers.csv", bytes)
    let whole = Outcome(contract, file, blockSize: ByteSource.blockSize)
    for size in blockSizes {
      let pieces = Outcome(contract, file, blockSize: size)
      guard pieces == whole else { throw BlockSizeMatters(size: size) }
    }
    switch whole {
    case .read(let part): return try joined([part.part], of: [file], contract)
    case .failed(let fault): throw fault
    }
  }

  static func read(_ text: String, _ contract: FeedContract = contract()) throws -> Extract {
    try read(Array(text.utf8), contract)
  }

  struct BlockSizeMatters: Error {
    let size: Int
  }

  struct Part: Equatable {
    let part: FeedPart
    let contract: FeedContract

    static func == (left: Part, right: Part) -> Bool {
      left.part.table == right.part.table && left.part.places == right.part.places
        && left.part.rejects == right.part.rejects
        && left.part.faults.findings(left.contract) == right.part.faults.findings(right.contract)
    }
  }

  enum Outcome: Equatable {
    case read(Part)
    case failed(FeedFault)

    init(_ contract: FeedContract, _ file: FeedFile, blockSize: Int) {
      guard case .csv(let layout) = contract.format else { preconditionFailure("a CSV contract") }
      do {
        let part = try extractCSV(
          contract, layout: layout, file: file, rows: RowCounter(), stop: StopRequest(),
          blockSize: blockSize)
        self = .read(Part(part: part, contract: contract))
      } catch {
        self = .failed(error)
      }
    }
  }
}

extension Extract {
  /// The values of a column in rows that are not rejected, for comparison.
  func values(_ name: String) -> [Value?] { values(name, in: readableRows) }

  /// The values of a column in all rows of the table.
  func allValues(_ name: String) -> [Value?] { values(name, in: table) }

  private func values(_ name: String, in table: Table) -> [Value?] {
    guard let column = table[name] else { return [] }
    return (0..<table.rowCount).map { column.value(at: $0) }
  }

  /// The rules that were broken, each with its count.
  var counts: [String: Int] {
    Dictionary(findings.map { ($0.rule, $0.count) }, uniquingKeysWith: +)
  }

  /// Everything that may be printed, to search for what may not.
  var printed: String {
    "\(findings)" + rejects.map(\.description).joined()
  }
}
