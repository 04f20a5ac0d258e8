import Foundation
import Testing

@testable import ProgramRuns

/// What a run looks like on a terminal of 80 columns and 24 lines.
@Suite("Terminal of 80 columns")
struct TerminalWidthTests {
  /// Runs a command whose output and errors are a terminal, and returns what it wrote there.
  private func onTerminal(_ arguments: [String], columns: UInt16 = 80) throws -> String {
    var (controller, terminal): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(unsafe openpty(&controller, &terminal, nil, nil, &size) == 0)
    let process = Process()
    process.executableURL = CommandProcess.program
    process.arguments = arguments
    process.currentDirectoryURL = fixtures
    let stream = FileHandle(fileDescriptor: terminal, closeOnDealloc: true)
    process.standardOutput = stream
    process.standardError = stream
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try stream.close()
    var written: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(controller, &buffer, buffer.count)
      // When the last writer is gone the system says EIO.
      guard count > 0 else { break }
      written += buffer[..<count]
    }
    close(controller)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: written, as: UTF8.self)
  }

  /// The longest piece between line ends and control sequences.
  private func widest(_ text: String) -> Int {
    let lines = text.replacing(/\u{1B}\[[0-9]*[A-Z]/, with: "\n").split { $0.isNewline }
    return lines.map(\.count).max() ?? 0
  }

  @Test("a run tells its progress in one line, and its tables fit")
  func run() throws {
    let night = try Night()
    let arguments = night.arguments().filter { !["--progress", "none"].contains($0) }
    let first = try onTerminal(arguments)
    #expect(first.contains(/\n?\d+ of \d+ stages/))
    #expect(!first.contains(/transform\/population +[0-9]+ rows/), "no line a stage")
    #expect(widest(first) <= 80)
    let again = try onTerminal(arguments + ["--force"])
    #expect(again.contains(/\d+ of \d+ stages, about \d+ s left/))
    let state = ["--state", night.folder.path("state")]
    for command in [
      night.arguments("plan", date: "2026-11-21"), ["runs"] + state,
      ["explain", "nhs-health-check"] + night.looking,
      ["explain", "nhs-health-check", "--patient", "9000001005"] + night.looking,
    ] {
      for columns in [60, 80] {
        #expect(
          widest(try onTerminal(command, columns: UInt16(columns))) <= columns, "\(command)")
      }
      let wide = try onTerminal(command, columns: 400)
      #expect(
        wide.replacing("\r\n", with: "\n") == (try CommandProcess.run(command).output),
        "a wide terminal shows what a pipe has")
    }
  }
}
