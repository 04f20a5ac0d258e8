public import Tables

/// What is said to each person on the lists that count, list by list, for the list over all of them.
public struct OpenListTexts: Sendable {
  /// One list: what it is called, who is on it, why, and what it offers.
  public struct List: Sendable {
    let title: String
    let people: [Int32]
    let reasons: TextColumn
    let offers: TextColumn

    /// Takes the members of a list; a person is the row in the person table.
    public init(title: String, people: [Int32], reasons: TextColumn, offers: TextColumn) {
      self.title = title
      self.people = people
      self.reasons = reasons
      self.offers = offers
    }
  }

  private let lists: [List]
  /// Where the entries of each person begin, and at the end where the last ones end.
  private let starts: [Int32]
  /// Each person's list and the row in it, in the order of the lists.
  private let entries: [(list: Int32, row: Int32)]

  /// Takes the lists in the order in which they are told.
  ///
  /// - Complexity: O(persons and rows of all lists).
  public init(of lists: [List], personCount: Int) {
    var starts = [Int32](repeating: 0, count: personCount + 1)
    for list in lists { for person in list.people { starts[Int(person) + 1] += 1 } }
    for person in starts.indices.dropFirst() { starts[person] += starts[person - 1] }
    var entries = [(list: Int32, row: Int32)](
      repeating: (0, 0), count: Int(starts.last ?? 0))
    var next = starts
    for (index, list) in lists.enumerated() {
      for (row, person) in list.people.enumerated() {
        entries[Int(next[Int(person)])] = (Int32(index), Int32(row))
        next[Int(person)] += 1
      }
    }
    self.lists = lists
    self.starts = starts
    self.entries = entries
  }

  /// What stands between what two lists say.
  static let separator = " | "

  /// How many reasons of a list are told here; all of them stand on the list itself.
  static let reasonsTold = 2

  /// Why each person is on each list: the list's title and its first reasons.
  ///
  /// - Missing: of a person on no list.
  func reasons(of people: [Int32]) -> TextColumn {
    // A list has far fewer texts of reasons than people: each is shortened once.
    let told = lists.map { list in list.reasons.dictionary.texts.map { list.told($0) } }
    return texts(of: people) { entries in
      var text = ""
      for entry in entries {
        let list = lists[Int(entry.list)]
        if !text.isEmpty { text += OpenListTexts.separator }
        text +=
          list.reasons.code(at: Int(entry.row)).map { told[Int(entry.list)][Int($0)] } ?? list.title
      }
      return text
    }
  }

  /// What the person's lists offer, each offer once.
  ///
  /// - Missing: where no list offers anything.
  func offers(of people: [Int32]) -> TextColumn {
    let offered = lists.map { list in
      list.offers.dictionary.texts.map { $0.split(separator: ItemLists.separator).map(String.init) }
    }
    return texts(of: people) { entries in
      var seen: [String] = []
      for entry in entries {
        guard let code = lists[Int(entry.list)].offers.code(at: Int(entry.row)) else { continue }
        for offer in offered[Int(entry.list)][Int(code)] where !seen.contains(offer) {
          seen.append(offer)
        }
      }
      return seen.joined(separator: ItemLists.separator)
    }
  }

  private func texts(
    of people: [Int32], as text: (ArraySlice<(list: Int32, row: Int32)>) -> String
  ) -> TextColumn {
    var dictionary = TextDictionary()
    var codes = [Int32](repeating: 0, count: people.count)
    var present = Bitmap(repeating: true, count: people.count)
    for (index, person) in people.enumerated() {
      let text = text(entries[Int(starts[Int(person)])..<Int(starts[Int(person) + 1])])
      if text.isEmpty { present[index] = false } else { codes[index] = dictionary.insert(text) }
    }
    if dictionary.count == 0 { _ = dictionary.insert("") }
    return TextColumn(
      codes: codes, present: present.isAllSet ? nil : present, dictionary: dictionary)
  }
}

extension OpenListTexts.List {
  /// The list's title with the first of a person's reasons on it.
  fileprivate func told(_ reasons: String) -> String {
    let first = reasons.split(separator: ItemLists.separator).prefix(OpenListTexts.reasonsTold)
    return "\(title): \(first.joined(separator: ItemLists.separator))"
  }
}

extension TextColumn {
  /// The column with each of its texts in other words.
  func mapped(_ words: (String) -> String) -> TextColumn {
    var mapped = TextDictionary()
    let codeOfText = dictionary.texts.map { mapped.insert(words($0)) }
    if codeOfText.isEmpty { return self }
    return TextColumn(
      codes: codes.map { codeOfText[Int($0)] }, present: present, dictionary: mapped)
  }
}
