import Glibc

/// A POSIX extended regular expression that whole texts are held against; the only type that knows which library does it.
///
/// The library works in the C locale, so a letter beyond ASCII is as many characters as it has bytes.
///
/// - Source: POSIX.1-2017, Base Definitions, 9.4 extended regular expressions; glibc's `regcomp` and `regexec`.
@safe final class RegularExpression {
  private let pattern: UnsafeMutablePointer<regex_t>

  /// Compiles an expression.
  ///
  /// - Precondition: `mistake(in:)` finds none.
  init(_ text: String) {
    unsafe pattern = .allocate(capacity: 1)
    unsafe pattern.initialize(to: regex_t())
    let code = unsafe regcomp(pattern, "^(" + text + ")$", REG_EXTENDED | REG_NOSUB)
    precondition(code == 0, "a regular expression was checked before it is used")
  }

  deinit {
    unsafe regfree(pattern)
    unsafe pattern.deallocate()
  }

  /// Whether it describes a whole text.
  func describes(_ text: some Collection<UInt8>) -> Bool {
    let bytes = text.map { CChar(bitPattern: $0) }
    // A text may hold a NUL, at which a C string would end.
    var range = regmatch_t(rm_so: 0, rm_eo: regoff_t(bytes.count))
    return unsafe (bytes + [0]).withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return false }
      return unsafe regexec(pattern, first, 1, &range, REG_STARTEND) == 0
    }
  }

  /// What is wrong with an expression; nil where nothing is.
  static func mistake(in text: String) -> String? {
    var isEscaped = false
    for scalar in text.unicodeScalars {
      // Letters and digits behind a backslash mean other things elsewhere, such as \d; here they would be themselves.
      if isEscaped, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
        return "'\\\(scalar)' is none; write a class such as [0-9] or [[:alpha:]]"
      }
      isEscaped = scalar == "\\" && !isEscaped
    }
    let pattern = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
    defer { unsafe pattern.deallocate() }
    unsafe pattern.initialize(to: regex_t())
    let code = unsafe regcomp(pattern, text, REG_EXTENDED | REG_NOSUB)
    guard code != 0 else {
      unsafe regfree(pattern)
      return nil
    }
    var message = [CChar](repeating: 0, count: 128)
    _ = unsafe regerror(code, pattern, &message, message.count)
    return String(
      decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self
    ).lowercased()
  }
}

/// A pattern of SQL's `like`: `%` is any text, also none, `_` one character, and everything else is itself.
struct LikePattern {
  private let parts: [Unicode.Scalar]

  init(_ text: String) {
    parts = Array(text.unicodeScalars)
  }

  /// Whether it describes a whole text.
  ///
  /// - Complexity: O(text x pattern).
  func describes(_ text: some Collection<UInt8>) -> Bool {
    let scalars = Array(String(decoding: Array(text), as: UTF8.self).unicodeScalars)
    var place = 0
    var part = 0
    // Where to go on after the last `%` that was passed: it takes one character more each time.
    var retry: (place: Int, part: Int)?
    while place < scalars.count {
      if part < parts.count, parts[part] == "%" {
        part += 1
        retry = (place, part)
      } else if part < parts.count, parts[part] == "_" || parts[part] == scalars[place] {
        part += 1
        place += 1
      } else if let last = retry {
        retry = (last.place + 1, last.part)
        (place, part) = (last.place + 1, last.part)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == "%" }
  }
}
