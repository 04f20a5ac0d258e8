package import Tables

// What stands in a network's workbook beside its lists.

/// Whose workbook it is and for which day, in the fewest words.
package func title(ofWorkbookOf name: String, on day: Day) -> String {
  "Target lists of \(name), \(inWords(day))"
}

/// A day as people write it: `20 November 2026`.
package func inWords(_ day: Day) -> String {
  let civil = day.civil
  return "\(civil.day) \(months[civil.month - 1]) \(civil.year)"
}

private let months = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December",
]

/// What whoever opens the workbook must know first.
package let confidentiality =
  "Confidential patient information, for what each list says: do not pass it on, and delete it when the next release replaces it."

/// What the lists hold for.
package func sentence(forReferenceDate day: Day) -> String {
  "Reference date \(inWords(day)): ages, periods and seasons are worked out for this day."
}

/// Who is on a sheet of a workbook.
package struct ShownPeople: Hashable, Sendable {
  /// How many are on the list.
  package var all: Int
  /// How many of them are on the sheet.
  package var shown: Int
  /// The file that has all of them.
  package var file: String

  /// Counts them.
  package init(all: Int, shown: Int, file: String) {
    self.all = all
    self.shown = shown
    self.file = file
  }
}

/// Who is on a sheet, in a line.
package func line(for people: ShownPeople) -> String {
  let all = people.all == 1 ? "1 person" : "\(grouped(people.all)) people"
  guard people.shown < people.all else { return all }
  return
    "the first \(grouped(people.shown)) of \(all), with everybody who has a place this week; all of them are in \(people.file)"
}

/// What a sheet says where nobody is on it.
package let nobodyOnList = "Nobody is on this list."

/// What the index says instead of a number of people.
package let listNotMade = "not made"

/// What the index says where a number is not known.
package let notKnown = "-"

/// What the signs and counts of the index mean.
package let legendOfIndex =
  "New: was not on the list in the release of an earlier day. This week: has one of this week's places over all lists. Due soon: comes onto the list by time alone, named in the file that ends in -due-soon. -: not known, or not said of this list."

/// The headings of the index.
package enum IndexHeading: String, CaseIterable {
  case list = "List"
  case title = "Who is on it"
  case people = "People"
  case shown = "On the sheet"
  case new = "New"
  case thisWeek = "This week"
  case dueSoon = "Due soon"
  case file = "All of them in"
}

/// The names of a workbook's own sheets.
package enum OwnSheet: String, CaseIterable {
  case index = "Index"
  case notices = "Notices"
  case columns = "Columns"
}

/// The headings of the sheet of columns.
package enum ColumnHeading: String, CaseIterable {
  case heading = "Heading"
  case column = "Column in files"
  case meaning = "What it means and where it comes from"
  case sheets = "On"
}

/// The headings of the table of lists on the sheet of columns.
package enum RuleHeading: String, CaseIterable {
  case sheet = "Sheet"
  case list = "List"
  case source = "Where its rules come from"
  case title = "Who is on it"
}

/// The headings of the table of words on the sheet of columns.
package enum ChoiceHeading: String, CaseIterable {
  case column = "Column in files"
  case word = "Word"
  case meaning = "Means"
}

/// The headings of the table of what comes back, which `tools/actions-from-workbook` reads.
package enum ReturnHeading: String, CaseIterable {
  case heading = "What stands under"
  case column = "Comes back as the column"
}

/// What the table of what comes back says for the list, which no column has.
package let listOfSheet = "The list of the sheet"

/// The headings of parts of a workbook's own sheets.
package enum WorkbookPart {
  /// What was not made and why, and who is missing.
  package static let missing = "What is missing tonight"
  /// The practices of the network.
  package static let practices = "Practices"
  /// How to fill in.
  package static let fillIn = "What to fill in"
  /// What files may be used for, and texts of scores.
  package static let notices = "What must be known of these lists"
  /// The words to choose from.
  package static let choices = "Words to choose from"
  /// What comes back as what.
  package static let returned = "What comes back"
  /// The columns.
  package static let columns = "Columns of the sheets"
  /// The lists and their rules.
  package static let rules = "Lists and their rules"
}

/// What leads from a sheet to the first one.
package let backToIndex = "Back to the index"

/// What the index says where nothing is missing.
package let nothingMissing = "Every list was made, of every practice."

/// How to fill in, for the index; `action` and `day` are the headings of the columns.
package func sentence(forFillIn headings: [String]) -> String {
  """
  On each list's sheet the yellow columns (\(headings.joined(separator: ", "))) are to be filled in. Save the workbook as it is and \
  send it back: what was filled in comes back as the feed of actions, and the next night's lists know it.
  """
}

/// What a column to fill in is.
package func meaning(ofFilledIn column: String, feed: String) -> String {
  "To fill in: comes back as the column \(column) of the feed \(feed)."
}

/// What a spreadsheet says beside a cell in which one of some words is to stand.
package let choiceHint =
  "Choose one of the words of the list. Leave it empty where nothing was done."
/// What a spreadsheet says beside a cell in which a day is to stand.
package let dayHint = "A day, such as 20/11/2026. Leave it empty where nothing was done."

/// A truth in a word.
package func word(_ truth: Bool) -> String { truth ? "yes" : "no" }

/// A column's name in words, where nothing else is said of it: `acted_on` is `Acted on`.
package func inWords(column: String) -> String {
  let words = column.split(separator: "_").joined(separator: " ")
  return words.prefix(1).uppercased() + words.dropFirst()
}

/// What stands below every page; long names are cut, since a spreadsheet takes 255 characters and the page's number comes to them.
package func footer(_ name: String, sheet: String, on day: Day) -> String {
  "\(shortened(name)) - \(shortened(sheet)) - reference date \(inWords(day)) - confidential patient information"
}

private func shortened(_ name: String) -> String {
  name.count > 60 ? name.prefix(59) + "…" : name
}

/// On how many of the lists' sheets a column is.
package func sheetCount(_ count: Int, of all: Int) -> String {
  count == all ? "every list" : "\(count) of \(all) lists"
}
