package import Model
package import Publishing
package import Tables

/// What the pages of all networks of a night are made of: the system's files, as they are released, and what they are about.
package struct ReleasedFigures: Sendable {
  /// A set of segments and its file.
  package struct Segments: Sendable {
    /// The set.
    package var definition: SegmentationDefinition
    /// Its file.
    package var table: ReleasedTable

    /// Puts both together.
    package init(_ definition: SegmentationDefinition, _ table: ReleasedTable) {
      (self.definition, self.table) = (definition, table)
    }
  }

  /// An indicator of persons and its file.
  package struct Measure: Sendable {
    /// The indicator.
    package var definition: IndicatorDefinition
    /// Its file.
    package var table: ReleasedTable

    /// Puts both together.
    package init(_ definition: IndicatorDefinition, _ table: ReleasedTable) {
      (self.definition, self.table) = (definition, table)
    }
  }

  /// What the pages show.
  package var profile: ProfileDefinition
  /// How figures are hidden and rounded, and what they may be used for.
  package var publish: PublishDefinition
  /// `population.csv`.
  package var people: ReleasedTable
  /// The files of segments.
  package var segments: [Segments] = []
  /// The files of indicators.
  package var measures: [Measure] = []
  /// `uptake-by-deprivation.csv`; nil where there is none.
  package var uptake: ReleasedTable?
  /// `inequalities.csv`; nil where there is none.
  package var inequalities: ReleasedTable?
  /// `representativeness.csv`; nil where there is none.
  package var representation: ReleasedTable?
  /// `impact-equity.csv`; nil where there is none.
  package var places: ReleasedTable?
  /// `pathways.csv`; nil where there is none.
  package var pathways: ReleasedTable?
  /// `districts.csv`; nil where there is none.
  package var districts: ReleasedTable?
  /// `register-reconciliation.csv`; nil where there is none.
  package var registers: ReleasedTable?
  /// `data-quality.csv`; nil where there is none.
  package var dataQuality: ReleasedTable?
  /// The area's figures from published files and returns; nil where the pipeline asks for none.
  package var area: ReleasedAreaFigures?
  /// The reference date.
  package var referenceDate: Day
  /// The day for which what counts persons was counted.
  package var countedOn: Day

  /// Begins with who lives where.
  package init(
    profile: ProfileDefinition, publish: PublishDefinition, people: ReleasedTable,
    referenceDate: Day, countedOn: Day
  ) {
    self.profile = profile
    self.publish = publish
    self.people = people
    self.referenceDate = referenceDate
    self.countedOn = countedOn
  }
}

/// A list of a network with its counts, which the network's own files show person by person.
package struct ListLine: Sendable {
  /// The list.
  package var sheet: SheetDescription
  /// How many people of the network are on it.
  package var counts: ListCounts
  /// How many come onto it soon; nil where it does not say.
  package var dueSoon: Int?
  /// How many were on it on the day of the release before; nil where that is not known.
  package var before: Int?

  /// Counts a list.
  package init(
    sheet: SheetDescription, counts: ListCounts, dueSoon: Int? = nil, before: Int? = nil
  ) {
    self.sheet = sheet
    self.counts = counts
    self.dueSoon = dueSoon
    self.before = before
  }
}

/// A share of an indicator as a release of an earlier day showed it.
package struct EarlierShare: Hashable, Sendable {
  /// The day.
  package var day: Day
  /// The share in percent; nil where it was hidden.
  package var percent: Double?

  /// Puts both together.
  package init(day: Day, percent: Double?) {
    self.day = day
    self.percent = percent
  }
}

/// What one network's page is made of.
package struct NetworkProfile: Sendable {
  /// A practice of the network.
  package struct Practice: Hashable, Sendable {
    /// Its code.
    package var code: String
    /// What it is called; nil where nobody says.
    package var name: String?

    /// Names a practice.
    package init(code: String, name: String?) {
      self.code = code
      self.name = name
    }
  }

  /// The network.
  package var network: NetworkCode
  /// What it is called; nil where nobody says.
  package var name: String?
  /// Its practices by code.
  package var practices: [Practice]
  /// Its lists, the one over all lists first; none where it has no lists tonight.
  package var lists: [ListLine]
  /// What to know of tonight's lists and data, as NOTICES.txt says it.
  package var remarks: [String]
  /// The shares of earlier days by indicator, oldest first.
  package var earlier: [String: [EarlierShare]]
  /// The day of the release before, of an earlier day; nil where the page knows of none.
  package var before: Day?

  /// Puts it together.
  package init(
    network: NetworkCode, name: String?, practices: [Practice], lists: [ListLine],
    remarks: [String], earlier: [String: [EarlierShare]], before: Day?
  ) {
    self.network = network
    self.name = name
    self.practices = practices
    self.lists = lists
    self.remarks = remarks
    self.earlier = earlier
    self.before = before
  }
}

extension ReleasedTable.Row {
  /// Whether the row is of the whole system.
  var isOfSystem: Bool { text(StepColumn.level) == "system" }

  /// Whether the row is of a network.
  func isOf(_ network: NetworkCode, code: String = StepColumn.network) -> Bool {
    text(StepColumn.level) == "pcn" && text(code) == network.text
  }

  /// The practices that the row leaves out.
  var leftOut: [String] {
    (text("left_out") ?? "").split(separator: " ").map(String.init)
  }
}
