/// Reads a gzip file, of one member or of several end to end, in blocks of inflated bytes.
///
/// Zero bytes after the last member are padding, as tapes and some archivers leave it; anything else is corrupt. Where ISA-L is installed,
/// it inflates; a member that it refuses or that ends too early is read again through zlib, which says what is wrong with it.
struct GzipReader: ~Copyable {
  /// Why a file could not be read.
  enum Failure: Error {
    case file(FileFault)
    case gzip(GzipFault)
  }

  private let file: FileReader
  private var inflater: InflateStream
  private var fast: FastInflateStream?
  private var input: [UInt8]
  private var position = 0
  /// The offset in the file of the input's first byte.
  private var inputOffset = 0
  /// The offset in the file at which the present member starts.
  private var memberOffset = 0
  /// How many bytes of the present member were inflated.
  private var memberCount = 0
  private var state: State
  private static let inputSize = 1 << 16

  private enum State {
    /// zlib inflates the member, but for as many of its first bytes as the reader has had already.
    case insideMember(had: Int)
    /// zlib reads the member's header, ISA-L inflates what follows.
    case insideHeader
    case insideBody
    case betweenMembers
    case inPadding
    case ended

    /// At the start of a member that is new.
    static func start(isFast: Bool) -> State { isFast ? .insideHeader : .insideMember(had: 0) }
  }

  /// Reads a gzip file whose first bytes were taken from it already.
  ///
  /// `isFast` says whether ISA-L is asked where it is installed. A file that cannot be read again, such as a pipe, is zlib's.
  init(_ file: consuming FileReader, first: [UInt8], isFast: Bool = true) throws(Failure) {
    fast = isFast && file.isPlain ? FastInflateStream() : nil
    state = .start(isFast: fast != nil)
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
        while filled < count, !isEnded {
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

  private var isEnded: Bool { if case .ended = state { true } else { false } }

  private mutating func step(
    into room: UnsafeMutableBufferPointer<UInt8>
  ) throws(Failure) -> Int {
    if position == input.count { try readInput() }
    switch state {
    case .insideMember(let had):
      return unsafe try inflate(into: room, had: had)
    case .insideHeader:
      try passHeader()
    case .insideBody:
      return unsafe try inflateFast(into: room)
    case .betweenMembers where input.isEmpty, .inPadding where input.isEmpty:
      state = .ended
    case .betweenMembers where input[position] == 0x1F:
      memberOffset = inputOffset + position
      memberCount = 0
      inflater.startMember()
      state = .start(isFast: fast != nil)
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
    into room: UnsafeMutableBufferPointer<UInt8>, had: Int
  ) throws(Failure) -> Int {
    let room = unsafe had == 0 ? room : UnsafeMutableBufferPointer(rebasing: room.prefix(had))
    let step = try zlib { inflater, input, position throws(InflateStream.Failure) in
      unsafe try inflater.inflate(input, from: position, into: room)
    }
    // At the end of the file zlib may still hold back bytes that had no room before.
    if input.isEmpty, step.produced == 0, !step.isMemberEnd {
      throw .gzip(.truncated(byteOffset: inputOffset))
    }
    let passed = min(had, step.produced)
    state = step.isMemberEnd ? .betweenMembers : .insideMember(had: had - passed)
    return step.produced - passed
  }

  private mutating func passHeader() throws(Failure) {
    let step = try zlib { inflater, input, position throws(InflateStream.Failure) in
      try inflater.passHeader(input, from: position)
    }
    if step.isMemberEnd {
      fast?.startMember()
      state = .insideBody
    } else if input.isEmpty {
      throw .gzip(.truncated(byteOffset: inputOffset))
    }
  }

  private mutating func inflateFast(
    into room: UnsafeMutableBufferPointer<UInt8>
  ) throws(Failure) -> Int {
    var step = InflateStream.Step(consumed: 0, produced: 0, isMemberEnd: false)
    do throws(FastInflateStream.Refusal) {
      unsafe try step = fast?.inflate(input, from: position, into: room) ?? step
    } catch {
      try readAgain()
      return 0
    }
    if input.isEmpty, step.produced == 0, !step.isMemberEnd {
      try readAgain()
      return 0
    }
    position += step.consumed
    memberCount += step.produced
    if step.isMemberEnd { state = .betweenMembers }
    return step.produced
  }

  /// Goes back to the present member's start, for zlib.
  private mutating func readAgain() throws(Failure) {
    input = []
    position = 0
    inputOffset = memberOffset
    inflater.startMember()
    state = .insideMember(had: memberCount)
  }

  private mutating func zlib(
    _ step: (inout InflateStream, [UInt8], Int) throws(InflateStream.Failure) -> InflateStream.Step
  ) throws(Failure) -> InflateStream.Step {
    do throws(InflateStream.Failure) {
      let made = try step(&inflater, input, position)
      position += made.consumed
      return made
    } catch {
      switch error {
      case .outOfMemory: throw .gzip(.outOfMemory)
      case .corrupt: throw .gzip(.corrupt(byteOffset: memberOffset + inflater.memberBytes))
      }
    }
  }

  private mutating func readInput() throws(Failure) {
    inputOffset += input.count
    position = 0
    do {
      input =
        fast == nil
        ? try file.read(upTo: GzipReader.inputSize)
        : try file.read(upTo: GzipReader.inputSize, at: inputOffset)
    } catch {
      throw .file(error)
    }
  }
}
