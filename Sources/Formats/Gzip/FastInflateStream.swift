import CISAL
import Glibc

/// Inflates what stands between header and end of one gzip member after the other through Intel's ISA-L, where the machine has it.
///
/// It is more than twice as fast as zlib, and zlib has the last word on whatever it refuses. What it accepts has the check values that
/// stand at the member's end.
@safe struct FastInflateStream: ~Copyable {
  /// ISA-L refuses the bytes.
  struct Refusal: Error {}

  // Any thread may call them, each with a state of its own.
  private typealias Start =
    @convention(c) @Sendable (UnsafeMutablePointer<inflate_state>) -> Void
  private typealias Inflate =
    @convention(c) @Sendable (UnsafeMutablePointer<inflate_state>) -> Int32

  /// The library's functions.
  @safe private struct Library: Sendable {
    let start: Start
    let inflate: Inflate

    /// Looks for the library by the name under which its states have the shape that the program was built for; nil where it is not
    /// installed.
    init?() {
      guard let library = unsafe dlopen("libisal.so.2", RTLD_NOW | RTLD_LOCAL),
        let start = unsafe dlsym(library, "isal_inflate_init"),
        let inflate = unsafe dlsym(library, "isal_inflate")
      else { return nil }
      unsafe self.start = unsafe unsafeBitCast(start, to: Start.self)
      unsafe self.inflate = unsafe unsafeBitCast(inflate, to: Inflate.self)
    }
  }

  private static let installed = Library()

  private let library: Library
  // On the heap: it has 80 kB.
  private let state: UnsafeMutablePointer<inflate_state>

  /// Nil where ISA-L is not installed.
  init?() {
    guard let library = FastInflateStream.installed else { return nil }
    self.library = library
    unsafe state = .allocate(capacity: 1)
    startMember()
  }

  deinit {
    unsafe state.deallocate()
  }

  /// Gets ready for what follows the header of the next member.
  mutating func startMember() {
    unsafe library.start(state)
    unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP_NO_HDR_VER)
  }

  /// Inflates bytes from an offset into the free part of an output buffer, as far as both reach.
  ///
  /// A step may consume less than nothing, down to the input's start: the bytes at a member's end that earlier steps took ahead.
  mutating func inflate(
    _ input: [UInt8], from offset: Int, into output: UnsafeMutableBufferPointer<UInt8>
  ) throws(Refusal) -> InflateStream.Step {
    var step = InflateStream.Step(consumed: 0, produced: 0, isMemberEnd: false)
    let result = unsafe input.withUnsafeBufferPointer { bytes in
      // ISA-L does not write to its input; its field lacks the const.
      unsafe state.pointee.next_in = UnsafeMutablePointer(
        mutating: bytes.baseAddress.map { unsafe $0 + offset })
      unsafe state.pointee.avail_in = UInt32(clamping: bytes.count - offset)
      unsafe state.pointee.next_out = output.baseAddress
      unsafe state.pointee.avail_out = UInt32(clamping: output.count)
      let given = unsafe (state.pointee.avail_in, state.pointee.avail_out)
      let result = unsafe library.inflate(state)
      // At a member's end it gives back what it had taken ahead, also what it took in an earlier call.
      step.consumed = unsafe Int(given.0) - Int(state.pointee.avail_in)
      step.produced = unsafe Int(given.1) - Int(state.pointee.avail_out)
      unsafe state.pointee.next_in = nil
      unsafe state.pointee.next_out = nil
      return result
    }
    guard result >= ISAL_DECOMP_OK, result != ISAL_NEED_DICT else { throw Refusal() }
    step.isMemberEnd = unsafe state.pointee.block_state == ISAL_BLOCK_FINISH
    // What it took ahead of the end would be lost: the trailer is as long as the most that it takes.
    let ahead = unsafe state.pointee.read_in_length
    guard !step.isMemberEnd || ahead < 8 else { throw Refusal() }
    guard offset + step.consumed >= 0 else { throw Refusal() }
    return step
  }
}
