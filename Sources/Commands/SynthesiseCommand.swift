import Runs
public import Messages
import Parallel
public import Synthesis
import Tables

/// Makes feeds with no real person in them.
///
/// - Throws: `usage` for a request out of range, `notWritable` for the output folder.
public func synthesiseFeeds(
  patients: Int?, seed: UInt64, referenceDate: String?, published: String?, commissioner: String?,
  isClean: Bool, output: String
) throws(RunFault) -> SynthesisSummary {
  let request = SynthesisRequest(
    patients: patients, seed: seed,
    referenceDate: try referenceDate.map(day) ?? SynthesisRequest.usualDate, published: published,
    commissioner: commissioner, isClean: isClean, output: output)
  do {
    return try synthesise(request, progress: RowCounter())
  } catch {
    switch error {
    case .patientsOutOfRange(let limit):
      throw .usage(.outOfRange(option: "--patients", range: "a number from 1 to \(limit)"))
    case .dateOutOfRange:
      throw .usage(.outOfRange(option: "--reference-date", range: "a day from 1990 to 2099"))
    case .outputNotEmpty(let path):
      throw .usage(.outOfRange(option: "--output", range: "an empty folder; '\(path)' is not"))
    case .outputNotWritable(let path, _): throw .notWritable(path: path)
    case .publishedNotReadable(let path):
      throw .usage(
        .outOfRange(
          option: "--practices", range: "a folder of published files; '\(path)' cannot be read"))
    case .listSizesMissing(let folder):
      throw .usage(
        .outOfRange(
          option: "--practices", range: "a folder with published list sizes; '\(folder)' has none"))
    case .noPractices(let folder):
      throw .usage(
        .outOfRange(
          option: "--practices",
          range: "a folder whose list sizes name practices with patients; '\(folder)' names none"))
    }
  }
}
