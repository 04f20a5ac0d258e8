import Foundation

/// Why a workbook could not be taken apart.
struct WorkbookTextFault: Error {
  var path: String
}

/// The parts of a workbook by name, an element a line: what a person can read, and compare.
func workbookText(at url: URL) throws -> Data {
  let script = #"""
    import sys, zipfile
    with zipfile.ZipFile(sys.argv[1]) as book:
        assert book.testzip() is None
        for name in sorted(book.namelist()):
            part = book.read(name).decode("utf-8").replace("><", ">\n<")
            sys.stdout.buffer.write(f"== {name}\n{part}\n".encode("utf-8"))
    """#
  return try pythonOutput(script, [url.path])
}

/// What a Python script prints.
func pythonOutput(_ script: String, _ arguments: [String]) throws -> Data {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3", "-c", script] + arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw WorkbookTextFault(path: arguments.first ?? "")
  }
  return data
}
