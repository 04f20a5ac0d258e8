import Foundation

/// A fenced block of a page that shows commands, and what a comment before it says of it.
///
/// * `<!-- shows: COMMAND -->` before a block without `$`: all of it is the command's output.
/// * `<!-- before`, lines of shell, `-->`: what a reader would have done before, in the folder of the commands.
/// * `<!-- not compared: WHY -->`: the commands run, and what they print differs from run to run.
/// * `<!-- not run: WHY -->`
struct ShownBlock {
  /// A command, and the lines of the page on which its output stands.
  struct Command {
    var text: String
    /// The line of the page on which it stands, from 0; nil where a comment names it.
    var line: Int?
    var output: Range<Int>
  }

  /// What becomes of a block.
  enum Use: Equatable {
    case compared
    case runOnly
    case notRun
  }

  /// The line of its fence, from 0.
  var line: Int
  var commands: [Command]
  var before = ""
  var use = Use.compared

  /// Whether it shows what its commands print, and not only the commands.
  var showsOutput: Bool { commands.contains { !$0.output.isEmpty } }
}

/// The blocks of a page that show a command of `phm`.
func shownBlocks(of lines: [String]) -> [ShownBlock] {
  var blocks: [ShownBlock] = []
  var comments: [String] = []
  var index = 0
  while index < lines.count {
    let line = lines[index]
    if line.hasPrefix("<!--") {
      let end = lines[index...].firstIndex { $0.hasSuffix("-->") } ?? index
      let text = lines[index...end].joined(separator: "\n")
      comments.append(
        text.dropFirst("<!--".count).dropLast("-->".count)
          .trimmingCharacters(in: .whitespacesAndNewlines))
      index = end + 1
    } else if line.hasPrefix("```") {
      let end = lines[(index + 1)...].firstIndex { $0.hasPrefix("```") } ?? lines.count
      if let block = shownBlock(lines, index..<end, comments) { blocks.append(block) }
      comments = []
      index = end + 1
    } else {
      if !line.isEmpty { comments = [] }
      index += 1
    }
  }
  return blocks
}

private func shownBlock(
  _ lines: [String], _ range: Range<Int>, _ comments: [String]
) -> ShownBlock? {
  var block = ShownBlock(line: range.lowerBound, commands: commands(lines, range))
  for comment in comments {
    let value = comment.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces)
    if comment.hasPrefix("before\n") { block.before = String(comment.dropFirst("before".count)) }
    if comment.hasPrefix("not compared:") { block.use = .runOnly }
    if comment.hasPrefix("not run:") { block.use = .notRun }
    if comment.hasPrefix("shows:") {
      let inside = range.lowerBound + 1..<range.upperBound
      block.commands = [ShownBlock.Command(text: value, line: nil, output: inside)]
    }
  }
  let isOurs = block.commands.contains { $0.text.hasPrefix("phm ") || $0.text.contains("&& phm ") }
  return isOurs ? block : nil
}

/// The commands after `$` inside a fence, each with the lines up to the next.
private func commands(_ lines: [String], _ range: Range<Int>) -> [ShownBlock.Command] {
  let starts = range.filter { lines[$0].hasPrefix("$ ") }
  return zip(starts, starts.dropFirst() + [range.upperBound]).map { start, end in
    ShownBlock.Command(
      text: String(lines[start].dropFirst(2)), line: start, output: start + 1..<end)
  }
}
