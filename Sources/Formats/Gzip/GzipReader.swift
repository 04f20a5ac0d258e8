/// Reads a gzip file, of one member or of several end to end, in blocks of inflated bytes.
///
/// Zero bytes after the last member are padding, as tapes and some archivers leave it; anything else is corrupt.
struct GzipReader: ~Copyable {
  /// Why a file could not be read.
  enum Failure: Error {
    case file(FileFault)
    case gzip(GzipFault)
  }

  private let file: FileReader
  private var inflater: InflateStream
  private var input: [UInt8]
  private var position = 0
  /// The offset in the file of the input's first byte.
  private var inputOffset = 0
  /// The offset in the file at which the present member starts.
  private var memberOffset = 0
  private var state = State.insideMember
  private static let inputSize = 1 << 16

  private enum State {
    case insideMember
    case betweenMembers
    case inPadding
    case ended
  }

  /// Reads a gzip file whose first bytes were taken from it already.
  init(_ file: consuming FileReader, first: [UInt8]) throws(Failure) {
    self.file = file
    input = first
    do {
      inflater = try InflateStream()
    } catch {
      throw .gzip(.outOfMemory)
    }
  }

  /// How many bytes of the file were used, of how many.
  var progress: (used: Int, size: Int) { (inputOffset + position, file.size) }

  /// What the open file is now.
  var identity: FileIdentity? { file.identity }

  /// The next inflated bytes, as many as there are up to `count`; nil at the end of the file.
  mutating func next(upTo count: Int) throws(Failure) -> [UInt8]? {
    var failure: Failure?
    let block = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(Failure) {
        while filled < count, state != .ended {
          let room = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled...])
          filled += unsafe try step(into: room)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return block.isEmpty ? nil : block
  }

  private mutating func step(
    into room: UnsafeMutableBufferPointer<UInt8>
  ) throws(Failure) -> Int {
    if position == input.count { try readInput() }
    switch state {
    case .insideMember:
      return unsafe try inflate(into: room)
    case .betweenMembers where input.isEmpty, .inPadding where input.isEmpty:
      state = .ended
    case .betweenMembers where input[position] == 0x1F:
      memberOffset = inputOffset + position
      inflater.startMember()
      state = .insideMember
    case .betweenMembers, .inPadding:
      state = .inPadding
      while position < input.count {
        guard input[position] == 0 else {
          throw .gzip(.corrupt(byteOffset: inputOffset + position))
        }
        position += 1
      }
    case .ended:
      break
    }
    return 0
  }

  private mutating func inflate(
    into room: UnsafeMutableBufferPointer<UInt8>
  ) throws(Failure) -> Int {
    let step: InflateStream.Step
    do throws(InflateStream.Failure) {
      step = unsafe try inflater.inflate(input, from: position, into: room)
    } catch {
      switch error {
      case .outOfMemory: throw .gzip(.outOfMemory)
      case .corrupt: throw .gzip(.corrupt(byteOffset: memberOffset + inflater.memberBytes))
      }
    }
    // At the end of the file zlib may still hold back bytes that had no room before.
    if input.isEmpty, step.produced == 0, !step.isMemberEnd {
      throw .gzip(.truncated(byteOffset: inputOffset))
    }
    position += step.consumed
    if step.isMemberEnd { state = .betweenMembers }
    return step.produced
  }

  private mutating func readInput() throws(Failure) {
    inputOffset += input.count
    position = 0
    do {
      input = try file.read(upTo: GzipReader.inputSize)
    } catch {
      throw .file(error)
    }
  }
}
