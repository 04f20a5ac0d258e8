public import Tables

/// What a checked expression means: names are resolved and types agree.
public indirect enum Expression: Hashable, Sendable {
  /// A value.
  case literal(Value)
}
