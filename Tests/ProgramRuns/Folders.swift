import Foundation

/// The folder that holds `Package.swift`.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The folder of what the engine's tests run on: `pipeline`, a small pipeline, and `night`, its feeds.
let fixtures = packageRoot.appending(path: "Tests/Fixtures")

/// The files below a folder, by their path in it.
func contents(of folder: URL) throws -> [String: Data] {
  var files: [String: Data] = [:]
  // The release is behind a link, which an enumerator does not follow by itself.
  let root = folder.resolvingSymlinksInPath()
  for case let path as String in FileManager.default.enumerator(atPath: root.path) ?? .init() {
    let url = root.appending(path: path)
    if (try url.resourceValues(forKeys: [.isRegularFileKey])).isRegularFile == true {
      files[path] = try Data(contentsOf: url)
    }
  }
  return files
}

/// The Swift sources below a folder of the repository, by their path in it.
func swiftFiles(below folder: String) throws -> [(path: String, text: String)] {
  let root = packageRoot.appending(path: folder)
  let paths =
    FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
  return try paths.filter { $0.hasSuffix(".swift") }.sorted().map {
    ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8))
  }
}
