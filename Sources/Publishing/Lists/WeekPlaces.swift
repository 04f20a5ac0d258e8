public import Tables

/// Who is in the order over all lists, and who of them has one of this week's places, by the rows of the person table.
public struct WeekPlaces: Sendable {
  /// Who is in the order: of others, such as those with an opt-out for which it leaves people out, nothing is said.
  public var ranked: Bitmap
  /// Who has a place.
  public var placed: Bitmap

  /// Names both.
  public init(ranked: Bitmap, placed: Bitmap) {
    self.ranked = ranked
    self.placed = placed
  }
}
