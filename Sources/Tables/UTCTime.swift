/// A second of Coordinated Universal Time, such as the one in which a run started.
public struct UTCTime: Hashable, Sendable {
  /// The day.
  public let day: Day
  /// Seconds since midnight, less than 86,400.
  public let secondOfDay: Int

  /// Reads `yyyyMMddTHHmmssZ`, or nil where the text is anything else.
  ///
  /// - Source: ISO 8601, basic format.
  public init?(compact text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int? {
      var result = 0
      for byte in bytes[range] {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        result = result * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return result
    }
    guard let year = number(0..<4), let month = number(4..<6), let dayOfMonth = number(6..<8),
      let day = Day(year: year, month: month, day: dayOfMonth),
      let hour = number(9..<11), let minute = number(11..<13), let second = number(13..<15),
      hour < 24, minute < 60, second < 60
    else { return nil }
    self.day = day
    secondOfDay = hour * 3600 + minute * 60 + second
  }

  /// Seconds since the beginning of 1970, without leap seconds.
  ///
  /// - Source: POSIX, seconds since the Epoch.
  public var secondsSince1970: Int { Int(day.number) * 86_400 + secondOfDay }

  /// The time of day as `HH:mm:ss`.
  public var timeOfDay: String {
    [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60]
      .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}

extension UTCTime: CustomStringConvertible {
  /// The time as `yyyy-MM-ddTHH:mm:ssZ`.
  ///
  /// - Source: RFC 3339.
  public var description: String { "\(day)T\(timeOfDay)Z" }
}
