/// What makes a folder or a file unfit to keep patients' data in.
public enum PathDanger: Hashable, Sendable {
  /// It is a link, and could lead anywhere.
  case link
  /// It belongs to another user, who may do with it what he likes.
  case otherOwner
  /// Others than its owner may write in it; with its mode.
  case writableByOthers(mode: UInt32)
  /// It is no plain file, or it has another name elsewhere.
  case notPlain
}
