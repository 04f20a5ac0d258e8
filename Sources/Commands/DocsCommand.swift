import Definitions
public import Messages
import Pages
import Runs

/// What a site of definitions holds.
public struct SiteSummary: Sendable {
  /// The page to open.
  public var page: String
  /// How many pages there are.
  public var pages: Int
}

/// Writes the definitions of a pipeline as a site that a browser opens from a folder.
///
/// Pages of definitions that are no more are not cleared away: a folder may hold what somebody put there.
///
/// - Throws: `definitions` with every mistake; `noSeason` where a campaign has no season on a test's date; `notWritable` where the folder
///   cannot be written.
public func writeSite(of path: String, to folder: String) throws(RunFault) -> SiteSummary {
  let pipeline: PipelineDefinition
  do {
    pipeline = try loadPipeline(at: path)
  } catch {
    throw .definitions(error)
  }
  let pages = DefinitionSite(try Catalogue.worked(pipeline)).pages
  for page in pages { try writeFile(Array(page.text.utf8), to: "\(folder)/\(page.path)") }
  return SiteSummary(page: "\(folder)/index.html", pages: pages.count)
}

/// What was written, and the page to open.
public func report(of summary: SiteSummary) -> String {
  "\(counted(summary.pages, "page"))\n\nopen \(summary.page)"
}
