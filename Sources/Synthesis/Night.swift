import Tables

/// A night under way: what has been written of it.
struct Night: Sendable {
  let plan: AreaPlan
  let isClean: Bool
  let meanDecile: Double
  /// Practices as their own systems count them, in the order of the plan.
  private(set) var censuses: [PracticeCensus] = []
  private var faults = NightFeed.allCases.map { _ in FaultCounts() }
  private var figures = FigureCounts()
  private var duplicateRegistrations = 0
  private var unknownPractices = 0
  private var leavers = 0
  /// Dirt of the published feeds.
  var publishedDirt: [SynthesisSummary.Dirt] = []

  init(plan: AreaPlan, isClean: Bool, meanDecile: Double) {
    self.plan = plan
    self.isClean = isClean
    self.meanDecile = meanDecile
  }

  /// Writes what a practice sends and counts it.
  mutating func add(_ parts: NightParts, to folder: inout NightFolder) throws(SynthesisFault) {
    for part in parts.parts {
      try folder.add(
        part.stored, rows: part.rows, bytes: part.bytes, to: part.fileName,
        header: Array(part.feed.header(ofPracticesOwn: part.isOwn).utf8))
      faults[part.feed.rawValue].add(part.faults)
    }
    censuses.append(parts.census)
    figures.add(parts.figures)
    duplicateRegistrations += parts.duplicateRegistrations
    unknownPractices += parts.unknownPractices
    leavers += parts.leavers
  }

  /// Ends the files and writes the summary beside them.
  func finish(
    _ folder: consuming NightFolder, _ request: SynthesisRequest
  ) throws(SynthesisFault) -> SynthesisSummary {
    var summary = SynthesisSummary(
      files: [], dirt: dirt(), oddPractices: oddPractices(), figures: reachedFigures(),
      patients: censuses.reduce(0) { $0 + $1.list }, practices: plan.practices.count,
      networks: plan.networks.count)
    summary.files = try folder.finish()
    try writeSummary(summary, request)
    return summary
  }

  private func dirt() -> [SynthesisSummary.Dirt] {
    var dirt: [SynthesisSummary.Dirt] = []
    func add(_ feed: NightFeed, _ kind: String, _ rows: Int) {
      if rows > 0 { dirt.append(.init(feed: feed.name, kind: kind, rows: rows)) }
    }
    for feed in NightFeed.allCases {
      for fault in RowFault.allCases { add(feed, fault.name, faults[feed.rawValue][fault]) }
    }
    add(.patients, "registered-twice", duplicateRegistrations)
    add(.patients, "unknown-practice", unknownPractices)
    add(.patients, "left-or-died", leavers - unknownPractices)
    return dirt + publishedDirt
  }

  private func oddPractices() -> [SynthesisSummary.OddPractice] {
    plan.practices.compactMap { practice in
      practice.oddity.map { .init(code: practice.code, oddity: $0.rawValue) }
    }
  }

  private func reachedFigures() -> [SynthesisSummary.Figure] {
    let shares = TargetFigure.allCases.map { figure in
      SynthesisSummary.Figure(
        name: figure.name, asked: figure.target(meanDecile: meanDecile),
        denominator: figures.denominators[figure.rawValue],
        numerator: figures.numerators[figure.rawValue])
    }
    let registers = Register.byCode.map { register in
      let wanted = plan.practices.compactMap { $0.registers[register.rawValue] }
      let list = censuses.reduce(0) { $0 + $1.list(of: register) }
      let asked =
        wanted.isEmpty
        ? RegisterShape.of(register).share
        : Double(wanted.reduce(0, +)) / Double(max(1, list))
      return SynthesisSummary.Figure(
        name: "register-\(register.code)", asked: asked, denominator: list,
        numerator: censuses.reduce(0) { $0 + $1.registers[register.rawValue] })
    }
    return shares + registers
  }
}
