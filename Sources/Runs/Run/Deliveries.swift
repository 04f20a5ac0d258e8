import Messages
import Model
import Definitions
import Formats

extension LackingFeed {
  /// The feed whose extract and validation are given; nil where a row of it was accepted.
  init?(_ feed: String, extract: StageRecord, validation: StageRecord) {
    let checked = validation.facts?.checked
    guard checked?.accepted ?? 0 == 0 else { return nil }
    let why: Why =
      if extract.facts?.extracted?.files.isEmpty ?? true {
        .noFile
      } else if checked?.rows ?? 0 == 0 {
        .noRows
      } else {
        .noAcceptedRows
      }
    self.init(feed, why)
  }
}

/// The sets of feeds of which at least one must have an accepted row: each required feed, and the pipeline's
/// alternatives.
///
/// That their files are there is looked at before a run; whether there is anything in them is known after validation.
struct NeededDeliveries: Sendable {
  private let sets: [[String]]

  init(_ pipeline: PipelineDefinition) {
    sets =
      pipeline.feeds.map { $0.value.contract }.filter { $0.isRequired }.map { [$0.name] }
      + pipeline.alternatives
  }

  /// What the results lack; nil where nothing is lacking, or not all of a set is known yet.
  ///
  /// - Missing: a feed that is refused for its rejected rows is not lacking, since that is told already.
  func fault(in results: [StageName: StageResult]) -> RunFault? {
    fault(of: sets, in: results)
  }

  /// The same for the sets that a stage's output is about.
  func fault(after stage: StageName, in results: [StageName: StageResult]) -> RunFault? {
    guard stage.phase == .validate else { return nil }
    return fault(of: sets.filter { $0.contains(stage.name) }, in: results)
  }

  private func fault(of sets: [[String]], in results: [StageName: StageResult]) -> RunFault? {
    let found = sets.compactMap { lacking($0, in: results) }
    return found.isEmpty ? nil : .nothingDelivered(found)
  }

  private func lacking(_ set: [String], in results: [StageName: StageResult]) -> [LackingFeed]? {
    var lacking: [LackingFeed] = []
    for feed in set {
      guard let extract = results[StageName(.extract, feed)]?.record,
        let validation = results[StageName(.validate, feed)]?.record, validation.refusal == nil,
        let lack = LackingFeed(feed, extract: extract, validation: validation)
      else { return nil }
      lacking.append(lack)
    }
    return lacking.isEmpty ? nil : lacking
  }
}
