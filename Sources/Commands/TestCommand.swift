import Checks
public import Messages
import Model
import Definitions
import Health
import Tables

/// What came of a pipeline's tests where all held.
public struct TestSummary: Sendable {
  /// The pipeline's name.
  public var pipeline: String
  /// How many definitions of each kind have tests, in the order of a run.
  public var counts: [(kind: String, count: Int)]
  /// How many tests there are.
  public var tests: Int
  /// The rules that no test tries.
  public var untested: [UntestedRule]
}

/// Runs the tests of a pipeline's definitions on made-up people, without data.
///
/// - Throws: `definitions` with every mistake; `tests` with every test that does not hold and, where every rule or every
///   condition inside one must have one, those without.
public func testPipeline(
  at path: String, everyRule: Bool, everyCondition: Bool
) throws(RunFault) -> TestSummary {
  let pipeline: PipelineDefinition
  do {
    pipeline = try loadPipeline(at: path)
  } catch {
    throw .definitions(error)
  }
  let run = try runTests(of: pipeline)
  let count = pipeline.tests.reduce(0) { $0 + $1.tests.count }
  let untested =
    (everyRule || everyCondition ? run.untested : [])
    + (everyCondition ? run.untestedConditions : [])
  if !run.failures.isEmpty || !untested.isEmpty {
    throw .tests(TestsFault(count: count, failures: run.failures, untested: untested))
  }
  let tested = pipeline.tests.filter { !$0.tests.isEmpty }
  return TestSummary(
    pipeline: pipeline.name,
    counts: DefinitionTests.Kind.allCases.map { kind in
      (kind.rawValue, tested.count { $0.kind == kind })
    }, tests: count, untested: run.untested)
}
