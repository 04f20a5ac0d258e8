import Messages
import Model
import Definitions
import Expressions
import Tables

/// The page of a score.
func page(of defined: Defined<ScoreDefinition>, _ catalogue: Catalogue) -> String {
  let score = defined.value
  var lines = head(
    score.title, name: score.name, version: score.version, source: score.source, defined.file)
  if let notice = score.notice { lines += ["> **Notice.** \(prose(notice))", ""] }
  lines += chapter("What it is for", purpose(score))
  lines += chapter("Who has a score", whom(score))
  lines += values(score.values)
  for model in score.models { lines += formula(of: model) }
  lines += chapter("Bands", bands(score.bands) + tiers(score.tiers))
  let read = score.expressions.reduce(into: Set<String>()) { $0.formUnion($1.columns) }
  lines += catalogue.meanings.lines(of: read)
  lines += workedExamples(catalogue.tests(of: defined.file))
  return lines.joined(separator: "\n")
}

private func purpose(_ score: ScoreDefinition) -> [String] {
  let status =
    score.device.isDevice
    ? "software that works it out is taken to be a medical device" : "taken to be no medical device"
  let who =
    score.answeredBy.map { "Who answers for its being worked out here: \(prose($0))." }
    ?? "It is not worked out here: only recorded values are taken."
  return [
    prose(score.intendedPurpose), "",
    "**Device status.** \(capitalised(status)). \(prose(score.device.because))", "",
  ] + (score.device.isDevice ? [who, ""] : [])
}

private func whom(_ score: ScoreDefinition) -> [String] {
  var lines = [
    score.eligible.map { "It is for people for whom \(code($0.text)); others have none." }
      ?? "It is for everybody.", "",
  ]
  if let recorded = score.recorded {
    lines += [
      "A recorded score, \(code(recorded.text)), counts before one that is worked out here; the column "
        + "\(code(ScoreColumn.origin.name(of: score.name))) says which it is.", "",
    ]
  }
  if !score.requirements.isEmpty {
    lines += ["No score is worked out for somebody of whom the first of these is not true:", ""]
    lines += markdownTable(
      ["Without a score because", "What must hold"],
      score.requirements.map { [prose($0.because), code($0.holds.text)] })
  }
  return lines
}

private func values(_ values: [DerivedColumn]) -> [String] {
  collapsible(
    "\(counted(values.count, "value")) that the formulas below use",
    markdownTable(["Value", "Is"], values.map { [code($0.name), code($0.value.text)] }))
}

/// The terms of one way to work a score out.
private func formula(of model: ScoreModel) -> [String] {
  var lines: [String] = []
  if let when = model.when { lines += ["For people for whom \(code(when.text)).", ""] }
  lines += values(model.values)
  let hasValues = model.terms.contains { $0.value != nil }
  lines += markdownTable(
    ["Term", "When"] + (hasValues ? ["Times"] : []) + ["Weight"],
    model.terms.map { term in
      let isCarried = term.when != nil || term.value != nil
      let when = term.when.map { code($0.text) } ?? (isCarried ? "always" : "no feed carries it")
      let value = term.value.map { code($0.text) } ?? ""
      return [prose(term.title), when] + (hasValues ? [value] : [])
        + [text(of: .decimal(term.weight))]
    })
  lines += [
    model.result.map {
      "The score is \(code($0.text)), where `sum` is the sum of the weights that apply."
    }
      ?? "The score is the sum of the weights that apply.", "",
  ]
  return chapter(model.name.isEmpty ? "What adds up" : "What adds up: \(prose(model.name))", lines)
}

private func bands(_ bands: [ScoreBand]) -> [String] {
  var from: Double?
  return markdownTable(
    ["Band", "From", "Below"],
    bands.map { band in
      defer { from = band.below }
      return [
        prose(band.name), from.map { text(of: .decimal($0)) } ?? "",
        band.below.map { text(of: .decimal($0)) } ?? "",
      ]
    })
}

private func tiers(_ tiers: ScoreTiers?) -> [String] {
  guard let tiers else { return [] }
  let area = tiers.within == .pcn ? "the primary care network" : "the whole system"
  return ["Tiers, by percentile within \(area):", ""] + bands(tiers.tiers)
}
