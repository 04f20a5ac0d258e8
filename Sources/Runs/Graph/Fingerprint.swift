package import Messages
import Digests
package import Tables

/// What a stage's output depends on, item by item, and the hash of it all.
package struct Fingerprint: Hashable, Sendable, Codable {
  /// The version of the stage's code.
  package let version: Int
  /// The hash of the stage's definition.
  package let definition: String
  /// The parameters that the stage can read, by name.
  package let parameters: [String: String]
  /// The files, in the order of their names.
  package let files: [FileDigest]
  /// The fingerprints of the stages whose outputs it reads, by name; of one whose columns have keys the hash of those that it reads.
  package let inputs: [String: String]
  /// The names of those stages in the order in which it reads them; nil in a record of an earlier version.
  package let order: [String]?
  /// The hash of all items, in hexadecimal: the name of the output's folder in the store.
  package private(set) var hash = ""

  private enum CodingKeys: CodingKey {
    case version, definition, parameters, files, inputs, order
  }

  /// Takes what a stage depends on; `inputs` are the hashes of what it reads.
  init(of stage: Stage, inputs: [StageName: String]) {
    var read: [String: String] = [:]
    for name in stage.inputs { read[name.description] = inputs[name] ?? "" }
    for output in stage.earlier { read["earlier \(output.stage)"] = output.fingerprint }
    self.init(
      of: stage, definition: stage.definition, inputs: read,
      order: stage.inputs.map { $0.description })
  }

  /// Takes what a part of a stage's output depends on: `inputs` are those that the part reads, each with the hash of what it
  /// reads of it.
  init(
    of stage: Stage, definition: String, inputs: [String: String], order: [String]? = nil
  ) {
    version = stage.work.version
    self.definition = Fingerprint.hash(definition)
    parameters = Fingerprint.texts(of: stage.parameters)
    files = stage.files.sorted { ($0.name, $0.digest) < ($1.name, $1.digest) }
    self.inputs = inputs
    self.order = order
    hash = hashOfItems
  }

  package init(from decoder: any Decoder) throws {
    let items = try decoder.container(keyedBy: CodingKeys.self)
    version = try items.decode(Int.self, forKey: .version)
    definition = try items.decode(String.self, forKey: .definition)
    parameters = try items.decode([String: String].self, forKey: .parameters)
    files = try items.decode([FileDigest].self, forKey: .files)
    inputs = try items.decode([String: String].self, forKey: .inputs)
    order = try items.decodeIfPresent([String].self, forKey: .order)
    hash = hashOfItems
  }

  private var hashOfItems: String {
    var lines = ["version \(version)", "definition \(definition)"]
    lines += parameters.sorted { $0.key < $1.key }.map { "parameter \($0.key) \($0.value)" }
    lines += files.map { "file \($0.name) \($0.digest)" }
    lines += inputs.sorted { $0.key < $1.key }.map { "input \($0.key) \($0.value)" }
    lines += (order ?? []).map { "order \($0)" }
    return Fingerprint.hash(lines.joined(separator: "\n"))
  }

  /// The first thing in which this differs from an earlier fingerprint of the same stage; nil for nothing.
  package func firstDifference(from earlier: Fingerprint) -> Difference? {
    if version != earlier.version { return .program }
    if definition != earlier.definition { return .definition }
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      if let before = earlier.parameters[name], before != value {
        return .parameter(name, before: before, now: value)
      }
      if earlier.parameters[name] == nil { return .parameter(name, before: "none", now: value) }
    }
    if let file = files.first(where: { file in !earlier.files.contains(file) }) {
      let isNew = !earlier.files.contains { $0.name == file.name }
      return isNew ? .newFile(file.name) : .changedFile(file.name)
    }
    if let file = earlier.files.first(where: { file in !files.contains(file) }) {
      return .goneFile(file.name)
    }
    for (name, hash) in inputs.sorted(by: { $0.key < $1.key }) where earlier.inputs[name] != hash {
      return .input(name)
    }
    if let gone = earlier.inputs.keys.sorted().first(where: { inputs[$0] == nil }) {
      return .goneInput(gone)
    }
    return order == earlier.order ? nil : .definition
  }

  /// A SHA-256 in hexadecimal, cut to 128 bits: no two outputs of a store meet by chance.
  package static func hash(_ text: String) -> String {
    hexadecimal(SHA256.hash(of: Array(text.utf8)).prefix(16))
  }

  /// The hash of a set of rows, as `hash(_:)` gives it.
  package static func hash(of rows: Bitmap) -> String {
    var hasher = SHA256()
    hasher.update([Int64(rows.count)])
    hasher.update(rows.words)
    return hexadecimal(hasher.finalize().prefix(16))
  }

  /// The hash of numbers, as `hash(_:)` gives it.
  package static func hash(of numbers: [UInt64]) -> String {
    var hasher = SHA256()
    hasher.update(numbers)
    return hexadecimal(hasher.finalize().prefix(16))
  }

  /// Parameters' values as fingerprints have them.
  static func texts(of parameters: [String: Value]) -> [String: String] {
    parameters.mapValues { text(of: $0) }
  }

  private static func text(of value: Value) -> String {
    switch value {
    case .boolean(let truth): "\(truth)"
    case .integer(let number): "\(number)"
    case .decimal(let number): "\(number)"
    case .day(let day): "\(day)"
    case .text(let text): text
    case .identifier(let identifier): hash(identifier.disclosed)
    case .pseudonym(let pseudonym): hash(pseudonym.disclosed)
    }
  }
}
