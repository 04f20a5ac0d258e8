public import Model

/// Reads a pipeline's file and all files that it names.
///
/// - Throws: `DefinitionMistakes` with every mistake of every file, in the order in which the pipeline names them.
public func loadPipeline(at path: String) throws(DefinitionMistakes) -> PipelineDefinition {
  try loadPlannedPipeline(at: path).pipeline
}

/// Reads a pipeline's file and all files that it names, and hands on the person plan that was made to check them; nil where
/// the pipeline has no persons.
///
/// - Throws: `DefinitionMistakes` with every mistake of every file, in the order in which the pipeline names them.
public func loadPlannedPipeline(
  at path: String
) throws(DefinitionMistakes) -> (pipeline: PipelineDefinition, plan: PersonPlan?) {
  var loading = PipelineLoading()
  let pipeline = loading.load(at: path)
  guard let pipeline, loading.files.mistakes.isEmpty else { throw loading.files.mistakes.sorted() }
  return (pipeline, loading.plan)
}

/// Reads one feed's file and the code lists that it names.
///
/// - Throws: `DefinitionMistakes` with every mistake.
public func loadFeed(at path: String) throws(DefinitionMistakes) -> Defined<FeedDefinition> {
  var files = Files()
  let feed = files.read(.feed, at: path).map { readFeed($0, &files).feed }
  guard let feed, files.mistakes.isEmpty else { throw files.mistakes.sorted() }
  return feed
}
