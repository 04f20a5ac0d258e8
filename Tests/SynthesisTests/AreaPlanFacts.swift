import Tables

@testable import Synthesis

/// What a plan says, for tests.
struct AreaPlanFacts {
  let lists: [Int]
  let networks: Int

  init(patients: Int) {
    let plan = AreaPlan.worcestershire(
      patients: patients, seed: 1, on: SynthesisRequest.usualDate, isClean: true)
    lists = plan.practices.map(\.list)
    networks = plan.networks.count
  }
}
