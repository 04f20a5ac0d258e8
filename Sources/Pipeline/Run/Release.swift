import FoundationEssentials
import Glibc

/// The releases of an output folder: written aside whole, and swapped in by one link.
///
/// ```
/// <output>/releases/<run>/   <output>/current -> releases/<run>
/// ```
struct Release: Sendable {
  /// The output folder.
  let output: String

  /// The run whose release is current; nil for none.
  var current: String? {
    guard
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "\(output)/current"),
      let name = target.split(separator: "/").last,
      FileManager.default.fileExists(atPath: path(of: String(name)))
    else { return nil }
    return String(name)
  }

  /// The folder of a run's release.
  func path(of run: String) -> String { "\(output)/releases/\(run)" }

  /// Writes a release aside and swaps it in; what is current stays until then.
  func publish(_ run: String, files: [OutputFile]) throws(RunFault) -> String {
    let partial = "\(output)/releases/.\(run).partial"
    removeTree(partial)
    try makeFolder(partial)
    for file in files { try writeFile(file.bytes, to: "\(partial)/\(file.path)") }
    try rename(partial, to: path(of: run))
    let link = "\(output)/.current.partial"
    unsafe unlink(link)
    guard unsafe symlink("releases/\(run)", link) == 0 else { throw .notWritable(path: link) }
    try rename(link, to: "\(output)/current")
    return path(of: run)
  }

  /// Clears away releases that are not among those to keep, and what an interrupted run left half-written.
  func prune(keeping names: Set<String>) {
    for name in folderNames("\(output)/releases") where name != current && !names.contains(name) {
      removeTree("\(output)/releases/\(name)")
    }
  }
}
