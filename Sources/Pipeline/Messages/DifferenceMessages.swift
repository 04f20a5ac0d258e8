/// Why a stage is run, in a few words.
func sentence(for difference: Difference) -> String {
  switch difference {
  case .neverRun: "no output in the store"
  case .unreadable: "its output in the store could not be read back"
  case .forced: "forced"
  case .program: "the program's version of the stage changed"
  case .definition: "the definition changed"
  case .parameter(let name, let before, let now):
    before == "none" ? "\(name) is \(now)" : "\(name) was \(before), is \(now)"
  case .newFile(let name): "\(name) is new"
  case .changedFile(let name): "\(name) changed"
  case .goneFile(let name): "\(name) is gone"
  case .input(let name): "\(name) changed"
  case .goneInput(let name): "\(name) is not read any more"
  }
}

/// A share as a percentage with as few decimals as it needs, at most two.
func percent(_ share: Double) -> String {
  let hundredths = (share * 10_000).rounded()
  let whole = Int(hundredths) / 100
  let rest = Int(hundredths) % 100
  if rest == 0 { return "\(whole)%" }
  return rest % 10 == 0 ? "\(whole).\(rest / 10)%" : "\(whole).\(rest < 10 ? "0" : "")\(rest)%"
}
