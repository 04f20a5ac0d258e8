import Messages
import Model

/// What the store knows of a run's stages, as the ledger keeps it.
extension RunEntry {
  /// Adds a stage after those before it in the graph.
  mutating func add(
    _ record: StageRecord, isReused: Bool, why: String, started: Double? = nil,
    waitedFor: StageName? = nil
  ) {
    stages.append(
      StageEntry(
        stage: record.stage, fingerprint: record.fingerprint.hash, isReused: isReused, why: why,
        rows: record.rowCount, seconds: record.seconds, processorSeconds: record.processorSeconds,
        started: started, waitedFor: waitedFor))
    practicesLeftOut += record.facts?.leftOut.map { sentences(for: $0) } ?? []
  }
}

extension RunEntry.FeedEntry {
  /// Takes from a feed's validation what the ledger keeps of the feed.
  init(
    feed: String, files: [FileDigest], _ validation: StageRecord, eventDay: String?,
    referenceDate: String
  ) {
    self.init(
      feed: feed, files: files, rows: validation.facts?.checked?.rows ?? 0,
      rejected: validation.facts?.checked?.rejected ?? 0,
      accepted: validation.facts?.checked?.accepted,
      filled: validation.facts?.checked?.filled, codes: validation.facts?.checked?.codes,
      newestEvent: eventDay.flatMap { validation.facts?.checked?.newest[$0] },
      newest: validation.facts?.checked?.newest.values.filter { $0 <= referenceDate }.max())
  }
}

extension RunEntry.ListEntry {
  /// Takes from a cohort's output who is on its list where.
  init(cohort: String, _ record: StageRecord) {
    self.init(
      cohort: cohort, people: record.facts?.list?.people ?? [:],
      dueSoon: record.facts?.list?.dueSoon)
  }
}

extension RunEntry.OutputEntry {
  /// Takes what the definitions state of an output.
  init(of name: String, _ terms: OutputTerms) {
    self.init(
      output: name, purpose: terms.purpose, lawfulBasis: terms.lawfulBasis,
      recipients: terms.recipients, leavesOut: terms.leavesOut.inOrder.map(\.rawValue))
  }
}
