import Health
import Model
import Testing

@testable import Runs

@Suite("Which stage is run first")
struct StageGraphTests {
  private func stage(_ name: StageName, after inputs: [StageName] = [], cost: Int = 0) -> Stage {
    let vocabulary = PersonVocabulary(person: "person", practice: "practice")
    return Stage(name, .listParts([], vocabulary, limit: 0), inputs: inputs, cost: cost)
  }

  private let events = StageName(.extract, "events")
  private let people = StageName(.extract, "people")
  private let checked = StageName(.validate, "people")
  private let features = StageName(.transform, "features")
  private let alone = StageName(.transform, "alone")

  /// Two feeds, of which people go through two stages more before features read both.
  private func graph(events eventCost: Int, people peopleCost: Int) -> StageGraph {
    var graph = StageGraph()
    graph.add(stage(events, cost: eventCost))
    graph.add(stage(people, cost: peopleCost))
    graph.add(stage(checked, after: [people], cost: peopleCost))
    graph.add(stage(.population, after: [checked], cost: peopleCost))
    graph.add(stage(features, after: [events, .population, .population]))
    graph.add(stage(alone, after: [events]))
    return graph
  }

  @Test("a stage counts what the dearest way from it costs and how many stages the longest has")
  func waysToEnd() {
    typealias Way = StageGraph.Way
    #expect(
      graph(events: 5, people: 2).waysToEnd == [
        people: Way(cost: 6, stages: 4), checked: Way(cost: 4, stages: 3),
        .population: Way(cost: 2, stages: 2), events: Way(cost: 5, stages: 2),
        features: Way(cost: 0, stages: 1), alone: Way(cost: 0, stages: 1),
      ])
    #expect(StageGraph().waysToEnd.isEmpty && StageGraph().inTurn.isEmpty)
  }

  @Test("what the others wait for longest is run first, whatever it takes itself")
  func turns() {
    let small = graph(events: 5, people: 2)
    #expect(small.inTurn == [people, events, checked, .population, features, alone])
    let large = graph(events: 7, people: 2)
    #expect(large.inTurn == [events, people, checked, .population, features, alone])
    // Where nothing costs anything, by how many follow.
    let free = graph(events: 0, people: 0)
    #expect(free.inTurn == [people, checked, events, .population, features, alone])
    #expect(free.isBefore(events, people) && !free.isBefore(.population, checked))
  }
}
