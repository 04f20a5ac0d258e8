import Foundation

/// The text of a file of the repository.
func page(_ path: String) throws -> String {
  try String(contentsOf: packageRoot.appending(path: path), encoding: .utf8)
}

/// The Markdown pages of the repository, without what builds and runs leave.
func markdownFiles() throws -> [String] {
  var found: [String] = []
  var folders = [""]
  while let folder = folders.popLast() {
    let url = packageRoot.appending(path: folder)
    for name in try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    where !name.hasPrefix(".") && !["output", "tmp"].contains(name) {
      let path = folder + name
      let kind = try packageRoot.appending(path: path).resolvingSymlinksInPath()
        .resourceValues(forKeys: [.isDirectoryKey])
      if kind.isDirectory == true { folders.append(path + "/") }
      if path.hasSuffix(".md") { found.append(path) }
    }
  }
  return found
}

/// A relative link of a page that leads to no file.
struct BrokenLink: CustomStringConvertible {
  /// The page.
  var page: String
  /// The link as the page has it.
  var link: String
  /// Where it leads, from the repository's folder.
  var target: String

  var description: String { "\(page) links \(link), which is not there" }

  /// Whether the page or where it leads is kept with the shipped definitions or made from them.
  var isOfCatalogue: Bool { isKeptWithCatalogue(page) || isKeptWithCatalogue(target) }
}

/// Whether a file of the repository is of the shipped definitions, their sample night, or made from them.
func isKeptWithCatalogue(_ path: String) -> Bool {
  ["docs/generated/catalogue/", "pipelines/", "sample-data/", "Tests/Golden/"].contains {
    path.hasPrefix($0)
  }
}

/// The relative links of all pages that lead to no file; what stands in code is no link.
func brokenLinks() throws -> [BrokenLink] {
  var found: [BrokenLink] = []
  for path in try markdownFiles() {
    let folder = packageRoot.appending(path: path).deletingLastPathComponent()
    let text = try page(path).replacing(/(?s)```.*?```/, with: "")
      .replacing(/`[^`\n]*`/, with: "")
    for link in text.matches(of: /\]\(([^)\s]+)\)/).map({ String($0.output.1) })
    where !link.hasPrefix("#") && !link.contains(":") {
      let target = folder.appending(path: String(link.prefix { $0 != "#" })).standardizedFileURL
      guard !FileManager.default.fileExists(atPath: target.path) else { continue }
      let relative = String(target.path.dropFirst(packageRoot.standardizedFileURL.path.count + 1))
      found.append(BrokenLink(page: path, link: link, target: relative))
    }
  }
  return found
}
