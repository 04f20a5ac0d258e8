import Formats
import Tables

extension Night {
  /// Writes `synthesis.json`, a name that no feed's contract matches.
  func writeSummary(
    _ summary: SynthesisSummary, _ request: SynthesisRequest
  ) throws(SynthesisFault) {
    do {
      var file = try FileWriter(path: request.output + "/synthesis.json")
      try file.write(summaryText(summary, request))
      try file.finish()
    } catch {
      throw .outputNotWritable(path: error.path, code: error.code)
    }
  }
}

/// The summary as JSON, laid out for people: one line a file, kind of dirt or figure.
func summaryText(_ summary: SynthesisSummary, _ request: SynthesisRequest) -> String {
  let files = summary.files.map {
    "{\"file\": \(jsonText($0.name)), \"rows\": \($0.rows), \"bytes_before_compression\": \($0.bytes)}"
  }
  let dirt = summary.dirt.map {
    "{\"feed\": \(jsonText($0.feed)), \"kind\": \(jsonText($0.kind)), \"rows\": \($0.rows)}"
  }
  let odd = summary.oddPractices.map {
    "{\"practice\": \(jsonText($0.code)), \"oddity\": \(jsonText($0.oddity))}"
  }
  let figures = summary.figures.map {
    "{\"figure\": \(jsonText($0.name)), \"asked\": \(fixed($0.asked)), \"reached\": \(fixed($0.reached)), "
      + "\"numerator\": \($0.numerator), \"denominator\": \($0.denominator)}"
  }
  return """
    {
      "note": "Synthetic: no real person is in these files.",
      "seed": \(request.seed),
      "reference_date": "\(request.referenceDate)",
      "clean": \(request.isClean),
      "patients": \(summary.patients),
      "practices": \(summary.practices),
      "networks": \(summary.networks),
      "files": \(list(files)),
      "odd_practices": \(list(odd)),
      "dirt": \(list(dirt)),
      "figures": \(list(figures))
    }

    """
}

private func list(_ lines: [String]) -> String {
  lines.isEmpty ? "[]" : "[\n    " + lines.joined(separator: ",\n    ") + "\n  ]"
}

/// A share with four places.
private func fixed(_ share: Double) -> String {
  var text = TextBuffer()
  text.append(Int((share * 10_000).rounded()), places: 4)
  return String(decoding: text.bytes, as: UTF8.self)
}
