import Expressions
import Formats
import Model
import Tables

/// What other definitions need to know of a feed.
struct KnownFeed: Sendable {
  /// The feed's name.
  var name: String
  /// What one row is about; nil where that has a mistake.
  var grain: FeedRules.Grain?
  /// Its columns in order; a column without a type has a mistake.
  var columns: [(name: String, type: ColumnType?)]
  /// The column of the person's key.
  var key: String?
  /// Where that is named.
  var keyNode: YAMLNode?
  /// What the cells of its columns hold, by column.
  var cells: [String: CellType] = [:]

  /// The texts of columns that have the same one in every row, by column.
  var constants: [String: String] = [:]
  /// The columns that are worked out of others, and the texts that each can have; nil for any.
  var computed: [String: Set<String>?] = [:]
  /// The columns that a column is worked out of, by column.
  var computedFrom: [String: Set<String>] = [:]
  /// Whether its rules look into other feeds.
  var looksElsewhere = false
  /// The columns of days whose century is guessed: of two digits of the year, and nothing says which hundred years they mean.
  var guessedCenturies: Set<String> = []

  /// The names that expressions on its rows may use.
  var names: Names {
    var names = Names()
    for column in columns { names.add(column.name, column.type, texts: texts(of: column.name)) }
    return names
  }

  /// The texts that a column can have: what the codes of its list stand for, since a cell that is no code has no
  /// value; nil where it may have any.
  func texts(of column: String?) -> Set<String>? {
    guard let column else { return nil }
    if let texts = computed[column] { return texts }
    switch cells[column] {
    case .code(let list)?: return Set(list.meanings.values)
    case .text?: return constants[column].map { [$0] }
    default: return nil
    }
  }
}

/// The feeds and campaigns that definitions may name.
struct Known: Sendable {
  var feeds: [String: KnownFeed] = [:]
  /// Whether a feed's file could not be read, so that an unknown feed may be one of those.
  var lacksFeeds = false
  /// The parameters of each campaign's seasons.
  var campaigns: [String: [String: ColumnType]] = [:]
  /// Whether the campaigns could not be read.
  var lacksCampaigns = false

  /// The feed that a value names, or nil where there is none, which is reported.
  func feed(_ node: YAMLNode?, _ mistakes: inout Mistakes) -> KnownFeed? {
    guard let node, let name = node.text, !name.isEmpty else { return nil }
    if let feed = feeds[name] { return feed }
    if !lacksFeeds {
      let nearest = nearestWord(to: name, in: feeds.keys)
      mistakes.add(.unknownReference(kind: "feed", name: name, nearest: nearest), at: node)
    }
    return nil
  }

  /// The parameters of the campaign that a value names; none where it names none.
  func parameters(ofCampaign node: YAMLNode?, _ mistakes: inout Mistakes) -> [String: ColumnType]? {
    guard let node, let name = node.text, !name.isEmpty else { return [:] }
    if let parameters = campaigns[name] { return parameters }
    if !lacksCampaigns {
      let nearest = nearestWord(to: name, in: campaigns.keys)
      mistakes.add(.unknownReference(kind: "campaign", name: name, nearest: nearest), at: node)
    }
    return nil
  }
}

/// What a column that a definition names must hold.
enum ColumnNeed {
  case any
  case text
  case day
  case number
  case personKey
  /// Values by which people can be counted: texts, whole numbers, truths.
  case classes
  case truth
  /// The code of an organisation or an area, by which another feed is looked into.
  case organisation

  func allows(_ type: ColumnType) -> Bool {
    switch self {
    case .any: true
    case .text, .organisation: type == .text
    case .day: type == .day
    case .number: type == .integer || type == .decimal
    case .personKey: type.isPersonKey
    case .classes: type == .text || type == .integer || type == .boolean
    case .truth: type == .boolean
    }
  }

  var words: String {
    switch self {
    case .any: "a column"
    case .text: "a column of text"
    case .day: "a column of days"
    case .number: "a column of numbers"
    case .personKey: "a column of persons' keys (nhs_number, pseudonym or uuid)"
    case .classes: "a column of texts, whole numbers or truths"
    case .truth: "a column of truths"
    case .organisation:
      "a column of type organisation_code, practice_code, pcn_code or lsoa_code, whose codes are read in any case"
    }
  }
}

extension KnownFeed {
  /// Checks that a value names a column of the feed that holds what is needed, and gives its type.
  @discardableResult
  func column(_ node: YAMLNode?, _ need: ColumnNeed, _ mistakes: inout Mistakes) -> ColumnType? {
    guard let node, let name = node.text, !name.isEmpty else { return nil }
    guard let column = columns.first(where: { $0.name == name }) else {
      let nearest = nearestWord(to: name, in: columns.map(\.name))
      let kind = "column of feed \(self.name)"
      mistakes.add(.unknownReference(kind: kind, name: name, nearest: nearest), at: node)
      return nil
    }
    if let type = column.type, !need.allows(type) || need == .organisation && !isFolded(name) {
      mistakes.add(.expected(need.words), at: node)
    }
    return column.type
  }

  /// Whether codes of a column meet those of others whatever their case and blanks; one that is worked out says itself how it
  /// is written.
  func isFolded(_ column: String) -> Bool {
    computed.keys.contains(column) || cells[column] == .organisationCode
  }
}
