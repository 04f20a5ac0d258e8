import Parallel

/// Lists of the newest earlier release that cannot be read back, so that nobody can say who is new on tonight's.
public struct LostLists: Hashable, Sendable {
  /// The run that published them.
  public var run: String
  /// Its reference date, as `yyyy-MM-dd`.
  public var referenceDate: String
  /// The cohorts, in the order of the pipeline.
  public var cohorts: [String]
  /// Whether these are all lists that tonight's could be held against.
  public var isAll: Bool
}

extension EarlierRelease {
  /// What a store still has of the lists of a release.
  ///
  /// It is decided once, before the graph is made: what cannot be read is left out of the fingerprint of tonight's lists,
  /// since they are not made of it.
  ///
  /// - Complexity: O(people on the lists); one column of each list is read.
  init(_ run: RunEntry, cohorts: [StageName], in store: Store) {
    let wanted = cohorts.filter { cohort in
      // A release whose stages nobody knows had some lists, and which is lost with them.
      run.stages.isEmpty || run.stages.contains { $0.stage == cohort }
    }
    let fingerprints = parallelMap(wanted) { cohort -> String? in
      guard let entry = run.stages.first(where: { $0.stage == cohort }),
        let record = store.record(ofSound: cohort, entry.fingerprint),
        store.members(of: record) != nil
      else { return nil }
      return entry.fingerprint
    }
    var known: [StageName: String] = [:]
    for (cohort, fingerprint) in zip(wanted, fingerprints) { known[cohort] = fingerprint }
    let lost = wanted.filter { known[$0] == nil }.map { $0.cohort }
    self.init(
      run: run.id, cohorts: known,
      lost: lost.isEmpty
        ? nil
        : LostLists(
          run: run.id, referenceDate: run.referenceDate, cohorts: lost, isAll: known.isEmpty))
    for entry in run.stages where entry.stage.looksBack {
      // Decided once, as for the lists: what cannot be read is not in the fingerprint.
      if store.record(ofSound: entry.stage, entry.fingerprint) != nil {
        others[entry.stage] = entry.fingerprint
      } else {
        lostOthers.append(entry.stage)
      }
    }
  }
}

extension StageName {
  /// Whether the stage looks back at its own output of the newest release; of cohorts that is decided apart.
  fileprivate var looksBack: Bool {
    isCompleteness || isIndicator || self == .population || self == .publishedFigures
      || self == .listParts || self == .pages
  }
}
