public import Parallel

/// Makes a night of feeds with no real person in it, and a `synthesis.json` that says what is in them.
///
/// - Shape: one partition a practice, written in the order of the plan, so that the bytes do not depend on the machine.
/// - Missing: nothing is read but the published files that the request names; no clock and no system randomness.
/// - Complexity: O(patients); memory for a few practices at a time.
/// - Throws: `SynthesisFault`: a request out of range, published files that cannot be used, an output folder that is
///   not empty or cannot be written.
public func synthesise(
  _ request: SynthesisRequest, progress: RowCounter
) throws(SynthesisFault) -> SynthesisSummary {
  throw .noPractices(folder: request.output)
}
