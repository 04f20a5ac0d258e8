public import Expressions

/// A set of segments in order of precedence: everybody is in exactly one.
public struct SegmentationDefinition: Hashable, Sendable {
  /// The set's name.
  public var name: String
  /// The version of the set: precedence changes between versions.
  public var version: String
  /// One line that says what it is.
  public var title: String
  /// Where it comes from.
  public var source: String
  /// The segments, highest precedence first; the last has no elements and takes everybody else.
  public var segments: [Segment]
  /// Flags beside the segment, which do not take part in the precedence.
  public var overlays: [SegmentElement]

  /// Makes a segmentation.
  public init(
    name: String, version: String, title: String, source: String, segments: [Segment],
    overlays: [SegmentElement]
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.source = source
    self.segments = segments
    self.overlays = overlays
  }
}

/// One segment: whoever meets any of its elements, and none of a segment above it.
public struct Segment: Hashable, Sendable {
  /// The segment's code.
  public var name: String
  /// Its name for people.
  public var title: String
  /// What makes somebody a member; none for the last segment.
  public var elements: [SegmentElement]

  /// Makes a segment.
  public init(name: String, title: String, elements: [SegmentElement]) {
    self.name = name
    self.title = title
    self.elements = elements
  }
}

/// One yes-or-no reason to be in a segment; it is kept beside the winning segment.
public struct SegmentElement: Hashable, Sendable {
  /// The element's code.
  public var name: String
  /// Its name for people.
  public var title: String
  /// Whom it applies to; unknown counts as no.
  public var when: CheckedExpression

  /// Makes an element.
  public init(name: String, title: String, when: CheckedExpression) {
    self.name = name
    self.title = title
    self.when = when
  }
}
