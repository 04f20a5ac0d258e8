public import Expressions

/// One step of a cohort, from the whole population to the list.
///
/// Attrition, status, explanations, flowcharts, tests and pages all read these steps and no others.
public struct CohortStep: Hashable, Sendable {
  /// What kind of step it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Everybody registered.
    case population
    /// Those of practices that have a list.
    case practice
    /// Those without an opt-out for which the list leaves people out.
    case optOut = "opt-out"
    /// Nobody, because feeds that the list needs were not delivered.
    case feed
    /// Those of practices whose feeds are complete, as far as the list reads them.
    case completeness
    /// Those who are considered.
    case eligible
    /// Those whom an exclusion leaves.
    case exclusion
    /// Those whom an exclusion with a status leaves; whom it takes out stays in the denominator.
    case status
    /// No step, but below all of them those who come onto the list soon.
    case dueSoon = "due-soon"
    /// Those whom no action of their network takes off the list for a time; whom it takes off stays in the denominator.
    case action
  }

  /// Whom a step leaves.
  public enum Rule: Hashable, Sendable {
    /// Everybody.
    case everybody
    /// Those whose practice has a list.
    case practiceHasList
    /// Those whose practice delivered every feed that decides who is on the list; `lacking` names the others by feed.
    case practiceIsComplete(lacking: IncompleteFeeds)
    /// Those of whom it is known that they have none of these.
    case hasNone(of: [OptOut])
    /// Nobody: nothing was delivered of these feeds.
    case nobody(undelivered: [LackingFeed])
    /// Those for whom the condition is true.
    case holds(CheckedExpression)
    /// Those for whom the condition is not true.
    case holdsNot(CheckedExpression)
  }

  /// What kind of step it is.
  public var kind: Kind
  /// What it is called.
  public var title: String
  /// Whom it leaves.
  public var rule: Rule
  /// The status of those whom it takes out; nil where they are not in the denominator either.
  public var status: GapStatus?
  /// The day from which on it takes the person out no more by time alone; nil where nothing states one.
  public var ends: CheckedExpression?

  /// Makes a step.
  public init(
    _ kind: Kind, _ title: String, _ rule: Rule, status: GapStatus? = nil,
    ends: CheckedExpression? = nil
  ) {
    self.kind = kind
    self.title = title
    self.rule = rule
    self.status = status
    self.ends = ends
  }

  /// Whether whom it takes out is not in the denominator either.
  public var isOfDenominator: Bool { status == nil && kind != .action }

  /// The condition that decides, as it was written; empty where none does.
  public var condition: String {
    switch rule {
    case .everybody, .nobody, .practiceIsComplete: ""
    case .practiceHasList:
      "\(PersonVocabulary.practiceStatus) = '\(PracticeStatus.ok.rawValue)'"
    case .hasNone(let optOuts):
      optOuts.map { "not \($0.column)" }.joined(separator: " and ")
    case .holds(let condition), .holdsNot(let condition): condition.text
    }
  }
}

extension CohortDefinition {
  /// The steps from the whole population to the list, in their order.
  ///
  /// `undelivered` names feeds that the list needs and of which nothing was delivered: a step of their own then takes
  /// everybody out and says why. `incomplete` names practices whose delivery of a feed that decides is not complete: a step
  /// of their own takes their patients out.
  public func steps(
    undelivered: [LackingFeed] = [], incomplete: IncompleteFeeds = IncompleteFeeds()
  ) -> [CohortStep] {
    var steps = [
      CohortStep(.population, "population", .everybody),
      CohortStep(.practice, "registered with a practice that has a list", .practiceHasList),
    ]
    if !leavesOut.isEmpty {
      let titles = leavesOut.inOrder.map(\.title).joined(separator: " and ")
      steps.append(
        CohortStep(.optOut, "known to have no \(titles)", .hasNone(of: leavesOut.inOrder)))
    }
    if !undelivered.isEmpty {
      steps.append(
        CohortStep(
          .feed,
          "not made: nothing was delivered of \(undelivered.map(\.description).joined(separator: ", "))",
          .nobody(undelivered: undelivered)))
    }
    if !incomplete.isEmpty {
      steps.append(
        CohortStep(
          .completeness,
          "registered with a practice whose delivery is complete: "
            + incomplete.feeds.joined(separator: ", "),
          .practiceIsComplete(lacking: incomplete)))
    }
    steps.append(
      CohortStep(.eligible, "eligible", .holds(eligible), ends: dueSoon.eligibleFrom))
    return steps
      + exclusions.map { exclusion in
        CohortStep(
          exclusion.status == nil ? .exclusion : .status, exclusion.because,
          .holdsNot(exclusion.when), status: exclusion.status, ends: exclusion.until)
      }
      + (actions?.closings ?? []).map { CohortStep(.action, $0.because, .holdsNot($0.when)) }
  }

  /// The expressions that say on which day somebody comes onto the list, and from which on nobody does.
  public var dueDays: [CheckedExpression] {
    [dueSoon.eligibleFrom, dueSoon.eligibleUntil].compactMap { $0 }
      + exclusions.compactMap(\.until)
  }

  /// Every expression of the cohort, and the conditions of the services that it can offer.
  public func expressions(offering directory: PathwaysDefinition?) -> [CheckedExpression] {
    let asked = pathway + alsoOffer.map(\.need)
    let services = Set(asked.flatMap { directory?.services(for: $0) ?? [] }).sorted()
    return [eligible] + exclusions.map(\.when) + rank.map(\.value) + reasons.map(\.when)
      + [declined].compactMap { $0 } + alsoOffer.map(\.when)
      + services.compactMap { directory?.services[$0].eligible } + dueDays
  }
}
