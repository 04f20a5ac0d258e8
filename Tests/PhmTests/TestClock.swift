import Foundation
import Testing

@testable import ProgramRuns

/// Another time than the machine's, for a program that is told of it.
enum TestClock {
  /// The library that gives another time than the machine's.
  private static let library: Result<URL, any Error> = Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-clock-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = folder.appending(path: "clock.c")
    try Data(
      """
      #include <stdlib.h>
      #include <time.h>
      time_t time(time_t *result) {
        time_t now = atol(getenv("PHM_TEST_TIME"));
        if (result) *result = now;
        return now;
      }
      """.utf8
    ).write(to: source)
    let library = folder.appending(path: "clock.so")
    let (code, said) = try runProgram(
      URL(filePath: "/bin/sh"),
      // The one of Swift's toolchain where the machine has no other.
      [
        "-c", "$(command -v cc || command -v clang) -shared -fPIC -O1 -o \"$0\" \"$1\"",
        library.path, source.path,
      ])
    try #require(code == 0, "\(said)")
    return library
  }

  /// The environment in which it is one o'clock in the morning of a day.
  static func environment(at day: String) throws -> [String: String] {
    let time = try #require(
      try? Date("\(day)T01:00:00Z", strategy: .iso8601).timeIntervalSince1970)
    return ["LD_PRELOAD": try library.get().path, "PHM_TEST_TIME": "\(Int(time))"]
  }
}
