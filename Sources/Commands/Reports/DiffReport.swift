import Messages
import Model
import Runs
import Tables

/// What differs between two runs; the people's keys only where they are asked for.
public func report(
  of difference: RunDifference, showingPeople: Bool, width: Int? = nil
) -> String {
  var lines = [
    difference.runs.map { "\($0.id) (\($0.referenceDate))" }.joined(separator: " to ")
  ]
  if difference.stages.isEmpty { return lines[0] + "\nnothing differs" }
  if !difference.lists.isEmpty {
    var table = TextTable(["list", "before", "after", "joined", "left"], right: [1, 2, 3, 4])
    for list in difference.lists {
      table.add([
        list.cohort, grouped(list.before), grouped(list.after), grouped(list.joined.count),
        grouped(list.left.count),
      ])
    }
    lines += [""] + table.lines(width: width)
  }
  if !difference.figures.isEmpty {
    var table = TextTable(["figure", "before", "after"], right: [1, 2])
    for figure in difference.figures {
      table.add([figure.name, grouped(figure.before), grouped(figure.after)])
    }
    lines += [""] + table.lines(width: width)
  }
  var table = TextTable(["why", "stages"])
  for why in distinct(difference.stages.map { $0.why }) {
    let stages = difference.stages.filter { $0.why == why }.map { $0.stage.description }
    let shown = stages.prefix(3).joined(separator: ", ")
    table.add([why, stages.count > 3 ? "\(shown) and \(stages.count - 3) more" : shown])
  }
  lines += [""] + table.lines(width: width)
  if showingPeople {
    let isOfPseudonyms = difference.lists.contains { list in
      (list.joined + list.left).contains { Value($0).type == .pseudonym }
    }
    let key = MemberColumn.key(isOfPseudonyms ? .pseudonym : .identifier)
    lines += ["", "list,change,\(key)"]
    for list in difference.lists {
      lines += list.joined.map { "\(list.cohort),joined,\($0.disclosed)" }
      lines += list.left.map { "\(list.cohort),left,\($0.disclosed)" }
    }
  }
  return lines.joined(separator: "\n")
}
