public import Tables

/// The column's name that a definition's name becomes: `-` is no part of a name in SQL.
public func columnName(of name: String) -> String {
  String(name.map { $0 == "-" ? "_" : $0 })
}

/// The columns that a score makes, in their order.
public enum ScoreColumn: String, Hashable, Sendable, CaseIterable {
  /// The score itself.
  case score = ""
  /// The band that it is in.
  case band = "_band"
  /// Its percentile among all who have one.
  case percentile = "_percentile"
  /// Whether it was recorded or estimated.
  case origin = "_origin"
  /// Why there is none.
  case without = "_without"
  /// The tier of its percentile.
  case tier = "_tier"

  /// The type of its values.
  public var type: ColumnType { self == .score || self == .percentile ? .decimal : .text }

  /// The column's name for a score of a name.
  public func name(of score: String) -> String { columnName(of: score) + rawValue }
}

extension ScoreDefinition {
  /// The columns that the score makes, in their order: three always, the others where its definition asks for them.
  public var columns: [ScoreColumn] {
    ScoreColumn.allCases.filter { column in
      switch column {
      case .score, .band, .percentile: true
      case .origin: recorded != nil
      case .without: !requirements.isEmpty
      case .tier: tiers != nil
      }
    }
  }
}

extension SegmentationDefinition {
  /// The column of the person's segment.
  public var column: String { columnName(of: name) }

  /// The column of an element or an overlay.
  public func column(of element: String) -> String { "\(column)_\(columnName(of: element))" }

  /// All elements in the order of precedence, and the overlays after them.
  public var flags: [SegmentElement] { segments.flatMap(\.elements) + overlays }
}
