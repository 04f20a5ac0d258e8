import Messages
import Pages
import Tables

extension RunEntry {
  /// The run as its page tells it; `before` is the run of the release that it was held against, and `inputs` are the stages that
  /// each stage reads.
  func account(after before: RunEntry?, inputs: [StageName: [StageName]]) -> RunAccount {
    RunAccount(
      run: id, pipeline: pipeline, referenceDate: Day(iso: referenceDate), start: start,
      seconds: seconds, processorSeconds: processorSeconds, version: version, ending: ending,
      fault: fault.map { $0.split(separator: "\n").map { String($0) } } ?? [],
      people: patients.map { $0.values.reduce(0, +) }, notes: delivery,
      stages: stages.map { $0.account(inputs: inputs[$0.stage]) },
      unfinished: unfinished?.map { (stage: $0.stage.description, hasFailed: $0.hasFailed) },
      feeds: feeds.map(\.account),
      findings: findings.map { found in
        found.account(rows: feeds.first { $0.feed == found.feed }?.rows)
      },
      lists: lists.map { list in
        list.account(before: before?.lists.first { $0.cohort == list.cohort })
      },
      before: before.map { (run: $0.id, referenceDate: $0.referenceDate) },
      leftOut: practicesLeftOut,
      accepted: (accepted ?? [:]).sorted { $0.key < $1.key }.map {
        (list: $0.key, reason: $0.value)
      },
      outputs: outputs?.map(\.account), handed: handed?.map(\.account))
  }

  private var ending: RunEnding {
    let code = ExitCode(rawValue: exitCode)
    guard isReleased else { return exitCode == 0 ? .stagesOnly : .failed(code) }
    if let withdrawnAt { return .withdrawn(at: withdrawnAt) }
    if exitCode != 0 { return .publishedThenFailed(code) }
    return .published(release: release ?? id, isOwn: (release ?? id) == id)
  }
}

extension RunEntry.StageEntry {
  fileprivate func account(inputs: [StageName]?) -> RunAccount.Stage {
    RunAccount.Stage(
      phase: stage.phase.rawValue, name: stage.name, isReused: isReused, why: why, rows: rows,
      seconds: seconds, processorSeconds: processorSeconds, started: started,
      waitedFor: waitedFor?.description, reads: inputs?.map(\.description))
  }
}

extension RunEntry.FeedEntry {
  fileprivate var account: RunAccount.Feed {
    RunAccount.Feed(
      name: feed, rows: rows, rejected: rejected, accepted: accepted, newest: newest,
      files: files.map { (name: $0.name, digest: $0.digest, bytes: $0.bytes) })
  }
}

extension FindingEntry {
  fileprivate func account(rows: Int?) -> RunAccount.Found {
    RunAccount.Found(
      rule: rule, feed: feed, says: says, grade: Grade(rawValue: grade), count: count,
      ofRows: countsRows == true ? rows : nil, organisations: organisations)
  }
}

extension RunEntry.ListEntry {
  fileprivate func account(before: RunEntry.ListEntry?) -> RunAccount.List {
    let codes = Set(people.keys).union(before?.people.keys.map { $0 } ?? []).sorted()
    return RunAccount.List(
      name: cohort, people: total, before: before?.total, dueSoon: dueSoon,
      networks: codes.map { code in
        (
          code: code, people: people[code] ?? 0,
          before: before.map { $0.people[code] ?? 0 }
        )
      })
  }
}

extension RunEntry.OutputEntry {
  fileprivate var account: RunAccount.Output {
    RunAccount.Output(
      name: output, purpose: purpose, lawfulBasis: lawfulBasis, recipients: recipients,
      leavesOut: leavesOut)
  }
}

extension RunEntry.HandedEntry {
  fileprivate var account: RunAccount.Handed {
    RunAccount.Handed(folder: folder, group: group, copy: copy)
  }
}
