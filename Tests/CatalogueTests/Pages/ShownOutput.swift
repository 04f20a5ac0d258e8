import Foundation

/// What a page shows of a command's output, where a line `…` stands for lines left out.
struct ShownOutput {
  /// The lines between those left out.
  var parts: [[String]] = [[]]
  /// The lines that stand for others, one fewer than the parts.
  var marks: [String] = []

  init(_ lines: some Sequence<String>) {
    for line in lines {
      if line.trimmingCharacters(in: .whitespaces) == "…" {
        marks.append(line)
        parts.append([])
      } else {
        parts[parts.count - 1].append(line)
      }
    }
  }

  /// The first line that the output does not have where the page has it; nil where the page is right.
  func firstDifference(from output: [String]) -> String? {
    let output = output.map(withoutWhatVaries)
    let parts = self.parts.map { $0.map(withoutWhatVaries) }
    var next = 0
    for (index, part) in parts.enumerated() where !part.isEmpty || marks.isEmpty {
      let isFirst = index == 0
      let isLast = index == parts.count - 1
      let starts = isFirst ? [0] : isLast ? [output.count - part.count] : Array(next..<output.count)
      let found = starts.first { start in
        start >= next && start + part.count <= output.count
          && part.indices.allSatisfy { output[start + $0] == part[$0] }
      }
      guard let found, !isFirst || !isLast || part.count == output.count else {
        let start = starts[0]
        let line = part.indices.first {
          start + $0 >= output.count || start + $0 < 0 || output[start + $0] != part[$0]
        }
        return line.map { self.parts[index][$0] } ?? "the end"
      }
      next = found + part.count
    }
    return nil
  }

  /// As much of the output as the page shows.
  ///
  /// That is as many lines at the start and at the end, and what is most like each part between. A line that differs in
  /// nothing but what varies stays as it is, and one that differs in other numbers keeps its times: the tests' program is
  /// not the one that people run.
  func rewritten(from output: [String]) -> [String] {
    var kept = Dictionary(grouping: parts.joined(), by: withoutWhatVaries)
    return chosen(from: output).map { line in
      guard var old = kept[withoutWhatVaries(line)], !old.isEmpty else {
        let alike = parts.joined().first { withoutNumbers($0) == withoutNumbers(line) }
        return alike.map { line.withTimes(of: $0) } ?? line
      }
      let first = old.removeFirst()
      kept[withoutWhatVaries(line)] = old
      return first
    }
  }

  private func chosen(from output: [String]) -> [String] {
    guard let first = parts.first, let last = parts.last, parts.count > 1 else { return output }
    guard first.count + last.count < output.count else { return output }
    var lines = Array(output.prefix(first.count))
    var next = first.count
    let end = output.count - last.count
    for (part, mark) in zip(parts.dropFirst().dropLast(), marks) {
      guard let start = placeLike(part, in: output, next..<max(next, end - part.count + 1)) else {
        continue
      }
      if start > next { lines.append(mark) }
      lines += output[start..<start + part.count]
      next = start + part.count
    }
    if end > next { lines.append(marks[marks.count - 1]) }
    return lines + output[max(next, end)...]
  }

  /// Where the lines begin that are most like those of a part, by its first line with text in it.
  private func placeLike(_ part: [String], in output: [String], _ range: Range<Int>) -> Int? {
    guard let anchor = part.firstIndex(where: { !$0.isEmpty }) else { return nil }
    let wanted = words(part[anchor])
    return range.max { likeness($0) < likeness($1) }
    func likeness(_ start: Int) -> Int {
      zip(words(output[start + anchor]), wanted).prefix { $0 == $1 }.count
    }
  }

  private func words(_ line: String) -> [Substring] {
    withoutWhatVaries(line).split { $0 == " " || $0 == ":" }
  }
}

private func withoutNumbers(_ line: String) -> String {
  withoutWhatVaries(line).replacing(/[0-9,.]+/, with: "")
}

extension String {
  /// The line with the times of another, where it has as many.
  fileprivate func withTimes(of other: String) -> String {
    var times = other.matches(of: duration()).map { String($0.output) }
    guard times.count == matches(of: duration()).count else { return self }
    return replacing(duration()) { _ in times.removeFirst() }
  }
}

private func duration() -> Regex<Substring> { /\b[0-9]+(?:\.[0-9]+)?(?: min [0-9]+)? s\b/ }

/// A line without names of runs and outputs, times and durations, and without the widths of columns, which follow them.
func withoutWhatVaries(_ line: String) -> String {
  line.replacing(/[0-9]{8}T[0-9]{6}Z(?:-[0-9]+)?/, with: "RUN")
    .replacing(/\b[0-9a-f]{32}\b/, with: "OUTPUT")
    .replacing(duration(), with: "TIME")
    .replacing(/[ ]{2,}/, with: "  ")
}

/// The names of runs in lines, in their order, each once.
func runNames(in lines: some Sequence<String>) -> [String] {
  var names: [String] = []
  for line in lines {
    for name in line.matches(of: /[0-9]{8}T[0-9]{6}Z(?:-[0-9]+)?/).map({ String($0.output) })
    where !names.contains(name) {
      names.append(name)
    }
  }
  return names
}
