import Expressions
import Model

/// Reads how results leave the program.
///
/// `segmentations` are the names of the sets of segments; nil where one could not be read.
func readPublishing(
  _ root: YAMLNode, segmentations: Set<String>?, _ persons: OutputPersons,
  _ lists: WorkbookLists, _ mistakes: inout Mistakes
) -> PublishDefinition {
  var definition = PublishDefinition()
  if let node = root["disclosure"] {
    if let count = readWholeNumber(node.text("hide_up_to")) {
      definition.disclosure.hidesUpTo = count
    }
    if let count = readWholeNumber(node.text("round_to")) { definition.disclosure.roundsTo = count }
    // Neither hidden nor rounded, a count of one would be published as it is.
    if definition.disclosure.hidesUpTo < 1, definition.disclosure.roundsTo < 2 {
      mistakes.add(
        .expected("a rule that protects: hide_up_to from 1, or round_to from 2"), at: node)
    }
  }
  if let node = root["segments"], let name = node.text {
    definition.segmentation = name
    if let segmentations, !segmentations.contains(name) {
      let nearest = nearestWord(to: name, in: segmentations)
      mistakes.add(.unknownReference(kind: "segmentation", name: name, nearest: nearest), at: node)
    }
  }
  if let count = readWholeNumber(root.text("keep_runs")) { definition.runsKept = count }
  definition.outputs = readOutputs(root, persons, &mistakes)
  definition.workbook = root["workbook"].map { readWorkbook($0, lists, &mistakes) }
  return definition
}
