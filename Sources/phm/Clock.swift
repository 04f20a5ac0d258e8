import Glibc

/// The only place that reads the clock, the host and the user: everything below gets them as values.
enum Clock {
  /// Today in local time, as `yyyy-MM-dd`.
  static var today: String {
    var now = time(nil)
    var parts = unsafe tm()
    unsafe _ = localtime_r(&now, &parts)
    return unsafe formatted(parts, "-")
  }

  /// Now in UTC, as `yyyyMMddTHHmmssZ`.
  static var startedAt: String {
    var now = time(nil)
    var parts = unsafe tm()
    unsafe _ = gmtime_r(&now, &parts)
    return unsafe formatted(parts, "") + "T" + two(parts.tm_hour) + two(parts.tm_min)
      + two(parts.tm_sec)
      + "Z"
  }

  /// Who runs the command and where, for the lock.
  static var holder: String {
    var name = [CChar](repeating: 0, count: 256)
    unsafe _ = gethostname(&name, name.count - 1)
    let host = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let user = unsafe getenv("USER").map { unsafe String(cString: $0) } ?? "user \(getuid())"
    return "process \(getpid()) of \(user) on \(host), since \(startedAt)"
  }

  private static func formatted(_ parts: tm, _ separator: String) -> String {
    unsafe "\(Int(parts.tm_year) + 1900)" + separator + two(parts.tm_mon + 1) + separator
      + two(parts.tm_mday)
  }

  private static func two(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
