import Definitions
import Expressions
import Formats
import Foundation
import Model
import Tables
import Testing

/// What definitions of actions may say, by the engine's own pipeline.
@Suite("Definitions of actions")
struct ActionsTests {
  private let copy: ExampleCopy

  init() throws { copy = try ExampleCopy.ofFixtures() }

  private func mistakes() -> [DefinitionMistake.Reason] {
    do {
      _ = try loadPipeline(at: copy.path("nightly.yaml"))
      return []
    } catch {
      return error.mistakes.map(\.reason)
    }
  }

  @Test("every list takes actions of its own rows, but for those that opt out")
  func everyList() throws {
    let pipeline = try loadPipeline(at: copy.path("nightly.yaml"))
    let taking = pipeline.cohorts.map(\.value).filter { $0.actions != nil }.map(\.name)
    #expect(
      taking == [
        "nhs-health-check", "learning-disability-health-check", "flu-65-and-over",
        "anticoagulation",
      ])
    let flu = try #require(pipeline.cohorts.first { $0.value.name == "flu-65-and-over" }?.value)
    let feature = try #require(flu.actions?.features.first { $0.name == "snoozed_until" })
    #expect(feature.expression?.text.hasPrefix("list in ('flu-65-and-over') and (") == true)
    #expect(
      flu.steps().suffix(3).map(\.title) == ["snoozed", "refused", "said to be wrongly listed"])
    #expect(flu.steps().suffix(3).allSatisfy { $0.kind == .action && !$0.isOfDenominator })
    let rule = pipeline.feeds.first { $0.value.contract.name == "actions" }?.value.rules.rules.last
    #expect(rule?.name == "list-that-takes-actions")
    #expect(rule?.holds.text.contains("'carers'") == false)
  }

  @Test("a red flag that is about some lists is asked on these alone")
  func redFlags() throws {
    let pipeline = try loadPipeline(at: copy.path("nightly.yaml"))
    func days(_ list: String) -> String? {
      pipeline.cohorts.first { $0.value.name == list }?.value.actions?.features.first?.expression?
        .text
    }
    // Of two the one that holds for fewer days comes first.
    #expect(
      days("nhs-health-check")
        == "case when (on_chd and last_health_check is not null) then 0 when (systolic >= 180) then 3 end"
    )
    #expect(
      days("flu-65-and-over")
        == "case when (on_chd and last_health_check is not null) then 0 end")
  }

  @Test(
    "a feature of another feed, a column that is not there and a list that is none are mistakes")
  func wrong() throws {
    try copy.replace(
      "from: actions, take: last acted_on", with: "from: uptake, take: last event_on",
      in: "actions.yaml")
    try copy.replace(
      "show: [last_action, last_action_on]", with: "show: [last_action, rank, burden]",
      in: "actions.yaml")
    try copy.replace("list: list", with: "list: lists", in: "actions.yaml")
    try copy.replace(
      "lists: [nhs-health-check]", with: "lists: [nhs-health-chek]", in: "impact.yaml")
    let found = mistakes()
    #expect(found.contains(.expected("the feed of actions, actions")))
    #expect(found.contains(.alreadyShown("rank")))
    #expect(
      found.contains {
        if case .unknownReference("feature of actions", "burden", _) = $0 { true } else { false }
      })
    #expect(
      found.contains(
        .unknownReference(kind: "column of feed actions", name: "lists", nearest: "list")))
    #expect(
      found.contains(
        .unknownReference(kind: "cohort", name: "nhs-health-chek", nearest: "nhs-health-check")))
  }

  @Test("a cohort says of a derived feature how it is worked out for its list, and of no other")
  func ownOfOneList() throws {
    let pipeline = try loadPipeline(at: copy.path("nightly.yaml"))
    func holds(_ list: String) -> String? {
      pipeline.cohorts.first { $0.value.name == list }?.value.actions?.features
        .first { $0.name == "holds_until" }?.expression?.text
    }
    #expect(holds("learning-disability-health-check")?.contains("'6' month") == true)
    #expect(holds("nhs-health-check")?.contains("'6' month") == false)
  }

  @Test(
    "what a list says of a feature that is reduced, later, of another type or none is a mistake")
  func wrongOwn() throws {
    let file = "cohorts/flu-65-and-over.yaml"
    try copy.replace(
      "pathway:",
      with: """
        actions:
          last_action: "'snoozed'"
          hold_until: reference_date
          holds_until: "case when is_held then reference_date end"
          is_held: reference_date
        pathway:
        """, in: file)
    let found = mistakes()
    let kind = "derived feature of actions"
    #expect(
      found.contains(
        .unknownReference(kind: kind, name: "hold_until", nearest: "holds_until")))
    #expect(
      found.contains {
        if case .unknownReference(kind, "last_action", _) = $0 { true } else { false }
      })
    #expect(
      found.contains {
        if case .expression(.unknownName("is_held", _)) = $0 { true } else { false }
      })
    #expect(found.contains(.expressionType(expected: .boolean, found: .day)))
  }
}
