import Health
import Messages
import Model
import Parallel
import Publishing
import Tables

/// Writes all of a release as one file for analysts, from the sheets and the figures that its other files are written from.
///
/// One list is in memory at a time, unless the lists' files are made in the same run, of the same rows.
func performWarehouse(
  _ lists: ListsWork?, _ system: SystemWork, _ context: StageContext
) throws(RunFault) -> StageOutput {
  let folder = try context.store.workFolder(of: context.stage.name)
  let path = "\(folder)/\(Warehouse.fileName)"
  do throws(RunFault) {
    try writeWarehouse(lists, system, context, to: path)
  } catch {
    removeTree(folder)
    throw error
  }
  var output = StageOutput()
  output.written = [WrittenFile(path: Warehouse.fileName, written: path)]
  return output
}

private func writeWarehouse(
  _ lists: ListsWork?, _ system: SystemWork, _ context: StageContext, to path: String
) throws(RunFault) {
  var warehouse = try writing(path) { () throws(WarehouseFault) in try Warehouse(path: path) }
  let stages = try context.stage.inputs.map { name throws(RunFault) in
    (name: name.description, rows: try context.input(name).record.rowCount)
  }
  try writing(path) { () throws(WarehouseFault) in
    try warehouse.add(
      pipeline: system.pipeline, referenceDate: context.parameters.referenceDate,
      version: programVersion, stages: stages)
  }
  if let lists {
    let planned = try PlannedLists(of: lists, context, withKeys: false)
    try planned.write(to: &warehouse, path: path)
  }
  if context.stop.isMade { throw .stopped }
  let files = try systemFiles(system, context)
  try writing(path) { () throws(WarehouseFault) in
    try warehouse.add(indicators: system.indicators)
    try warehouse.add(figures: files)
  }
  do throws(WarehouseFault) {
    try warehouse.close()
  } catch {
    throw fault(error, path)
  }
}

/// Carries out what writes the warehouse, and says of a fault which file it is.
private func writing<Result: ~Copyable>(
  _ path: String, _ body: () throws(WarehouseFault) -> Result
) throws(RunFault) -> Result {
  do throws(WarehouseFault) {
    return try body()
  } catch {
    throw fault(error, path)
  }
}

private func fault(_ fault: WarehouseFault, _ path: String) -> RunFault {
  switch fault {
  case .notWritable: .notWritable(path: path)
  case .refused(let code): .ourMistake("the warehouse was refused with the code \(code)")
  }
}

extension PlannedLists {
  /// Writes the people who are on any list, and each list after the other.
  fileprivate func write(to warehouse: inout Warehouse, path: String) throws(RunFault) {
    let practices = try context.input(.population).table("practices")
    let plans = lists.map { $0.plan.inWarehouse(as: $0.kind) }
    guard let first = plans.first else { return }
    let people = everybody
    let shown = first.people(
      people, persons: try persons(showing: first.columnsOfPeople),
      referenceDate: context.parameters.referenceDate)
    try writing(path) { () throws(WarehouseFault) in
      try warehouse.add(practices: practices)
      try warehouse.add(people: people, shown, of: first)
    }
    let persons = try persons(
      showing: lists.reduce(into: []) { $0.formUnion($1.plan.personColumns) })
    for (index, plan) in plans.enumerated() {
      if context.stop.isMade { throw .stopped }
      try write(index, plan, persons, to: &warehouse, path: path)
    }
    guard let impact = work.impact, let priority else { return }
    let ranked = try self.people(of: priority, impact)
    let rows = try rows(of: priority, impact, ranked, persons)
    try writing(path) { () throws(WarehouseFault) in
      try warehouse.add(
        priority.inWarehouse, rows: rows, people: peopleColumn(of: ranked),
        networks: ranked[MemberColumn.network], personCount: personCount)
    }
  }

  private func write(
    _ index: Int, _ plan: WarehouseList, _ persons: PersonTable, to warehouse: inout Warehouse,
    path: String
  ) throws(RunFault) {
    let list = lists[index]
    let members = try context.input(list.stage).table(list.table)
    let rows = try rows(ofList: index, members, persons)
    try writing(path) { () throws(WarehouseFault) in
      try warehouse.add(
        plan, rows: rows, people: list.people, networks: members[MemberColumn.network],
        personCount: personCount)
    }
  }

  /// Everybody who is on a list, by row of the person table; whoever is ranked is on one.
  private var everybody: [Int32] {
    var listed = Bitmap(repeating: false, count: personCount)
    for list in lists { for person in list.people { listed[Int(person)] = true } }
    return listed.setIndices.map { Int32($0) }
  }
}

extension PlannedLists.CohortList {
  fileprivate var kind: WarehouseList.Kind {
    switch table {
    case dueSoonTable: .dueSoon
    case lastGoodTable: .lastGood
    default: .list
    }
  }
}
