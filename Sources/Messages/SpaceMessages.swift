/// What stages and releases take of the disk, where not all of it fits into what they may.
public struct SpaceTaken: Hashable, Sendable {
  /// What is left of them takes so many bytes.
  public var bytes: Int
  /// So many they may take.
  public var limit: Int
  /// The runs that were cleared away for it, the newest first.
  public var cleared: [String]

  /// Puts it together.
  public init(bytes: Int, limit: Int, cleared: [String]) {
    self.bytes = bytes
    self.limit = limit
    self.cleared = cleared
  }

  /// Whether even what has to stay takes more than it may.
  public var isTooMuch: Bool { bytes > limit }
}

/// What was cleared away so that the rest fits, and what does not fit all the same.
package func sentence(for space: SpaceTaken) -> String {
  let cleared = space.cleared.first.map { newest in
    space.cleared.count == 1
      ? "run \(newest) was cleared away"
      : "\(counted(space.cleared.count, "run")) up to \(newest) were cleared away"
  }
  let limit = "the \(gigabytes(space.limit)) of 'keep_gigabytes'"
  guard space.isTooMuch else {
    return
      "note: \(cleared ?? "nothing was cleared away"): stages and releases of all took more than \(limit)"
  }
  return
    "warning: stages and releases that have to stay take \(gigabytes(space.bytes)), more than \(limit)"
    + (cleared.map { "; \($0)" } ?? "")
    + ": give them more, or keep less"
}

private func gigabytes(_ bytes: Int) -> String {
  let tenths = (Double(bytes) / 1e8).rounded(.up)
  return tenths.truncatingRemainder(dividingBy: 10) == 0
    ? "\(Int(tenths / 10)) GB" : "\(tenths / 10) GB"
}
