@testable import Formats

extension FuzzTarget {
  /// A gzip file: zlib gives the same bytes or the same fault whatever the size of the blocks; what zlib takes ISA-L takes with the same bytes.
  ///
  /// ISA-L takes some sets of codes that zlib refuses as incomplete; the member's check value and length hold all the same.
  static let gzip = FuzzTarget("gzip") { bytes, scratch in
    let path = try scratch.file("fuzz.gz", bytes)
    let judge = try inflated(path, isFast: false, blockSize: 1 << 16)
    for (isFast, blockSize) in [(true, 1 << 16), (true, 4093), (false, 4093)] {
      let other = try inflated(path, isFast: isFast, blockSize: blockSize)
      if isFast, case .failure = judge { continue }
      try require(
        other == judge,
        "\(said(judge)) from \(isFast ? "ISA-L" : "zlib") in blocks of \(blockSize): \(said(other))"
      )
    }
  }

  private static func said(_ outcome: Result<[UInt8], GzipFault>) -> String {
    switch outcome {
    case .success(let bytes): "\(bytes.count) bytes"
    case .failure(let fault): "\(fault)"
    }
  }

  /// Bytes beyond these are not looked at, since a few kilobytes inflate to a thousand times as many.
  private static let mostBytes = 1 << 20

  private static func inflated(
    _ path: String, isFast: Bool, blockSize: Int
  ) throws -> Result<[UInt8], GzipFault> {
    let file = try FileReader(path: path)
    let first = try file.read(upTo: 2)
    var bytes: [UInt8] = []
    do throws(GzipReader.Failure) {
      var reader = try GzipReader(file, first: first, isFast: isFast)
      while bytes.count < mostBytes,
        let block = try reader.next(upTo: min(blockSize, mostBytes - bytes.count))
      {
        bytes += block
      }
    } catch {
      switch error {
      case .gzip(let fault): return .failure(fault)
      case .file(let fault): throw fault
      }
    }
    return .success(bytes)
  }
}
