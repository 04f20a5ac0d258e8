/// Why a file could not be read or written.
public struct FileFault: Error, Hashable, Sendable {
  /// What was tried.
  public enum Operation: String, Hashable, Sendable {
    /// Opening or creating the file.
    case open
    /// Reading from it.
    case read
    /// Writing to it, or closing it after that.
    case write
  }

  /// The file.
  public var path: String
  /// What was tried.
  public var operation: Operation
  /// The system's `errno`.
  public var code: Int32

  /// Makes a fault.
  public init(path: String, operation: Operation, code: Int32) {
    self.path = path
    self.operation = operation
    self.code = code
  }
}
