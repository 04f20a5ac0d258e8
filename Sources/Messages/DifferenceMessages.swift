/// Why a stage is run, in a few words.
package func sentence(for difference: Difference) -> String {
  switch difference {
  case .neverRun: "no output in the store"
  case .touched: "its output in the store is not as it was written"
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
