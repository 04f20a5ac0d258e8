/// A way in which people say that their record may not be used beyond their own care.
///
/// - Source: Type 1: dissent from the use of the GP record beyond individual care, kept at the practice. National data
///   opt-out: NHS England, National data opt-out operational policy guidance.
public enum OptOut: String, Hashable, Sendable, CaseIterable {
  /// The Type 1 opt-out: the GP record leaves the practice for individual care only.
  case type1 = "type_1"
  /// The national data opt-out: confidential patient information is used for individual care only.
  case national

  /// What people call it.
  public var title: String {
    switch self {
    case .type1: "Type 1 opt-out"
    case .national: "national data opt-out"
    }
  }

  /// The column of the person that says whether they have it; missing where it is not known.
  public var column: String {
    switch self {
    case .type1: PersonVocabulary.type1OptOut
    case .national: PersonVocabulary.nationalOptOut
    }
  }
}

/// What an output may be used for, on what basis, by whom, and which opt-outs it leaves people out for.
///
/// The system that runs the program decides this: there is no default.
public struct OutputTerms: Hashable, Sendable {
  /// What it is for.
  public var purpose: String
  /// Why that is lawful.
  public var lawfulBasis: String
  /// Who gets it.
  public var recipients: String
  /// The opt-outs for which people are left out; whoever's choice is not known is left out too.
  public var leavesOut: Set<OptOut>

  /// Whether it is made from persons: opt-outs do not apply to counts that were published elsewhere.
  public var isOfPersons: Bool

  /// States terms.
  public init(
    purpose: String, lawfulBasis: String, recipients: String, leavesOut: Set<OptOut> = [],
    isOfPersons: Bool = true
  ) {
    self.purpose = purpose
    self.lawfulBasis = lawfulBasis
    self.recipients = recipients
    self.leavesOut = leavesOut
    self.isOfPersons = isOfPersons
  }

  /// The same for what leaves nobody out.
  public var keepingEverybody: OutputTerms {
    var terms = self
    terms.leavesOut = []
    return terms
  }

  /// How an opt-out applies; nil where the output is of no persons.
  public func treatment(of optOut: OptOut) -> OptOutTreatment? {
    isOfPersons ? (leavesOut.contains(optOut) ? .leftOut : .kept) : nil
  }
}

/// How an output treats people with an opt-out.
public enum OptOutTreatment: String, Hashable, Sendable, CaseIterable {
  /// They stay.
  case kept
  /// They are left out.
  case leftOut = "left-out"
}

/// A kind of output that has terms of its own.
public enum OutputKind: String, Hashable, Sendable, CaseIterable {
  /// Each cohort's list.
  case lists
  /// The list over all lists.
  case priority
  /// The system's folder: counts and proportions.
  case aggregates
  /// Persons under pseudonyms, for secondary use.
  case pseudonymised
}

extension Set<OptOut> {
  /// The opt-outs in their fixed order.
  public var inOrder: [OptOut] { OptOut.allCases.filter { contains($0) } }

  /// A word for the fingerprint of whatever leaves people out for them; empty for none.
  public var word: String {
    isEmpty ? "" : "\nleaves out " + inOrder.map(\.rawValue).joined(separator: " ")
  }
}
