import Glibc

/// What a standard stream leads to.
enum Terminal {
  /// The columns of the terminal that reads standard output; nil where it is a pipe or a file.
  static var outputWidth: Int? { size(of: STDOUT_FILENO)?.width }

  /// The columns and lines of the terminal behind a stream; nil where it is none.
  static func size(of stream: Int32) -> (width: Int, height: Int)? {
    guard isatty(stream) == 1 else { return nil }
    var size = winsize()
    let isKnown = unsafe ioctl(stream, UInt(TIOCGWINSZ), &size) == 0
    return (
      isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80,
      isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24
    )
  }
}
