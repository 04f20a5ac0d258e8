import Definitions
import Expressions
import Formats
import Health
import Model
import ReferenceEngine
import Tables

/// A made-up night for any pipeline: tables of every feed that persons are made from, full of edges.
///
/// The tables have the types and codes of the feeds' contracts. One seed gives one night on every machine.
struct GeneratedNight {
  /// The tables as the readers leave them.
  private(set) var tables: [String: Table] = [:]
  /// The rows that validation accepts.
  private(set) var accepted: [String: Bitmap] = [:]
  /// The practices that are held back.
  private(set) var heldBack: [String] = []
  /// What practices lack of feeds.
  private(set) var lacks: [ReferenceLack] = []
  /// The same as the program says it.
  var incomplete: IncompleteFeeds {
    lacks.reduce(into: IncompleteFeeds()) { all, lack in
      all.add(
        FeedPart(
          lack.feed, ExpectedMeasure(column: lack.column, code: lack.code),
          isWithRows: lack.isWithRows), [lack.practice])
    }
  }

  private let population: PopulationDefinition
  private let feeds: [String: FeedDefinition]
  private let book: EdgeBook
  private var maker: CellMaker

  init(
    _ pipeline: PipelineDefinition, _ population: PopulationDefinition, persons: Int,
    on day: Day, seed: UInt64
  ) {
    self.population = population
    feeds = Dictionary(
      pipeline.feeds.map { ($0.value.contract.name, $0.value) },
      uniquingKeysWith: { first, _ in first })
    book = EdgeBook(pipeline, population, on: day)
    maker = CellMaker(referenceDate: day, numbers: SeededNumbers(seed: seed))
    let registrations = self.registrations(of: persons)
    keep(registrations.shuffled(using: &maker.numbers), as: population.feed)
    makeReferenceFeeds()
    makeEvents(for: registrations)
    if maker.numbers.once(in: 2) { heldBack = [maker.numbers.pick(Self.practices)] }
    // In every other night some practices lack some feeds of events, or parts of them.
    guard maker.numbers.once(in: 2) else { return }
    for feed in feeds.values.filter({ $0.rules.grain == .event }).map(\.contract.name).sorted() {
      if maker.numbers.once(in: 4) {
        lacks.append(ReferenceLack(practice: maker.numbers.pick(Self.practices), feed: feed))
      }
      if maker.numbers.once(in: 2) { lackValues(of: feed) }
    }
    if maker.numbers.once(in: 2) { lackValues(of: population.feed) }
  }

  /// A practice that lacks a column of a feed, or a code of it.
  private mutating func lackValues(of feed: String) {
    let columns =
      (feeds[feed]?.columns ?? []).map(\.name).filter {
        ![feeds[feed]?.rules.key, population.practice].contains($0)
      } + (feed == population.feed ? population.lookups.map(\.name) : [])
    guard !columns.isEmpty else { return }
    let practice = maker.numbers.pick(Self.practices)
    let column = maker.numbers.pick(columns)
    var lack = ReferenceLack(practice: practice, feed: feed, column: column)
    let codes = tables[feed].flatMap { table -> [String]? in
      if case .text(let column)? = table[column] { column.dictionary.texts } else { nil }
    }
    if let codes, !codes.isEmpty, maker.numbers.once(in: 2) {
      lack.code = maker.numbers.pick(codes)
      lack.isWithRows = feed != population.feed && maker.numbers.once(in: 2)
    }
    lacks.append(lack)
  }

  static let practices = (1...7).map { "A1000\($0)" }
  static let networks = ["U10001", "U10002", "U10003", "U1000", "X10001"]

  /// Puts rows into a table of the feed's types.
  private mutating func keep(_ rows: [Row], as feed: String) {
    guard let columns = feeds[feed]?.cells else { return }
    tables[feed] = Table(
      columns.map { column in
        (column.name, Column(column.type.columnType, rows.map { $0[column.name] }))
      }, rowCount: rows.count)
    accepted[feed] = Bitmap(rows.map { _ in !maker.numbers.once(in: 30) })
  }

  // MARK: Persons

  private mutating func registrations(of count: Int) -> [Row] {
    var rows: [Row] = []
    for index in 0..<count {
      let number = key(ofPerson: index)
      let row = registration(number)
      rows.append(row)
      switch Int.random(in: 0..<16, using: &maker.numbers) {
      case 0: rows.append(row)
      case 1: rows.append(registration(number))
      case 2:
        var other = registration(number)
        other[population.latestBy] = row[population.latestBy]
        rows.append(other)
      case 3:
        // The same registration once or twice more, with something else of the person.
        for _ in 0..<maker.numbers.pick([1, 1, 2]) {
          var other = maker.numbers.once(in: 2) ? registration(number) : row
          other[population.latestBy] = row[population.latestBy]
          other[population.practice] = row[population.practice]
          rows.append(other)
        }
      case 4:
        guard let death = population.death, maker.numbers.once(in: 3) else { break }
        var other = registration(number)
        other[death] = maker.numbers.pick(aroundToday) ?? nil
        rows.append(other)
      case 5, 6: rows.append(endedRegistration(number, after: row))
      default: break
      }
      if maker.numbers.once(in: 40) { rows[rows.count - 1][population.person] = nil }
    }
    return rows
  }

  /// The practice into which another is merged more often than into others.
  private func next(after practice: Value?) -> Value? {
    guard let practice, let index = Self.practices.firstIndex(where: { practice == .text($0) })
    else { return practice }
    return .text(Self.practices[(index + 1) % Self.practices.count])
  }

  /// A registration that has ended, before practices were merged or since, often with the one that took over.
  private mutating func endedRegistration(_ number: Value, after first: Row) -> Row {
    var row = registration(number)
    if !maker.numbers.once(in: 4) {
      row[population.practice] = next(after: first[population.practice])
    }
    let mergers = -1000
    let start = maker.numbers.pick([-3000, mergers - 1, mergers, mergers + 1, -500])
    row[population.latestBy] = .day(maker.referenceDate.adding(days: start))
    for column in feeds[population.feed]?.contract.columns ?? []
    where column.type.columnType == .day && population.registered.columns.contains(column.name)
      && column.name != population.latestBy && column.name != population.death
    {
      let end = maker.numbers.pick([-2000, mergers, mergers + 1, -200, 0])
      row[column.name] = .day(maker.referenceDate.adding(days: max(start, end)))
    }
    return row
  }

  /// A person's key, of the form that the population has; those of later persons come later or earlier.
  private func key(ofPerson index: Int) -> Value {
    let number = 9_000_000_017 + Int64(index) * 31
    return switch population.key {
    case .nhsNumber: .identifier(Identifier(number: number))
    case .pseudonym: .pseudonym(Pseudonym(String("\(number)".reversed()) + "-aB"))
    }
  }

  private mutating func registration(_ number: Value) -> Row {
    var row: Row = [population.person: number]
    for column in feeds[population.feed]?.contract.columns ?? [] where row[column.name] == nil {
      let edges = book.person[column.name] ?? []
      if column.name == population.latestBy {
        let isEdge = maker.numbers.once(in: 12)
        let days = Int.random(in: 30...9000, using: &maker.numbers)
        row[column.name] =
          isEdge
          ? maker.cell(column, edges: edges, in: row)
          : .day(maker.referenceDate.adding(days: -days))
        continue
      }
      // Most people are neither dead nor gone.
      let ends =
        column.type.columnType == .day && population.registered.columns.contains(column.name)
      if maker.numbers.once(in: 12) || (ends && !maker.numbers.once(in: 12)) { continue }
      if column.type.columnType == .day, !ends, edges.isEmpty || maker.numbers.once(in: 4) {
        row[column.name] = .day(maker.anyBirth())
      } else {
        row[column.name] = maker.cell(
          column, edges: edges, in: row, pool: pool(population.feed, column))
      }
    }
    return row
  }

  // MARK: Organisations and areas

  private mutating func makeReferenceFeeds() {
    for source in population.networks {
      let isEmpty = maker.numbers.once(in: 3)
      var rows: [Row] = []
      for practice in isEmpty ? [] : Self.practices.dropLast() {
        for _ in 0..<maker.numbers.pick([1, 1, 1, 1, 2]) {
          var row = referenceRow(of: source.feed)
          row[source.practice] = .text(practice)
          let isDoubtful = maker.numbers.once(in: 5)
          row[source.network] = .text(
            isDoubtful ? maker.numbers.pick(Self.networks) : home(practice))
          if let starts = source.starts { row[starts] = start(orMissing: 10) }
          if let ends = source.ends {
            row[ends] = maker.numbers.once(in: 6) ? maker.numbers.pick(aroundToday) : nil
          }
          rows.append(row)
        }
      }
      keep(rows, as: source.feed)
    }
    makeOrganisations()
    for feed in Set(population.lookups.map(\.feed)).sorted() where tables[feed] == nil {
      makeLookedUp(feed)
    }
  }

  /// Practices and networks of which some have closed, and practices that were merged into others.
  private mutating func makeOrganisations() {
    var rows: [String: [Row]] = [:]
    let kinds = [
      (population.practices, Self.practices), (population.networkOrganisations, Self.networks),
    ]
    for (sources, codes) in kinds {
      for source in sources {
        for code in codes where !maker.numbers.once(in: 5) {
          // Most are open: of closed networks there would be nobody left to agree about.
          var row = maker.numbers.once(in: 8) ? referenceRow(of: source.feed) : [:]
          row[source.code] = .text(code)
          if let closedOn = source.closedOn {
            row[closedOn] = maker.numbers.once(in: 6) ? maker.numbers.pick(aroundToday) : nil
          }
          rows[source.feed, default: []].append(row)
        }
      }
    }
    for source in population.successions where maker.numbers.once(in: 2) {
      for practice in Self.practices where maker.numbers.once(in: 3) {
        var row = referenceRow(of: source.feed)
        row[source.practice] = .text(practice)
        row[source.successor] =
          maker.numbers.once(in: 2)
          ? .text(maker.numbers.pick(Self.practices)) : next(after: .text(practice))
        // Of a practice that a source knows as open there is no merger.
        for known in population.practices where maker.numbers.once(in: 2) {
          rows[known.feed]?.removeAll { $0[known.code] == .text(practice) }
        }
        row[source.starts] = start(orMissing: 6)
        rows[source.feed, default: []].append(row)
      }
    }
    for feed in rows.keys.sorted() where tables[feed] == nil { keep(rows[feed] ?? [], as: feed) }
  }

  private func home(_ practice: String) -> String {
    Self.networks[(Self.practices.firstIndex(of: practice) ?? 0) % 3]
  }

  private var aroundToday: [Value?] {
    [-1, 0, 1, 400].map { .day(maker.referenceDate.adding(days: $0)) }
  }

  private mutating func start(orMissing times: Int) -> Value? {
    if maker.numbers.once(in: times) { return nil }
    if maker.numbers.once(in: times) { return maker.numbers.pick(aroundToday) }
    return .day(maker.referenceDate.adding(days: -1000))
  }

  /// A feed of values by key: most keys once, some not at all, some twice with or without a difference.
  private mutating func makeLookedUp(_ feed: String) {
    guard let lookup = population.lookups.first(where: { $0.feed == feed }),
      let key = feeds[feed]?.cells.first(where: { $0.name == lookup.key })
    else { return }
    var rows: [Row] = []
    for value in pool(feed, key) ?? [] where !maker.numbers.once(in: 8) {
      var row = referenceRow(of: feed)
      row[key.name] = value
      rows.append(row)
      if maker.numbers.once(in: 8) { rows.append(row) }
      if maker.numbers.once(in: 8) {
        var other = referenceRow(of: feed)
        other[key.name] = value
        rows.append(other)
      }
    }
    keep(rows.shuffled(using: &maker.numbers), as: feed)
  }

  private mutating func referenceRow(of feed: String) -> Row {
    var row: Row = [:]
    for column in feeds[feed]?.cells ?? [] where !maker.numbers.once(in: 10) {
      let names = population.lookups.filter { $0.feed == feed && $0.take == column.name }.map(
        \.name)
      row[column.name] = maker.cell(
        column, edges: names.flatMap { book.person[$0] ?? [] }, in: [:], pool: pool(feed, column))
    }
    return row
  }

  /// The values of columns that join feeds: practices, networks and the keys of lookups.
  private func pool(_ feed: String, _ column: ColumnContract) -> [Value]? {
    let isPractice =
      (feed == population.feed && column.name == population.practice)
      || population.networks.contains { $0.feed == feed && $0.practice == column.name }
    if isPractice { return Self.practices.map { .text($0) } }
    let joins = population.lookups.contains {
      (feed == population.feed && $0.on == column.name)
        || ($0.feed == feed && $0.key == column.name)
    }
    guard joins else { return nil }
    switch column.type.columnType {
    case .text: return (1...9).map { .text("E0100000\($0)") } + Self.practices.map { .text($0) }
    case .integer: return (1...9).map { .integer($0) }
    default: return nil
    }
  }

  // MARK: Events

  private mutating func makeEvents(for registrations: [Row]) {
    var events: [String: [Row]] = [:]
    let read = Set(book.recipes.flatMap(\.feeds)).sorted()
    for feed in read { events[feed] = [] }
    // Now and then a feed was not delivered at all: it has no rows.
    let missing = maker.numbers.once(in: 3) ? read.shuffled(using: &maker.numbers).first : nil
    for person in registrations {
      for _ in 0..<Int.random(in: 0...12, using: &maker.numbers) where !book.recipes.isEmpty {
        let recipe = maker.numbers.pick(book.recipes)
        let feed = maker.numbers.pick(recipe.feeds)
        guard
          let key = feeds[feed]?.cells.first(where: { $0.type.columnType.isPersonKey })
        else { continue }
        var row = event(of: feed, recipe, person)
        row[key.name] = maker.numbers.once(in: 60) ? nil : person[population.person]
        events[feed]?.append(row)
        if maker.numbers.once(in: 5) { events[feed]?.append(sameDay(row, feed, recipe, person)) }
      }
    }
    for feed in read {
      let rows = feed == missing ? [] : events[feed] ?? []
      keep(rows.shuffled(using: &maker.numbers), as: feed)
    }
  }

  private mutating func event(of feed: String, _ recipe: EventRecipe, _ person: Row) -> Row {
    var row: Row = [:]
    for (name, value) in person { row["person." + name] = value }
    for column in feeds[feed]?.cells ?? [] where !maker.numbers.once(in: 25) {
      let edges = recipe.edges[column.name] ?? []
      // What nothing asks for is often missing, such as the end of a condition.
      let isIdle =
        edges.isEmpty || (column.type.columnType == .day && column.name.hasPrefix("resolved"))
      if isIdle, maker.numbers.once(in: 2) { continue }
      row[column.name] = maker.cell(column, edges: edges, in: row)
    }
    return row
  }

  /// The event once more, or another one on the same day.
  private mutating func sameDay(
    _ event: Row, _ feed: String, _ recipe: EventRecipe, _ person: Row
  ) -> Row {
    guard !maker.numbers.once(in: 3) else { return event }
    var other = self.event(of: feed, recipe, person)
    for (name, value) in event where value.type == .day || value.type.isPersonKey {
      other[name] = value
    }
    return other
  }
}

extension FeedDefinition {
  /// All columns as cells of a file would fill them; those that are worked out may have whatever can come out.
  fileprivate var cells: [ColumnContract] {
    contract.columns
      + rules.computed.map { column in
        ColumnContract(name: column.name, type: cellType(of: column.value))
      }
  }

  private func cellType(of value: CheckedExpression) -> CellType {
    switch value.type {
    case .text:
      value.knownTexts.map { texts in
        .code(
          CodeList(name: "", meanings: Dictionary(uniqueKeysWithValues: texts.map { ($0, $0) })))
      } ?? .text
    case .integer: .integer
    case .decimal: .decimal
    case .day: .day([])
    case .boolean: .boolean(true: [], false: [])
    case .identifier: .identifier(digits: 10)
    case .pseudonym: .pseudonym(.token(length: nil, letters: .kept))
    }
  }
}
