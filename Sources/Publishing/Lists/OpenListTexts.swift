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
    texts(of: people) { entries in
      entries.map { entry in
        let list = lists[Int(entry.list)]
        guard let reasons = list.reasons.text(at: entry.row) else { return list.title }
        let told = reasons.split(separator: ItemLists.separator).prefix(OpenListTexts.reasonsTold)
        return "\(list.title): \(told.joined(separator: ItemLists.separator))"
      }.joined(separator: OpenListTexts.separator)
    }
  }

  /// What the person's lists offer, each offer once.
  ///
  /// - Missing: where no list offers anything.
  func offers(of people: [Int32]) -> TextColumn {
    texts(of: people) { entries in
      var seen: Set<Substring> = []
      let texts = entries.compactMap { lists[Int($0.list)].offers.text(at: $0.row) }
      return texts.flatMap { $0.split(separator: ItemLists.separator) }
        .filter { seen.insert($0).inserted }.joined(separator: ItemLists.separator)
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

extension TextColumn {
  /// The text of a row; nil where it is missing.
  fileprivate func text(at row: Int32) -> String? {
    if let present, !present[Int(row)] { return nil }
    return dictionary[codes[Int(row)]]
  }

  /// The column with each of its texts in other words.
  func mapped(_ words: (String) -> String) -> TextColumn {
    var mapped = TextDictionary()
    let codeOfText = dictionary.texts.map { mapped.insert(words($0)) }
    if codeOfText.isEmpty { return self }
    return TextColumn(
      codes: codes.map { codeOfText[Int($0)] }, present: present, dictionary: mapped)
  }
}
