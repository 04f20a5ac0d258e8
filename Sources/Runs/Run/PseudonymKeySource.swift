import Digests
import Glibc
import Messages

/// Where the secret of pseudonyms comes from: a file, or a variable of the environment; never a definition.
package struct PseudonymKeySource: Sendable {
  /// The variable that may hold the secret.
  package static let variable = "PHM_PSEUDONYM_KEY"

  /// The file; nil where none is named.
  let file: String?
  /// What the variable holds, after which is looked where no file is named; nil or empty where it holds nothing.
  let text: String?

  /// No secret has so few different bytes that was made at random: of 32, fewer than this many once in 10^30 times.
  private static let fewestBytes = 8
  /// What a file of a secret has at the most.
  private static let mostBytes = 1 << 16

  /// The secret; nil where there is neither.
  ///
  /// - Throws: `usage` where the file cannot be read, is somebody else's or others have a right to it, or the text is no secret; no
  ///   message has any of it.
  func key() throws(RunFault) -> PseudonymKey? {
    if let file {
      return try key(of: String(decoding: try bytes(of: file), as: UTF8.self), from: file)
    }
    guard let text, !text.isEmpty else { return nil }
    return try key(of: text, from: PseudonymKeySource.variable)
  }

  private func key(of text: String, from source: String) throws(RunFault) -> PseudonymKey {
    let digits = Array(trimmed(text))
    let pairs = stride(from: 0, to: digits.count, by: 2).map { digits[$0...].prefix(2) }
    guard let key = PseudonymKey(hexadecimal: String(digits)),
      Set(pairs).count >= PseudonymKeySource.fewestBytes
    else { throw .usage(.pseudonymKey(.malformed(source))) }
    return key
  }

  private func bytes(of path: String) throws(RunFault) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .usage(.pseudonymKey(.unreadable(path))) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .usage(.pseudonymKey(.unreadable(path)))
    }
    // A pipe from a program that keeps the secret has no owner to ask.
    if status.st_mode & S_IFMT == S_IFREG {
      guard status.st_uid == geteuid() || status.st_uid == 0 else {
        throw .usage(.pseudonymKey(.ofAnother(path)))
      }
      guard status.st_mode & 0o077 == 0 else {
        throw .usage(.pseudonymKey(.openToOthers(path, mode: UInt16(status.st_mode & 0o777))))
      }
    }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= PseudonymKeySource.mostBytes {
      let count = unsafe read(descriptor, &piece, piece.count)
      guard count >= 0 else { throw .usage(.pseudonymKey(.unreadable(path))) }
      if count == 0 { return bytes }
      bytes += piece.prefix(count)
    }
    throw .usage(.pseudonymKey(.malformed(path)))
  }

  private func trimmed(_ text: String) -> Substring {
    let isInside = { (character: Character) in !character.isWhitespace }
    guard let first = text.firstIndex(where: isInside), let last = text.lastIndex(where: isInside)
    else { return "" }
    return text[first...last]
  }
}
