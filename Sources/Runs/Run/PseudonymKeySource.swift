package import Digests
import Formats
import Glibc
package import Messages

/// Where the secret of pseudonyms comes from: a file, or a variable of the environment; never a definition.
package enum PseudonymKeySource {
  /// The variable that may hold the secret.
  package static let variable = "PHM_PSEUDONYM_KEY"

  /// Reads the secret from a file, or where none is named takes the variable's text; nil where there is neither.
  ///
  /// - Throws: `usage` where the file cannot be read or others may read it, or the text is no secret; no message has any of it.
  package static func key(file: String?, variable text: String?) throws(RunFault) -> PseudonymKey? {
    guard let path = file else {
      guard let text, !text.isEmpty else { return nil }
      guard let key = PseudonymKey(hexadecimal: trimmed(text)) else {
        throw .usage(.pseudonymKey(.malformed(variable)))
      }
      return key
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw .usage(.pseudonymKey(.unreadable(path))) }
    // A file of secrets that others read is no secret; a pipe from a program that keeps it is.
    guard status.st_mode & S_IFMT != S_IFREG || status.st_mode & 0o077 == 0 else {
      throw .usage(.pseudonymKey(.openToOthers(path, mode: UInt16(status.st_mode & 0o777))))
    }
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try readFile(path)
    } catch {
      throw .usage(.pseudonymKey(.unreadable(path)))
    }
    guard let key = PseudonymKey(hexadecimal: trimmed(String(decoding: bytes, as: UTF8.self)))
    else { throw .usage(.pseudonymKey(.malformed(path))) }
    return key
  }

  private static func trimmed(_ text: String) -> String {
    let isInside = { (character: Character) in !character.isWhitespace }
    guard let first = text.firstIndex(where: isInside), let last = text.lastIndex(where: isInside)
    else { return "" }
    return String(text[first...last])
  }
}
