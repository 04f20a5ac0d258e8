public import Tables

/// By what the persons of a pipeline are told apart; all its feeds say it in the same way.
public enum PersonKeyForm: Hashable, Sendable {
  /// By NHS number.
  case nhsNumber
  /// By a text that stands for the person, where NHS numbers are not known.
  case pseudonym(PseudonymForm)

  /// The type of the columns that hold such keys.
  public var columnType: ColumnType {
    switch self {
    case .nhsNumber: .identifier
    case .pseudonym: .pseudonym
    }
  }

  /// The keys as one names them, such as `NHS number`.
  public var noun: String {
    switch self {
    case .nhsNumber: "NHS number"
    case .pseudonym(.token): "pseudonym"
    case .pseudonym(.uuid): "UUID"
    }
  }

  /// The form as a feed's column declares it, such as `type: pseudonym, length: 64`.
  public var declaration: String {
    switch self {
    case .nhsNumber: return "type: nhs_number"
    case .pseudonym(.uuid): return "type: uuid"
    case .pseudonym(.token(let length, let letters)):
      var keys = ["type: pseudonym"]
      if let length { keys.append("length: \(length)") }
      if letters != .kept { keys.append("letters: \(letters.rawValue)") }
      return keys.joined(separator: ", ")
    }
  }

  /// What a column of such keys is called in lists, and what it means.
  public var description: FieldDescription {
    switch self {
    case .nhsNumber:
      FieldDescription("NHS number", "Ten digits; keep the column as text in a spreadsheet.")
    case .pseudonym(.token):
      FieldDescription(
        "Pseudonym",
        "Stands for one person, whom only those can name who hold the key to the pseudonyms; keep the column as text in a spreadsheet."
      )
    case .pseudonym(.uuid):
      FieldDescription(
        "Pseudonym",
        "A UUID that stands for one person, whom only those can name who hold the key to the pseudonyms."
      )
    }
  }

  /// The whole form of a key, as a regular expression.
  public var pattern: String {
    switch self {
    case .nhsNumber: return "[0-9]{10}"
    case .pseudonym(.uuid): return "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    case .pseudonym(.token(let length, let letters)):
      let letters =
        switch letters {
        case .kept: "A-Za-z"
        case .lower: "a-z"
        case .upper: "A-Z"
        }
      return "[\(letters)0-9_-]{\(length.map { "\($0)" } ?? "1,\(PseudonymForm.longest)")}"
    }
  }
}
