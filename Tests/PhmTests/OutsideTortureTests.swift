import Foundation
import Testing

@testable import ProgramRuns

/// A few trials of each kind of `make torture`, on the small night of the tests: the rest is run by hand, for as long as somebody wants.
@Suite("Outside: torture", .enabled(if: LibreOffice.isAsked), .serialized)
struct OutsideTortureTests {
  private func torture(_ arguments: [String]) throws -> (code: Int32, said: String) {
    try runProgram(
      URL(filePath: "/usr/bin/env"),
      [
        "python3", packageRoot.appending(path: "tools/torture").path, CommandProcess.program.path,
        "--small",
      ] + arguments)
  }

  @Test("whatever the power takes, the link leads to a whole release and the next night is right")
  func power() throws {
    let (code, said) = try torture(["--only", "power", "--prefixes", "8"])
    #expect(code == 0 && said.contains(", 0 lost"), "\(said)")
  }

  @Test("one bit in the store, the ledger or the release is found, and what it was in made anew")
  func damage() throws {
    let (code, said) = try torture(["--only", "damage", "--flips", "12"])
    #expect(code == 0 && said.contains(", 0 lost"), "\(said)")
  }

  @Test(
    "a night that is killed, and one of whose system calls fails, leaves a whole release and no wrong one"
  )
  func killsAndWrites() throws {
    let (code, said) = try torture(["--only", "kills,writes", "--kills", "20", "--writes", "20"])
    #expect(code == 0 && said.contains("kills: ") && said.contains("writes: "), "\(said)")
  }
}
