import Formats

/// A report or message as a terminal may have it: control characters that came with data are shown as escapes, the
/// program's own line breaks stay.
public func terminalText(_ text: String) -> String {
  visible(text, keepingLineBreaks: true)
}
