/// A folder of a release before it is written: its name and its files.
public struct FolderContents: Hashable, Sendable {
  /// One file.
  public struct File: Hashable, Sendable {
    /// The name with its ending.
    public let name: String
    /// The contents.
    public let bytes: [UInt8]
  }

  /// The folder's name.
  public let name: String
  /// The files, in the order in which they were made.
  public let files: [File]
}
