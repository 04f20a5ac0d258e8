import Glibc
import Parallel

/// The content of a file in blocks, inflated where its first bytes say that it is gzip.
///
/// A worker of its own reads and inflates; it is a few blocks ahead of the reader and stops where the reader
/// leaves early.
struct ByteSource: ~Copyable {
  /// How many bytes a block has, but for the last one.
  static let blockSize = 1 << 17
  /// How many blocks the worker is ahead at most.
  private static let blocksAhead = 8

  fileprivate enum Message: Sendable {
    case block([UInt8], fraction: Double)
    case failed(FeedFault)
    case end
  }

  private let mailbox: BoundedMailbox<Message>
  private var isEnded = false
  /// Which part of the file the blocks so far are, from 0 to 1; 0 where that cannot be known.
  private(set) var fraction = 0.0

  /// Starts to read a file; what is wrong with it is thrown by `next()`.
  init(_ file: FeedFile, blockSize: Int = ByteSource.blockSize) {
    let mailbox = BoundedMailbox<Message>(room: ByteSource.blocksAhead)
    Worker(label: "phm.read").start {
      do throws(FeedFault) {
        try sendBlocks(of: file, blockSize: blockSize, to: mailbox)
      } catch {
        _ = mailbox.send(.failed(error))
      }
    }
    self.mailbox = mailbox
  }

  deinit {
    mailbox.close()
  }

  /// The next bytes; nil at the end.
  ///
  /// - Throws: `FeedFault.unreadable`, `.changed`, `.truncatedGzip` or `.corruptGzip`.
  mutating func next() throws(FeedFault) -> [UInt8]? {
    guard !isEnded else { return nil }
    switch mailbox.receive() {
    case .block(let bytes, let fraction):
      self.fraction = fraction
      return bytes
    case .failed(let fault):
      isEnded = true
      throw fault
    case .end:
      isEnded = true
      return nil
    }
  }
}

private func sendBlocks(
  of file: FeedFile, blockSize: Int, to mailbox: BoundedMailbox<ByteSource.Message>
) throws(FeedFault) {
  let reader = try openFile(file)
  try file.check(reader.identity)
  let identity: FileIdentity?
  do throws(GzipReader.Failure) {
    let first = try read(reader, upTo: 2)
    if first == [0x1F, 0x8B] {
      var inflated = try GzipReader(reader, first: first)
      while let block = try inflated.next(upTo: blockSize) {
        let progress = inflated.progress
        let fraction = Double(progress.used) / Double(max(progress.size, progress.used))
        guard mailbox.send(.block(block, fraction: fraction)) else { return }
      }
      identity = inflated.identity
    } else {
      var block = first
      var used = 0
      while !block.isEmpty {
        used += block.count
        let fraction = Double(used) / Double(max(reader.size, used))
        guard mailbox.send(.block(block, fraction: fraction)) else { return }
        block = try read(reader, upTo: blockSize)
      }
      identity = reader.identity
    }
  } catch {
    throw FeedFault(error, file: file.name)
  }
  // Whoever writes to the file while it is read has changed its times by now.
  try file.check(identity)
  _ = mailbox.send(.end)
}

private func openFile(_ file: FeedFile) throws(FeedFault) -> FileReader {
  do {
    return try FileReader(path: file.path)
  } catch {
    throw .unreadable(file: file.name, code: error.code)
  }
}

private func read(
  _ file: borrowing FileReader, upTo count: Int
) throws(GzipReader.Failure) -> [UInt8] {
  do { return try file.read(upTo: count) } catch { throw .file(error) }
}

extension FeedFault {
  fileprivate init(_ failure: GzipReader.Failure, file: String) {
    self =
      switch failure {
      case .file(let fault): .unreadable(file: file, code: fault.code)
      case .gzip(.truncated(let offset)): .truncatedGzip(file: file, byteOffset: offset)
      case .gzip(.corrupt(let offset)): .corruptGzip(file: file, byteOffset: offset)
      case .gzip(.outOfMemory): .unreadable(file: file, code: ENOMEM)
      }
  }
}
