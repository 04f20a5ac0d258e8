import Model
import Expressions
import Tables

/// The columns of the person table, as they come about one after the other.
struct PersonColumns: Sendable {
  /// The columns so far, with the reference date.
  private(set) var names = Names(parameters: ["reference_date": .day])
  /// What a condition on events may read: the same columns, each as one of the person who has the event.
  private(set) var namesForEvents = Names(parameters: ["reference_date": .day])
  private var taken: Set<String> = []

  /// Adds a column; a name that is taken is reported.
  mutating func add(
    _ name: String, _ type: ColumnType?, texts: Set<String>? = nil, at node: YAMLNode,
    _ mistakes: inout Mistakes
  ) {
    guard !name.isEmpty else { return }
    guard taken.insert(name).inserted else {
      mistakes.add(.duplicateName(kind: "column", name: name), at: node)
      return
    }
    names.add(name, type, texts: texts)
    namesForEvents.add(Reduction.personPrefix + name, type, texts: texts)
  }

  /// Says that columns may be missing, because a definition could not be read.
  mutating func markIncomplete() {
    names.isIncomplete = true
    namesForEvents.isIncomplete = true
  }

  /// Checks that a value names a column that holds what is needed.
  @discardableResult
  func column(_ node: YAMLNode?, _ need: ColumnNeed, _ mistakes: inout Mistakes) -> ColumnType? {
    guard let node, let name = node.text, !name.isEmpty else { return nil }
    guard let type = names.columns[name] else {
      if !names.isIncomplete && !names.unsure.contains(name) {
        let nearest = nearestWord(to: name, in: Array(names.columns.keys) + Array(names.unsure))
        mistakes.add(
          .unknownReference(kind: "column of the person", name: name, nearest: nearest), at: node)
      }
      return nil
    }
    if !need.allows(type) { mistakes.add(.expected(need.words), at: node) }
    return type
  }
}
