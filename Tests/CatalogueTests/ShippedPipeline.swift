import Definitions
import Foundation
import Model
import Testing

@testable import ProgramRuns

/// The shipped pipeline of the night.
func shippedPipeline() throws -> PipelineDefinition {
  try loadPipeline(at: packageRoot.appending(path: "pipelines/nightly.yaml").path)
}

/// What a failure of these checks says, and what to do about it; a suite that has it says it where any of its tests fails.
///
/// Nothing here is a fault of the engine by itself: its own tests run on `Tests/Fixtures`.
func shipped(_ difference: String) -> Comment {
  "the shipped definitions differ: \(difference)"
}
