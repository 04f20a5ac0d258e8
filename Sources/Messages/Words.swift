package import Tables

/// A whole number with commas between thousands, such as `614,934`.
package func grouped(_ number: Int) -> String {
  let digits = Array(String(number.magnitude))
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return number < 0 ? "-" + text : text
}

/// Seconds as people read them: `0.4 s`, `12 s`, `3 min 5 s`.
package func duration(_ seconds: Double) -> String {
  if seconds < 10 { return "\(decimal(seconds, places: seconds < 0.095 ? 2 : 1)) s" }
  let whole = Int(seconds.rounded())
  return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
}

/// A number with a fixed count of decimals, rounded half away from zero.
package func decimal(_ number: Double, places: Int) -> String {
  var scale = 1
  for _ in 0..<places { scale *= 10 }
  guard number.isFinite, number.magnitude < 1e15, number.magnitude * Double(scale) < 1e18 else {
    return "\(number)"
  }
  let units = Int((number.magnitude * Double(scale)).rounded(.toNearestOrAwayFromZero))
  let sign = number < 0 && units > 0 ? "-" : ""
  guard places > 0 else { return sign + String(units) }
  let rest = String(units % scale)
  return sign + "\(units / scale)." + String(repeating: "0", count: places - rest.count) + rest
}

/// A share as a percentage with as few decimals as it needs, at most two.
package func percent(_ share: Double) -> String {
  let hundredths = (share * 10_000).rounded()
  let whole = Int(hundredths) / 100
  let rest = Int(hundredths) % 100
  if rest == 0 { return "\(whole)%" }
  return rest % 10 == 0 ? "\(whole).\(rest / 10)%" : "\(whole).\(rest < 10 ? "0" : "")\(rest)%"
}

/// A count and what is counted, such as `1 rule` or `2 rules`.
package func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// A value as text; a person's key is withheld.
package func text(of value: Value) -> String {
  switch value {
  case .boolean(let truth): truth ? "true" : "false"
  case .integer(let number): String(number)
  case .decimal(let number):
    number == number.rounded() && number.magnitude < 1e15 ? String(Int(number)) : "\(number)"
  case .day(let day): day.description
  case .text(let text): text
  case .identifier(let identifier): "\(identifier)"
  case .pseudonym(let pseudonym): "\(pseudonym)"
  }
}
