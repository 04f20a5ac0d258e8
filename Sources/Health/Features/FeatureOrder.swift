import Model
import Expressions

/// The features that can be worked out side by side, in turns: each reads only what was there before its turn.
///
/// The positions are those of the definitions; a feature reads only features defined before it.
func featureTurns(_ definitions: [FeatureDefinition]) -> [[Int]] {
  var turnOfName: [String: Int] = [:]
  var turns: [[Int]] = []
  for (index, definition) in definitions.enumerated() {
    let turn = definition.personColumns.compactMap { turnOfName[$0] }.max().map { $0 + 1 } ?? 0
    turnOfName[definition.name] = turn
    while turns.count <= turn { turns.append([]) }
    turns[turn].append(index)
  }
  return turns
}
