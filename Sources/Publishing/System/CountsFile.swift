public import Model
import Health
import Tables

extension AggregateFile {
  /// How each cohort came about, step by step: `attrition.csv`.
  ///
  /// - Shape: the disclosed attrition of each cohort under each other, with a column `cohort`.
  public static func attrition(
    _ cohorts: [(name: String, table: AggregateTable)]
  ) -> AggregateFile? {
    guard let name = FileName("attrition"),
      let table = AggregateTable.stacked(
        cohorts.map { (label: $0.name, table: $0.table) }, labelled: "cohort")
    else { return nil }
    return AggregateFile(
      name: name, title: "How each list came about",
      description: "How many persons each step took out and left, of all and of each network.",
      table: table)
  }

  /// Who of each cohort's denominator was given what it offers: `care-gaps.csv`.
  ///
  /// - Shape: the disclosed statuses of each cohort under each other, with a column `cohort`.
  public static func careGaps(_ cohorts: [(name: String, table: AggregateTable)]) -> AggregateFile?
  {
    guard let name = FileName("care-gaps"),
      let table = AggregateTable.stacked(
        cohorts.map { (label: $0.name, table: $0.table) }, labelled: "cohort")
    else { return nil }
    return AggregateFile(
      name: name, title: "Care gaps of each list",
      description:
        "Who of the eligible was given it, must not have it, declined, or has nothing recorded, of all and of each network. Lists without a status 'given' are not among them.",
      table: table)
  }

  /// How many persons come onto each list soon: `due-soon.csv`.
  ///
  /// - Shape: the disclosed counts of each cohort that states when people are due, under each other, with a column `cohort`.
  public static func dueSoon(_ cohorts: [(name: String, table: AggregateTable)]) -> AggregateFile? {
    guard let name = FileName("due-soon"),
      let table = AggregateTable.stacked(
        cohorts.map { (label: $0.name, table: $0.table) }, labelled: "cohort")
    else { return nil }
    return AggregateFile(
      name: name, title: "Persons due soon for each list",
      description:
        "Persons who are not on a list and come onto it within the days that the title says, if nothing else happens, of all and of each network. They are in no other count of open gaps: whoever was given it is counted as given until then. Lists that state no such day are not among them.",
      table: table)
  }

  /// Who has one of this week's places, before and after equity weights and strata: `impact-equity.csv`.
  public static func impactEquity(_ impact: ImpactDefinition, _ table: AggregateTable)
    -> AggregateFile?
  {
    FileName("impact-equity").map {
      AggregateFile(
        name: $0, title: "\(impact.title), version \(impact.version): places by class",
        description:
          "Persons with an open gap, and places with the same capacity by need and gap alone (before) and with equity weights and strata (after). Source: \(impact.source)",
        table: table)
    }
  }

  /// Who lives in the system and in each network: `population.csv`.
  public static func people(_ table: AggregateTable) -> AggregateFile? {
    FileName("population").map {
      AggregateFile(
        name: $0, title: "Who lives here",
        description:
          "Persons by age and sex and by what else networks' pages say of them, of all and of each network.",
        table: table)
    }
  }

  /// How many persons are on each list: `counts.csv`, the last step of each cohort's attrition.
  public static func counts(_ cohorts: [(name: String, table: AggregateTable)]) -> AggregateFile? {
    let lastSteps = cohorts.map { cohort -> (label: String, table: AggregateTable) in
      let steps = (0..<cohort.table.rowCount).map { step(cohort.table, row: $0) }
      let last = steps.max() ?? 0
      return (cohort.name, cohort.table.selecting { steps[$0] == last })
    }
    guard let name = FileName("counts"),
      let table = AggregateTable.stacked(lastSteps, labelled: "cohort")
    else { return nil }
    return AggregateFile(
      name: name, title: "Persons on each list",
      description:
        "Remaining persons after the last step of each list, of all and of each network.",
      table: table)
  }
}

private func step(_ table: AggregateTable, row: Int) -> Int64 {
  guard case .integer(let step)? = table.value(row: row, column: StepColumn.step) else { return -1 }
  return step
}
