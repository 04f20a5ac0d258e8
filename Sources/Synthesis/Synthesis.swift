public import Parallel
import Tables

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
  guard (1990...2099).contains(request.referenceDate.civil.year) else { throw .dateOutOfRange }
  if let patients = request.patients {
    guard (1...SynthesisRequest.mostPatients).contains(patients) else {
      throw .patientsOutOfRange(limit: SynthesisRequest.mostPatients)
    }
  }
  let plan = try makePlan(request)
  var folder = try NightFolder(path: request.output)
  let context = NightContext(plan: plan, request: request)
  var night = Night(plan: plan, isClean: context.isClean, meanDecile: context.meanDecile)
  for batch in partitions(of: plan.practices.count, size: practicesAtATime) {
    let made = parallelMap(Array(batch)) { index in
      makePractice(index, context: context, progress: progress)
    }
    for parts in made { try night.add(parts, to: &folder) }
  }
  try addReferenceFeeds(plan, &night, request, to: &folder)
  return try night.finish(folder, request)
}

/// How many practices are in memory at a time; never a number of cores, though no byte depends on it.
private let practicesAtATime = 16

private func makePlan(_ request: SynthesisRequest) throws(SynthesisFault) -> AreaPlan {
  if let published = request.published {
    return try AreaPlan.published(published, request)
  }
  return AreaPlan.worcestershire(
    patients: request.patients ?? AreaPlan.modelPatients, seed: request.seed,
    on: request.referenceDate, isClean: request.isClean)
}

private func makePractice(
  _ index: Int, context: NightContext, progress: RowCounter
) -> NightParts {
  let plan = context.plan
  let practice = plan.practices[index]
  let people = PracticePeople(
    practice: practice, firstLeaver: plan.patients + plan.leavers(before: index), context: context)
  var feeds = PracticeFeeds(practice: practice, context: context)
  feeds.write(people)
  let group = index * max(1, plan.networks.count) / plan.practices.count
  progress.add(people.people.count)
  return NightParts(feeds, group: group, leavers: people.leavers.count)
}

extension AreaPlan {
  /// Leavers of the practices before one.
  func leavers(before index: Int) -> Int {
    practices[..<index].reduce(0) { $0 + PracticePeople.leavers(list: $1.list) }
  }
}
