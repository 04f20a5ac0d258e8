public import Model
public import Expressions
import Parallel
public import Tables

/// Who is on the list of a cohort.
public struct OpenList: Sendable {
  /// The cohort's name.
  public var cohort: String
  /// The rows of its members in the person table.
  public var people: [Int32]

  /// Names a list.
  public init(cohort: String, people: [Int32]) {
    self.cohort = cohort
    self.people = people
  }
}

/// Who is reached first over all lists.
public struct ImpactResult: Sendable {
  /// One row a person on at least one list that counts, by network and rank: nobody is left out but for opt-outs.
  ///
  /// `person` (integer: row of the person table), `nhs_number`, `pcn_code`, `rank` (from 1 in each network), `need`
  /// (missing where it is not known), `gap`, `equity`, `priority`, `open_lists`, `red_flags` and `equity_reasons` (joined
  /// by `; `), `stratum`, `place` (whether the person has one of this week's places).
  public var people: Table
  /// How many of those who may be counted are in each class of each audited column, and have a place by need and gap
  /// alone and as defined: `level`, `area`, `persons`, `places_before`, `places_after`.
  public var audit: PersonAggregate
  /// How many have a need that is not known.
  public var withoutNeed: Int
  /// How many are on a list that counts and have an opt-out for which the ranking leaves people out.
  public var optedOut: Int
}

/// Ranks everybody with an open gap: those with a red flag first, the gravest before the others, and within them and then
/// among all others by `priority = need x gap x equity`.
///
/// `gap` is the largest benefit of the lists that the person is on plus a part of the others' sum, so that many small gaps
/// do not outweigh a grave one; of lists that share a gap only the largest counts. The week's places go to red flags first.
///
/// - Missing: an unknown need counts as the smallest need of anybody with an open gap, or as 1 where none is known, and
///   one below 0 as 0; an unknown benefit counts as 1; an unknown condition adds no weight and is no red flag. Nobody is
///   dropped.
/// - Ties: equal priorities by need, and then in the population's order, which is by NHS number.
/// - Source: project choice after Lewis 2010, Milbank Quarterly 88(2):240-255, and Orlowski 2021, BMJ Open 11(12):e052455:
///   need, actionable gap and equity weight; no use of expected response.
/// - Complexity: O(rows of all lists), and a radix sort.
public func rankByImpact(
  _ definition: ImpactDefinition, lists: [OpenList], persons: PersonTable,
  vocabulary: PersonVocabulary, classes: PersonClasses = PersonClasses(), parameters: Parameters
) -> ImpactResult {
  let optOuts = definition.leavesOut.inOrder
  let mayBeRanked = optOuts.isEmpty ? nil : persons.table.rows(withNoneOf: optOuts)
  let gaps = OpenGaps(
    definition, lists: lists, persons: persons.table, among: mayBeRanked, parameters: parameters)
  let scores = ImpactScores(
    definition, gaps: gaps, persons: persons.table, parameters: parameters)
  let areas = classes.networks(of: persons.table)
  let strata = definition.strata.map { persons.table.declared($0) }.map {
    Classes(of: $0.gathered(gaps.people), count: gaps.people.count)
  }
  let areaOfPerson = gaps.people.map { areas.areaOfPerson[Int($0)] }
  let after = OutreachQueue(
    flags: scores.firstFlags, withoutFlag: Int32(definition.redFlags.count),
    priorities: scores.priorities, needs: scores.countedNeeds, areas: areaOfPerson,
    areaCount: areas.codes.count, strata: strata?.classOfPerson, capacity: definition.capacity)
  let before = OutreachQueue(
    flags: scores.firstFlags, withoutFlag: Int32(definition.redFlags.count),
    priorities: scores.prioritiesWithoutEquity, needs: scores.countedNeeds, areas: areaOfPerson,
    areaCount: areas.codes.count, strata: nil, capacity: definition.capacity)
  return ImpactResult(
    people: peopleTable(
      gaps, scores, after, areas: areas, strata: strata, persons: persons.table,
      person: vocabulary.person),
    audit: auditPlaces(
      by: definition.audit, people: gaps.people, before: before.hasPlace, after: after.hasPlace,
      persons: persons.table),
    withoutNeed: scores.needs.present.map { $0.count - $0.setCount } ?? 0,
    optedOut: gaps.optedOut)
}

private func peopleTable(
  _ gaps: OpenGaps, _ scores: ImpactScores, _ queue: OutreachQueue, areas: NetworkAreas,
  strata: Classes?, persons: Table, person: String
) -> Table {
  let order = queue.order
  let people = order.map { gaps.people[Int($0)] }
  let stratum = strata.map { strata in
    Column.text(TextColumn(order.map { strata.names[Int(strata.classOfPerson[Int($0)])] }))
  }
  return Table([
    (MemberColumn.person, .integer(FixedColumn(people.map { Int64($0) }))),
    (
      MemberColumn.key(persons.declared(person).type), persons.declared(person).gathered(people)
    ),
    (MemberColumn.network, persons.declared(PersonVocabulary.network).gathered(people).compacted),
    (MemberColumn.rank, .integer(FixedColumn(ranks(of: people, in: areas)))),
    (ImpactColumn.need, Column.decimal(scores.needs).gathered(order)),
    (ImpactColumn.gap, .decimal(FixedColumn(order.map { gaps.benefits[Int($0)] }))),
    (ImpactColumn.equity, .decimal(FixedColumn(order.map { scores.equities[Int($0)] }))),
    (ImpactColumn.priority, .decimal(FixedColumn(order.map { scores.priorities[Int($0)] }))),
    (ImpactColumn.openLists, .text(gaps.lists.joined(gaps.names, ofRows: people))),
    (ImpactColumn.redFlags, .text(scores.flags.joined(scores.flagTexts, ofRows: order))),
    (ImpactColumn.equityReasons, .text(scores.reasons.joined(scores.reasonTexts, ofRows: order))),
    (
      ImpactColumn.stratum,
      stratum ?? Column(.text, [Value?](repeating: nil, count: order.count))
    ),
    (ImpactColumn.place, .boolean(BooleanColumn(queue.hasPlace.gathered(order)))),
  ])
}

/// Everybody on a list that counts, ascending, with the lists and what can be gained.
struct OpenGaps {
  /// The persons.
  let people: [Int32]
  /// What each one can gain over all lists.
  let benefits: [Double]
  /// The lists of every person of the population.
  let lists: ItemLists
  /// The lists' names.
  let names: [String]
  /// How many others are on such a list.
  let optedOut: Int

  /// `among` are those who may be ranked; nil for everybody.
  init(
    _ definition: ImpactDefinition, lists all: [OpenList], persons: Table,
    among mayBeRanked: Bitmap?, parameters: Parameters
  ) {
    let count = persons.rowCount
    let counting = all.compactMap { list in
      definition.benefit(of: list.cohort).map { (list: list, benefit: $0) }
    }
    let amounts = parallelMap(counting) {
      benefitsOfPeople(
        of: $0.benefit, for: $0.list.people, persons: persons, parameters: parameters)
    }
    var lists = ItemLists(rowCount: count)
    var isOpen = Bitmap(repeating: false, count: count)
    var gains = Gains(count: count)
    // What a person already has of each gap that several lists share.
    var shared: [String: [Double]] = [:]
    for (index, (list, benefit)) in counting.enumerated() {
      lists.add(index, toRows: list.people)
      for person in list.people { isOpen[Int(person)] = true }
      guard let gap = benefit.gap else {
        for (person, amount) in zip(list.people, amounts[index]) { gains.add(amount, to: person) }
        continue
      }
      var known = shared.removeValue(forKey: gap) ?? [Double](repeating: 0, count: count)
      for (person, amount) in zip(list.people, amounts[index]) {
        known[Int(person)] = max(known[Int(person)], amount)
      }
      shared[gap] = known
    }
    for gap in shared.keys.sorted() {
      for (person, amount) in (shared[gap] ?? []).enumerated() where amount > 0 {
        gains.add(amount, to: Int32(person))
      }
    }
    let ranked = mayBeRanked.map { isOpen & $0 } ?? isOpen
    optedOut = isOpen.setCount - ranked.setCount
    people = ranked.setIndices.map { Int32($0) }
    benefits = people.map { gains.total(of: $0, rest: definition.rest) }
    self.lists = lists
    names = counting.map(\.list.cohort)
  }
}

/// What some people gain by a list; what is no number counts as 1, and one below 0 as 0.
private func benefitsOfPeople(
  of benefit: Benefit, for people: [Int32], persons: Table, parameters: Parameters
) -> [Double] {
  let table = persons.selecting(benefit.benefit.columns.sorted()).gathered(people)
  let values = finiteValues(of: benefit.benefit, on: table, parameters: parameters)
  return people.indices.map { row in
    values.present?[row] ?? true ? max(0, values.values[row]) : 1
  }
}

/// What persons gain: the largest amount and the sum of all.
private struct Gains {
  private var largest: [Double]
  private var sums: [Double]

  init(count: Int) {
    largest = [Double](repeating: 0, count: count)
    sums = largest
  }

  mutating func add(_ amount: Double, to person: Int32) {
    sums[Int(person)] += amount
    largest[Int(person)] = max(largest[Int(person)], amount)
  }

  /// The largest amount of a person, and of the others a part.
  func total(of person: Int32, rest: Double) -> Double {
    let most = largest[Int(person)]
    return withoutBinaryNoise(most + rest * (sums[Int(person)] - most))
  }
}

/// The values of an expression on a table's rows; what is no finite number is missing.
private func finiteValues(
  of expression: CheckedExpression, on table: Table, parameters: Parameters
) -> FixedColumn<Double> {
  let column = expression.values(on: table, parameters: parameters)
  let values = column.decimals?.values ?? [Double](repeating: 0, count: table.rowCount)
  let present =
    column.decimals == nil ? Bitmap(repeating: false, count: values.count) : column.present
  let known = Bitmap(count: values.count) { values[$0].isFinite && (present?[$0] ?? true) }
  return FixedColumn(values.indices.map { known[$0] ? values[$0] : 0 }, present: known.asPresence)
}

/// What each person with an open gap comes to, in the order of `OpenGaps.people`.
struct ImpactScores {
  /// The need as it is known.
  let needs: FixedColumn<Double>
  /// The need that counts.
  let countedNeeds: [Double]
  /// The product of the weights that hold, at most the cap.
  let equities: [Double]
  /// Need x gap x equity.
  let priorities: [Double]
  /// Need x gap.
  let prioritiesWithoutEquity: [Double]
  /// Which red flags each person has.
  let flags: ItemLists
  /// What they are called.
  let flagTexts: [String]
  /// The position of each person's gravest red flag; the number of flags for who has none.
  let firstFlags: [Int32]
  /// Which weights hold.
  let reasons: ItemLists
  /// Why, for each weight.
  let reasonTexts: [String]

  init(_ definition: ImpactDefinition, gaps: OpenGaps, persons: Table, parameters: Parameters) {
    let read = [definition.need] + definition.redFlags.map(\.when) + definition.equity.map(\.when)
    let table = persons.selecting(Set(read.flatMap(\.columns)).sorted()).gathered(gaps.people)
    let count = gaps.people.count
    let needs = finiteValues(of: definition.need, on: table, parameters: parameters)
    let known = needs.present ?? Bitmap(repeating: true, count: count)
    let smallest = known.setIndices.reduce(Double.infinity) { min($0, needs.values[$1]) }
    let unknown = smallest.isFinite ? smallest : 1
    let counted = (0..<count).map { max(0, known[$0] ? needs.values[$0] : unknown) }
    let holds = parallelMap(definition.equity) {
      $0.when.trueRows(on: table, parameters: parameters)
    }
    var equities = [Double](repeating: 1, count: count)
    var reasons = ItemLists(rowCount: count)
    for (index, (weight, rows)) in zip(definition.equity, holds).enumerated() {
      reasons.add(index, where: rows)
      for row in rows.setIndices { equities[row] *= weight.weight }
    }
    let flagged = parallelMap(definition.redFlags) {
      $0.when.trueRows(on: table, parameters: parameters)
    }
    var flags = ItemLists(rowCount: count)
    var firstFlags = [Int32](repeating: Int32(flagged.count), count: count)
    for (index, rows) in flagged.enumerated() {
      flags.add(index, where: rows)
      for row in rows.setIndices { firstFlags[row] = min(firstFlags[row], Int32(index)) }
    }
    let cap = definition.cap ?? .infinity
    for row in equities.indices { equities[row] = min(cap, withoutBinaryNoise(equities[row])) }
    let plain = (0..<count).map { withoutBinaryNoise(counted[$0] * gaps.benefits[$0]) }
    self.needs = needs
    self.flags = flags
    self.firstFlags = firstFlags
    flagTexts = definition.redFlags.map(\.because)
    self.reasons = reasons
    reasonTexts = definition.equity.map(\.because)
    prioritiesWithoutEquity = plain
    priorities = plain.indices.map { withoutBinaryNoise(plain[$0] * equities[$0]) }
    countedNeeds = counted
    self.equities = equities
  }
}
