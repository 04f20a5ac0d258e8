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

  /// What a list says to one person: two texts, by their numbers among those of all lists.
  private struct Entry {
    var reason: Int32
    /// The offers; below zero for none.
    var offers: Int32
  }

  /// Where the entries of each person begin, and at the end where the last ones end.
  private let starts: [Int32]
  /// Each person's entries, in the order of the lists.
  private let entries: [Entry]
  /// The title of a list with its first reasons, each text that a list says.
  private let reasons: Texts
  /// Each text of offers, which is several offers, as their numbers among `words`.
  private let offered: [[Int32]]
  /// Each offer once.
  private let words: Texts

  /// Takes the lists in the order in which they are told.
  ///
  /// - Complexity: O(persons and rows of all lists).
  public init(of lists: [List], personCount: Int) {
    var starts = [Int32](repeating: 0, count: personCount + 1)
    for list in lists { for person in list.people { starts[Int(person) + 1] += 1 } }
    for person in starts.indices.dropFirst() { starts[person] += starts[person - 1] }
    var entries = [Entry](
      repeating: Entry(reason: 0, offers: 0), count: Int(starts.last ?? 0))
    var next = starts
    // A list has far fewer texts than people: each is shortened and taken apart once.
    var reasons = Texts()
    var offered: [[Int32]] = []
    var words = TextDictionary()
    for list in lists {
      let (firstReason, firstOffers) = (reasons.count, Int32(offered.count))
      for code in 0..<Int32(list.reasons.dictionary.count) {
        list.tell(list.reasons.dictionary.utf8(of: code), in: &reasons)
      }
      let title = reasons.count
      reasons.append(list.title.utf8)
      for code in 0..<Int32(list.offers.dictionary.count) {
        let offers = ItemLists.items(in: list.offers.dictionary.utf8(of: code))
        offered.append(offers.map { words.insert($0.span) })
      }
      for (row, person) in list.people.enumerated() {
        entries[Int(next[Int(person)])] = Entry(
          reason: list.reasons.code(at: row).map { firstReason + $0 } ?? title,
          offers: list.offers.code(at: row).map { firstOffers + $0 } ?? -1)
        next[Int(person)] += 1
      }
    }
    self.starts = starts
    self.entries = entries
    self.reasons = reasons
    self.offered = offered
    self.words = Texts(words)
  }

  /// What stands between what two lists say.
  static let separator = " | "

  /// How many reasons of a list are told here; all of them stand on the list itself.
  static let reasonsTold = 2

  /// Why each person is on each list: the list's title and its first reasons.
  ///
  /// - Missing: of a person on no list.
  func reasons(of people: [Int32]) -> TextColumn {
    let separator = Array(OpenListTexts.separator.utf8)
    return texts(of: people) { entries, text in
      for entry in entries {
        if !text.isEmpty { text += separator }
        reasons.write(entry.reason, to: &text)
      }
    }
  }

  /// What the person's lists offer, each offer once.
  ///
  /// - Missing: where no list offers anything.
  func offers(of people: [Int32]) -> TextColumn {
    let separator = Array(ItemLists.separator.utf8)
    var seen: [Int32] = []
    return texts(of: people) { entries, text in
      seen.removeAll(keepingCapacity: true)
      for entry in entries where entry.offers >= 0 {
        for offer in offered[Int(entry.offers)] where !seen.contains(offer) {
          if !seen.isEmpty { text += separator }
          seen.append(offer)
          words.write(offer, to: &text)
        }
      }
    }
  }

  /// A text a person, which `write` adds to bytes that are empty.
  private func texts(
    of people: [Int32],
    as write: (ArraySlice<Entry>, inout [UInt8]) -> Void
  ) -> TextColumn {
    var dictionary = TextDictionary()
    var codes = [Int32](repeating: 0, count: people.count)
    var present = Bitmap(repeating: true, count: people.count)
    var text: [UInt8] = []
    for (index, person) in people.enumerated() {
      text.removeAll(keepingCapacity: true)
      write(entries[Int(starts[Int(person)])..<Int(starts[Int(person) + 1])], &text)
      if text.isEmpty {
        present[index] = false
      } else {
        codes[index] = dictionary.insert(text.span)
      }
    }
    if dictionary.count == 0 { _ = dictionary.insert("") }
    return TextColumn(
      codes: codes, present: present.isAllSet ? nil : present, dictionary: dictionary)
  }
}

/// Texts as UTF-8, by number.
private struct Texts {
  private var bytes: [UInt8] = []
  private var starts = [0]

  init() {}

  init(_ texts: TextDictionary) {
    bytes = texts.bytes
    starts = texts.starts.map { Int($0) }
  }

  var count: Int32 { Int32(starts.count - 1) }

  mutating func append(_ text: some Sequence<UInt8>) {
    bytes += text
    starts.append(bytes.count)
  }

  func write(_ number: Int32, to text: inout [UInt8]) {
    text += bytes[starts[Int(number)]..<starts[Int(number) + 1]]
  }
}

extension OpenListTexts.List {
  /// Adds the list's title with the first of a person's reasons on it.
  fileprivate func tell(_ reasons: ArraySlice<UInt8>, in texts: inout Texts) {
    var text = Array("\(title): ".utf8)
    for (index, reason) in ItemLists.items(in: reasons).prefix(OpenListTexts.reasonsTold)
      .enumerated()
    {
      if index > 0 { text += ItemLists.separator.utf8 }
      text += reason
    }
    texts.append(text)
  }
}

extension TextColumn {
  /// The column with each of its texts, as UTF-8, in the words that `tell` adds to bytes that are empty.
  func mapped(_ tell: (ArraySlice<UInt8>, inout [UInt8]) -> Void) -> TextColumn {
    guard dictionary.count > 0 else { return self }
    var mapped = TextDictionary()
    var text: [UInt8] = []
    let codeOfText = (0..<Int32(dictionary.count)).map { code in
      text.removeAll(keepingCapacity: true)
      tell(dictionary.utf8(of: code), &text)
      return mapped.insert(text.span)
    }
    return TextColumn(
      codes: codes.map { codeOfText[Int($0)] }, present: present, dictionary: mapped)
  }
}
