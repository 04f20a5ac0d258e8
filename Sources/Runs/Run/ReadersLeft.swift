import Model
import Tables

/// Which stages are still to read each table that lies in memory, and which columns of it.
///
/// All tables are in the store as well: what is let go of here too early is read from there, and nothing is wrong. Load stages
/// do not count: they read a few columns of many tables and make large files, and take those columns from the store, so that
/// the whole person table need not lie beside the files in memory.
struct ReadersLeft {
  /// The stages that are still to read each output.
  private var readers: [StageName: Int] = [:]
  /// Those of them that may read any column.
  private var wholeReaders: [StageName: Int] = [:]
  /// The stages that are still to read each column of persons, whichever stage makes it.
  private var personReaders: [String: Int] = [:]
  /// The stages that are still to read each column of a feed, by the stage that has it.
  private var feedReaders: [StageName: [String: Int]] = [:]

  /// Counts the readers among some stages.
  init(among stages: [Stage]) {
    for stage in stages where stage.name.phase != .load { count(stage, 1) }
  }

  private mutating func count(_ stage: Stage, _ number: Int) {
    let personColumns = stage.personColumns
    for column in personColumns ?? [] { personReaders[column, default: 0] += number }
    for input in stage.inputs {
      readers[input, default: 0] += number
      guard input.phase == .extract || input.phase == .validate else {
        if personColumns == nil { wholeReaders[input, default: 0] += number }
        continue
      }
      guard let columns = stage.columns(ofFeed: input.name) else {
        wholeReaders[input, default: 0] += number
        continue
      }
      for column in columns { feedReaders[input, default: [:]][column, default: 0] += number }
    }
  }

  /// Takes note that a stage has ended, and lets go of what nobody is still to read: of its own output too.
  mutating func end(_ stage: Stage, in results: inout [StageName: StageResult]) {
    letGo(of: stage.name, in: &results)
    guard stage.name.phase != .load else { return }
    count(stage, -1)
    // Where it was the last reader of no column, those of persons stay as they are.
    let isLast = stage.personColumns?.contains { personReaders[$0] == 0 } ?? true
    for input in stage.inputs where readers[input] == 0 || isLast || !input.isOfPersons {
      letGo(of: input, in: &results)
    }
  }

  /// Lets go of what is not still to be read of an output.
  func letGo(of name: StageName, in results: inout [StageName: StageResult]) {
    guard readers[name] ?? 0 > 0 else {
      results[name]?.memory = nil
      return
    }
    guard wholeReaders[name] ?? 0 == 0 else { return }
    let columns = name.isOfPersons ? personReaders : feedReaders[name] ?? [:]
    for table in name.isOfPersons ? [personsTable] : ["rows", "columns"] {
      guard let whole = results[name]?.memory?[table] else { continue }
      let wanted = whole.names.filter { columns[$0] ?? 0 > 0 }
      if wanted.count < whole.names.count {
        results[name]?.memory?[table] = whole.selecting(wanted)
      }
    }
  }
}

extension StageName {
  /// Whether its output can have columns of persons, and is not a feed's.
  fileprivate var isOfPersons: Bool { !phase.checksFeeds }
}

extension Stage {
  /// The columns of persons that it reads; nil where any may be.
  fileprivate var personColumns: Set<String>? {
    switch work {
    case .person(let step, _): step.isPopulation ? nil : reads
    case .completeness(_, let vocabulary, _, _, _): [vocabulary.person, vocabulary.practice]
    case .listParts(_, let vocabulary, _): [vocabulary.practice, PersonVocabulary.practiceStatus]
    case .pathways(let work):
      Set([PersonVocabulary.secondaryUse, work.district].compactMap { $0 })
    default: nil
    }
  }

  /// The columns of a feed that it reads; nil where any may be.
  fileprivate func columns(ofFeed feed: String) -> Set<String>? {
    guard case .person(let step, _) = work, case .features(let set) = step.work else { return nil }
    return Set(step.columnsRead(of: feed, by: set.features))
  }
}
