import Model
import Definitions
import Expressions
import Foundation
import Tables
import Testing

@testable import Messages

/// What the loader says of each mistake, by the chapters of `Tests/DefinitionExamples/Mistakes.md`.
@Suite struct DefinitionMessagesTests {
  @Test("each change in Mistakes.md gives exactly the text under it", arguments: try chapters())
  func saysWhatThePageSays(chapter: Chapter) throws {
    let mistakes = try mistakes(after: chapter)
    let said = mistakes.map { message(for: $0) }.joined(separator: "\n")
    #expect(said == chapter.message)
  }

  @Test("every kind of mistake has a chapter")
  func everyReasonHasAChapter() throws {
    var seen: Set<String> = []
    for chapter in try chapters() {
      for mistake in try mistakes(after: chapter) { seen.insert(name(of: mistake.reason)) }
    }
    #expect(
      seen.sorted() == [
        "alreadyShown", "bands", "duplicateKey", "duplicateName", "emptyList", "expected",
        "expression argumentCount",
        "expression comparedWithNull", "expression expected", "expression mismatchedTypes",
        "expression nestedTooDeeply",
        "expression notADate", "expression notANumber", "expression unclosedText",
        "expression unexpectedCharacter", "expression unknownFunction", "expression unknownName",
        "expression unknownText",
        "expression wrongType", "expressionType", "looksFurtherBack", "missingKey", "missingTerms",
        "nobodyAnswers",
        "notYAML", "seasons", "unknownKey",
        "unknownReference", "unknownValue", "unreadable", "unscoredLast",
      ])
  }

  @Test("the example itself has no mistake")
  func exampleIsRight() throws {
    _ = try loadPipeline(at: examples.appending(path: "pipeline.yaml").path)
  }

  @Test("a mistake about a whole file names the file only")
  func wholeFile() {
    let mistake = DefinitionMistake(
      file: "absent.yaml", line: 0, column: 0, length: 1, lineText: "",
      reason: .unreadable(code: 2))
    #expect(
      message(for: mistake) == """
        absent.yaml: the file cannot be read: there is no such file
          check the path: it is relative to the file that names it
        """)
  }

  @Test("a long code list is counted and not told")
  func longCodeList() {
    let mistake = DefinitionMistake(
      file: "a.yaml", line: 3, column: 5, length: 3, lineText: "c = 'X'",
      reason: .expression(
        .unknownText("X", column: "c", nearest: nil, known: (1...21).map { "C\($0)" })))
    #expect(
      message(for: mistake) == """
        a.yaml:3:5: 'c' is never 'X'
          3 | c = 'X'
            |     ^~~ correct it; the 21 texts that there are stand where the column comes from
        """)
  }

  @Test("a mistake about a whole line has no caret")
  func wholeLine() {
    let mistake = DefinitionMistake(
      file: "a.yaml", line: 3, column: 0, length: 1, lineText: "",
      reason: .notYAML("the text is not UTF-8"))
    #expect(
      message(for: mistake) == """
        a.yaml:3: this is not YAML: the text is not UTF-8
          check quotes, brackets and indentation here and in the line before
        """)
  }
}

/// One chapter of the page: a change to one file, and what is said of it.
struct Chapter: CustomTestStringConvertible, Sendable {
  var title: String
  var file = ""
  var old: [String] = []
  var new: [String] = []
  var says: [String] = []

  var message: String { says.joined(separator: "\n") }
  var testDescription: String { title }
}

private let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "DefinitionExamples")

private func chapters() throws -> [Chapter] {
  let page = try String(contentsOf: examples.appending(path: "Mistakes.md"), encoding: .utf8)
  var chapters: [Chapter] = []
  var fence: String?
  for line in page.components(separatedBy: "\n") {
    if let open = fence {
      if line == "```" {
        fence = nil
      } else if open == "```text" {
        chapters[chapters.count - 1].says.append(line)
      } else if line.hasPrefix("-") {
        chapters[chapters.count - 1].old.append(String(line.dropFirst()))
      } else {
        chapters[chapters.count - 1].new.append(String(line.dropFirst()))
      }
    } else if line.hasPrefix("## ") {
      chapters.append(Chapter(title: String(line.dropFirst(3))))
    } else if line.hasPrefix("```") {
      fence = line
    } else if line.hasPrefix("`"), !chapters.isEmpty {
      chapters[chapters.count - 1].file = line.trimmingCharacters(in: ["`"])
    }
  }
  return chapters
}

/// Loads a copy of the example with the chapter's change, and gives the mistakes with paths relative to the copy.
private func mistakes(after chapter: Chapter) throws -> [DefinitionMistake] {
  let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
  try FileManager.default.copyItem(at: examples, to: folder)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: chapter.file)
  let text = try String(contentsOf: file, encoding: .utf8)
  let old = chapter.old.joined(separator: "\n")
  let place = try #require(
    text.range(of: old), "\(chapter.title): \(chapter.file) has no such text")
  let changed = text.replacingCharacters(in: place, with: chapter.new.joined(separator: "\n"))
  try changed.write(to: file, atomically: false, encoding: .utf8)
  do throws(DefinitionMistakes) {
    _ = try loadPipeline(at: folder.appending(path: "pipeline.yaml").path)
    return []
  } catch {
    return error.mistakes.map { mistake in
      var mistake = mistake
      mistake.file = String(mistake.file.dropFirst(folder.path.count + 1))
      mistake.also = mistake.also.map {
        Place(file: String($0.file.dropFirst(folder.path.count + 1)), row: $0.row)
      }
      return mistake
    }
  }
}

/// The name of a reason, without what it holds.
private func name(of reason: DefinitionMistake.Reason) -> String {
  if case .expression(let inner) = reason { return "expression " + caseName(inner) }
  return caseName(reason)
}

private func caseName(_ value: some Hashable) -> String {
  Mirror(reflecting: value).children.first?.label ?? "\(value)"
}
