import Expressions
import Health
import Messages
import Model
import Parallel
import Tables

/// Works out the features of a file.
///
/// Each feature is a part of the output, and so is what was found of each feed: what is made of the same as in an earlier output is
/// taken over, and a feed that no other feature reads is not read.
/// - Tables: `persons`, a column a feature.
func performFeatures(
  _ set: FeatureSet, _ step: PersonStep, _ context: StageContext
) throws(RunFault) -> StageOutput {
  let earlier = context.readEarlierParts()
  var output = StageOutput()
  var reported: [String] = []
  for feed in step.reportedFeeds {
    let part = "events of \(feed)"
    let key = try context.key(ofEvents: feed)
    output.parts[part] = key
    if let found = earlier.findings(ofPart: part, key: key) {
      output.findings += found.filter { $0.feed == feed }
    } else {
      reported.append(feed)
    }
  }
  let keys = context.stage.columnKeys
  for (name, key) in keys { output.parts[StageRecord.part(ofColumn: name)] = key }
  // Whose events are nobody's is found where they are reduced.
  let mayKeep = set.features.filter { Set(reported).isDisjoint(with: $0.feeds) }.map(\.name)
  let kept = earlier.columns(
    of: personsTable, keys: keys.filter { mayKeep.contains($0.key) })
  let (made, input) = try work(out: set, but: kept, reporting: reported, step, context)
  var persons = Table(rowCount: input.persons.count)
  for feature in set.features {
    guard let column = kept[feature.name] ?? made?.columns.table[feature.name] else {
      throw .ourMistake("\(step.name) did not make '\(feature.name)'")
    }
    persons.append(feature.name, column)
  }
  output.add(personsTable, persons)
  output.findings = (output.findings + (made?.findings ?? [])).sorted {
    $0.feed.utf8.lexicographicallyPrecedes($1.feed.utf8)
  }
  output.facts.lacking = input.undelivered
  output.facts.add(what: input, lacksFor: step)
  return output
}

/// Works out those features of a set that are not taken over; nil where all are.
///
/// The input is that of the whole set in all but the feeds and the columns that only what is taken over reads.
private func work(
  out set: FeatureSet, but kept: [String: Column], reporting: [String], _ step: PersonStep,
  _ context: StageContext
) throws(RunFault) -> (FeatureResult?, StepInput) {
  let features = set.features.filter { kept[$0.name] == nil }
  var rest = step
  rest.work = .features(FeatureSet(name: set.name, features: features))
  rest.makes = step.makes.filter { kept[$0.name] == nil }
  rest.feeds = step.feeds.filter { feed in features.contains { $0.feeds.contains(feed) } }
  rest.reads = rest.work.columns(step.vocabulary).sorted()
  rest.reportedFeeds = reporting
  var input = try context.input(of: rest)
  input.undelivered = try context.lacking(distinct(step.feeds + step.neededFeeds))
  var persons = input.persons.table
  for name in rest.reads { if let column = kept[name] { persons.append(name, column) } }
  input.persons = PersonTable(persons)
  context.counter.add(
    rest.feeds.isEmpty ? input.persons.count : input.feeds.values.reduce(0) { $0 + $1.rows })
  guard !features.isEmpty else { return (nil, input) }
  let given = input
  guard
    case .features(let result) = try planned({ () throws(StepFault) in
      try run(rest, on: given)
    })
  else {
    throw .ourMistake("\(step.name) made something else than it is about")
  }
  return (result, input)
}

extension StageContext {
  /// The hash of all that decides of whom a feed's events are.
  fileprivate func key(ofEvents feed: String) throws(RunFault) -> String {
    var lines = ["version \(stage.work.version)"]
    for name in [.population] + feedStages([feed]) {
      lines.append("\(name) \(try input(name).record.fingerprint.hash)")
    }
    return Fingerprint.hash(lines.joined(separator: "\n"))
  }
}
