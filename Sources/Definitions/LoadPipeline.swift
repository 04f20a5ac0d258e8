public import Model

/// Reads a pipeline's file and all files that it names.
///
/// - Throws: `DefinitionMistakes` with every mistake of every file, in the order in which the pipeline names them.
public func loadPipeline(at path: String) throws(DefinitionMistakes) -> PipelineDefinition {
  var loading = PipelineLoading()
  let pipeline = loading.load(at: path)
  guard let pipeline, loading.files.mistakes.isEmpty else { throw loading.files.mistakes.sorted() }
  return pipeline
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
