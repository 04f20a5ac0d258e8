public import Model
import Tables

/// Where the person table holds what lists show.
public struct ListSources: Sendable {
  /// What the columns of the person are called that every list shows.
  public let vocabulary: PersonVocabulary
  /// The column of the segment; nil for none.
  public let segment: String?
  /// What the segments are called, by their codes.
  public let segmentTitles: [String: String]
  private let columns: [String: PersonColumn]

  /// Names the columns of a person table.
  public init(
    _ vocabulary: PersonVocabulary, segmentation: SegmentationDefinition?, columns: [PersonColumn]
  ) {
    self.vocabulary = vocabulary
    segment = segmentation?.column
    segmentTitles = Dictionary(
      (segmentation?.segments ?? []).map { ($0.name, $0.title) }
    ) { first, _ in first }
    self.columns = Dictionary(columns.map { ($0.name, $0) }) { first, _ in first }
  }

  /// A column of the person that a definition names, so that it is there.
  func column(_ name: String) -> PersonColumn {
    guard let column = columns[name] else {
      preconditionFailure("a list shows columns that the plan makes")
    }
    return column
  }
}

/// Where the values of a list's column come from.
enum ListSource: Hashable, Sendable {
  /// The reference date, in every row.
  case referenceDate
  /// A column of the members.
  case member(String)
  /// A column of the members with decimals to four places.
  case roundedMember(String)
  /// A column of the person.
  case person(String)
  /// A column of codes of the person, in words; a code without words stands as it is.
  case personInWords(String, [String: String])
  /// A column of the members that joins names of lists, in the lists' words.
  case listsInWords(String, [String: String])
  /// A number of the person with some decimals, or without any.
  case shownNumber(String, decimals: Int)
  /// A score of the person, to four decimals.
  case score(String)
  /// Name and version of the score where there is one, and its origin where the score has one.
  case scoreVersion(ScoreDefinition)
  /// The other lists that the person is on.
  case alsoOn
  /// Whether the person was not on the list before.
  case new
  /// Whether the person has one of this week's places.
  case thisWeek
  /// Why the person is on each of the lists that count, and what they offer.
  case openReasons
  /// What the lists that count offer.
  case openOffers
  /// Nothing: the list's definition names nothing for it.
  case nothing(ColumnType)
}

extension ListSource {
  /// The source in a word, for the hash of what a list is made of.
  var word: String {
    switch self {
    case .referenceDate: "reference date"
    case .member(let name): "member \(name)"
    case .roundedMember(let name): "rounded \(name)"
    case .person(let name): "person \(name)"
    case .personInWords(let name, let words): "person \(name) as \(words.recipe)"
    case .listsInWords(let name, let words): "member \(name) as \(words.recipe)"
    case .thisWeek: "this week"
    case .openReasons: "reasons of open lists"
    case .openOffers: "offers of open lists"
    case .shownNumber(let name, let decimals): "person \(name) to \(decimals) decimals"
    case .score(let score): "score \(score)"
    case .scoreVersion(let score): "version \(score.name) \(score.version)"
    case .alsoOn: "also on"
    case .new: "new"
    case .nothing: "nothing"
    }
  }
}

/// One column of a list: what it is, and where its values come from.
struct ListField: Hashable, Sendable {
  let field: SheetField
  let source: ListSource

  /// The columns of the person that it reads.
  var personColumns: [String] {
    switch source {
    case .person(let name), .shownNumber(let name, _), .personInWords(let name, _): [name]
    case .score(let score): [ScoreColumn.score.name(of: score)]
    case .scoreVersion(let score):
      score.columns.filter { $0 == .score || $0 == .origin }.map { $0.name(of: score.name) }
    case .referenceDate, .member, .roundedMember, .listsInWords, .alsoOn, .new, .thisWeek,
      .openReasons, .openOffers, .nothing:
      []
    }
  }
}

extension [String: String] {
  /// All of it, in a text.
  fileprivate var recipe: String {
    keys.sorted().map { "\($0): \(self[$0] ?? "")" }.joined(separator: ", ")
  }
}

extension [ListField] {
  /// What rows of the fields are made of, in a text.
  var recipe: String {
    map { "\($0.field.name) = \($0.source.word)" }.joined(separator: "\n")
  }

  /// The columns of the person that they read.
  var personColumns: Set<String> { Set(flatMap(\.personColumns)) }
}
