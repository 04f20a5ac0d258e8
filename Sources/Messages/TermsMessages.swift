package import Model
package import Tables

/// What a network should know of what its files may be used for; nil where no file states it.
///
/// Files of the same terms are named together, the most of them as all lists but the others.
package func remark(forTerms files: [(file: String, terms: OutputTerms)]) -> String? {
  var groups: [(terms: OutputTerms, files: [String])] = []
  for (file, terms) in files {
    if let index = groups.firstIndex(where: { $0.terms == terms }) {
      groups[index].files.append(file)
    } else {
      groups.append((terms, [file]))
    }
  }
  guard let most = groups.indices.max(by: { groups[$0].files.count < groups[$1].files.count })
  else { return nil }
  let others = groups.indices.filter { $0 != most }.flatMap { groups[$0].files }
  let texts = groups.indices.map { index in
    let all = others.isEmpty ? "All lists" : "All lists but \(others.joined(separator: ", "))"
    let heading = index == most ? all : groups[index].files.joined(separator: ", ")
    return ([heading] + lines(of: groups[index].terms).map { "  " + $0 }).joined(separator: "\n")
  }
  return "What these files may be used for\n\n" + texts.joined(separator: "\n\n")
}

/// The terms of an output, a line each.
package func lines(of terms: OutputTerms) -> [String] {
  ["Purpose: \(terms.purpose)", "Lawful basis: \(terms.lawfulBasis)", "For: \(terms.recipients)"]
    + [sentence(forOptOuts: terms)].compactMap { $0 }
}

/// How opt-outs apply to an output; nil where it is of no persons.
package func sentence(forOptOuts terms: OutputTerms) -> String? {
  guard terms.isOfPersons else { return nil }
  let kept = OptOut.allCases.filter { terms.treatment(of: $0) == .kept }
  let leftOut = terms.leavesOut.inOrder
  let stay =
    kept.isEmpty ? [] : ["people with a \(kept.map(\.title).joined(separator: " or ")) stay"]
  let gone =
    leftOut.isEmpty
    ? []
    : [
      "people with a \(leftOut.map(\.title).joined(separator: " or ")), and those of whom it is not known, are left out"
    ]
  return "Opt-outs: " + (stay + gone).joined(separator: "; ")
}

/// Who is not on a list of everybody, with the comma before it; empty where nobody is missing.
package func exception(forOptOuts terms: OutputTerms?) -> String {
  guard let leftOut = terms?.leavesOut.inOrder, !leftOut.isEmpty else {
    return "; nobody is left out"
  }
  return
    ", but for those with a \(leftOut.map(\.title).joined(separator: " or ")) or of whom it is not known: they are on the lists themselves"
}

/// Who is not counted in aggregates, with what follows; empty where everybody is counted.
package func sentence(forCounted terms: OutputTerms?) -> String {
  guard let leftOut = terms?.leavesOut.inOrder, !leftOut.isEmpty else { return "" }
  return
    "persons with a \(leftOut.map(\.title).joined(separator: " or ")), or of whom it is not known, are left out (lists may keep them, and are then longer than counts here), "
}

/// Of counts that leave nobody out where the other tables do, with the blank before it.
package let sentenceForCountsOfEverybody =
  " Counts rows and entries as they were delivered, of everybody: opt-outs do not apply to it."

/// When figures were counted, with the blank before it; empty where it was for the day of the release.
package func sentence(forCountedOn day: Day, referenceDate: Day) -> String {
  guard day != referenceDate else { return "" }
  return
    " What counts persons was counted for \(day) and stays as it is until the pipeline's next day of counting (publish_aggregates), whoever has come, gone or changed since."
}

/// Who answers for a score that is worked out here, in the words that travel with it.
package func sentence(forAnswer who: String, device: DeviceStatus) -> String {
  "Where this score is worked out and not recorded, the software that does it is taken to be a medical device: \(device.because) Who answers for it here: \(who)."
}
