import Expressions
import Model
import Tables

/// Gives each score that is a medical device who answers for it, or takes its models away where it is switched off.
///
/// `areAllKnown` is false where a score's file could not be read.
func readAnswers(
  _ root: YAMLNode, _ scores: inout [Defined<ScoreDefinition>], areAllKnown: Bool,
  _ mistakes: inout Mistakes
) {
  let answers = root["answers_for"]?.entries ?? []
  let devices = scores.filter(\.value.device.isDevice).map(\.value.name)
  for entry in answers where areAllKnown && !entry.name.isEmpty && !devices.contains(entry.name) {
    let nearest = nearestWord(to: entry.name, in: devices)
    mistakes.add(
      .unknownReference(kind: "score that is a medical device", name: entry.name, nearest: nearest),
      at: entry.key)
  }
  for index in scores.indices where scores[index].value.device.isDevice {
    let name = scores[index].value.name
    guard let answer = answers.first(where: { $0.name == name }) else {
      mistakes.add(
        .nobodyAnswers(score: name),
        at: (root.entry("answers_for") ?? root.entry("scores"))?.key ?? root)
      continue
    }
    if answer.value.text == switchedOff {
      scores[index].value.models = []
      if !scores[index].value.requirements.isEmpty, case .success(let never) = never {
        scores[index].value.requirements = [
          ScoreRequirement(because: ScoreDefinition.isSwitchedOff, holds: never)
        ]
      }
      if scores[index].value.recorded == nil {
        mistakes.add(
          .expected("who answers for it: nothing else than what is worked out gives this score"),
          at: answer.value)
      }
    } else {
      scores[index].value.answeredBy = answer.value.text
    }
  }
}

/// What holds of nobody.
private var never: Result<CheckedExpression, ExpressionMistakes> {
  check("false", in: Scope(columns: [:], parameters: [:]), as: .boolean)
}

/// The word for a score that is not worked out here.
private let switchedOff = "off"
