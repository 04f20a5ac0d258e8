import Dispatch

/// Computes one result per input, in parallel, and returns them in input order.
///
/// - Throws: the error of the first failing input, whatever order they finished in.
public func parallelMap<Input: Sendable, Output: Sendable, Failure: Error>(
  _ inputs: [Input],
  _ body: @Sendable (Input) throws(Failure) -> Output
) throws(Failure) -> [Output] {
  let results = unsafe [Result<Output, Failure>](unsafeUninitializedCapacity: inputs.count) {
    slots, initialized in
    // Each iteration initializes its own slot, and none reads another's.
    nonisolated(unsafe) let slots = unsafe slots
    let work = SpreadWork()
    DispatchQueue.concurrentPerform(iterations: inputs.count) { index in
      let result = work.part { Result { () throws(Failure) in try body(inputs[index]) } }
      unsafe slots.initializeElement(at: index, to: result)
    }
    initialized = inputs.count
  }
  var outputs: [Output] = []
  outputs.reserveCapacity(results.count)
  for result in results { outputs.append(try result.get()) }
  return outputs
}
