public import Expressions

/// A number for each person, from a weighted sum or as recorded, with bands and percentiles.
public struct ScoreDefinition: Hashable, Sendable {
  /// The score's name.
  public var name: String
  /// The score's version; two versions never meet in one ranking.
  public var version: String
  /// One line that says what it is.
  public var title: String
  /// Where it comes from.
  public var source: String
  /// What it is meant for, and what it is not.
  public var intendedPurpose: String
  /// Whether software that works it out is a medical device.
  public var device: DeviceStatus
  /// Who answers for its being worked out here; nil where nobody need, or where it is only taken as recorded.
  public var answeredBy: String?
  /// A text that must travel with every score that is shown; nil for none.
  public var notice: String?
  /// Whom it is for; others have no score.
  ///
  /// Nil for everybody.
  public var eligible: CheckedExpression?
  /// The score as somebody recorded it; where it is not missing it is the score.
  ///
  /// Nil where the score is always worked out.
  public var recorded: CheckedExpression?
  /// Named values that requirements, models, terms and results may read, each also those before it.
  public var values: [DerivedColumn]
  /// What must hold for a score to be worked out, in order; the first that is not true says why there is none.
  public var requirements: [ScoreRequirement]
  /// The ways to work the score out: the first that applies is used.
  ///
  /// A score without models of its own has one without name and condition; one whose estimates are switched off has none.
  public var models: [ScoreModel]
  /// The bands, ascending, without gaps: a score is in the first band whose upper bound it is below.
  public var bands: [ScoreBand]
  /// How persons are put into tiers by their percentile; nil for not at all.
  public var tiers: ScoreTiers?

  /// Makes a score.
  public init(
    name: String, version: String, title: String, source: String, notice: String? = nil,
    eligible: CheckedExpression?, recorded: CheckedExpression? = nil,
    values: [DerivedColumn] = [], requirements: [ScoreRequirement] = [], models: [ScoreModel],
    bands: [ScoreBand], tiers: ScoreTiers? = nil, intendedPurpose: String = "",
    device: DeviceStatus = DeviceStatus(isDevice: false, because: "")
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.source = source
    self.notice = notice
    self.eligible = eligible
    self.recorded = recorded
    self.values = values
    self.requirements = requirements
    self.models = models
    self.bands = bands
    self.tiers = tiers
    self.intendedPurpose = intendedPurpose
    self.device = device
  }

  /// What `<score>_origin` can be: as somebody recorded it, or worked out.
  public static let origins = ["recorded", "estimated"]
  /// What `<score>_without` says of somebody who meets every requirement, but for whom there is no model.
  public static let lacksModel = "no model is for this person"
  /// What it says of somebody whose model needs a value that is missing.
  public static let lacksValue = "a value is missing"
  /// What it can say beside the requirements.
  public static let lacks = [lacksModel, lacksValue, isSwitchedOff]
  /// What it says of everybody without a recorded score where the pipeline does not work the score out.
  public static let isSwitchedOff = "not worked out here"

  /// The terms of all models, in their order.
  public var terms: [ScoreTerm] { models.flatMap { $0.terms } }

  /// Every expression of the score, in the order in which they are written.
  public var expressions: [CheckedExpression] {
    let own = [eligible, recorded] + values.map { $0.value } + requirements.map { $0.holds }
    return own.compactMap { $0 } + models.flatMap { $0.expressions }
  }

  /// The columns of the person that the score reads: all that its expressions name but its own values and sums.
  public var personColumns: Set<String> {
    let read = expressions.reduce(into: Set<String>()) { $0.formUnion($1.columns) }
    let own = values.map(\.name) + models.flatMap { $0.values.map(\.name) } + [ScoreModel.sum]
    return read.subtracting(own)
  }
}

/// Whether software that works a score out is a medical device, and why.
///
/// - Source: MHRA, Medical devices: software applications (apps): who uses such a score for one person's care answers for its status.
public struct DeviceStatus: Hashable, Sendable {
  /// Whether it is one.
  public var isDevice: Bool
  /// Why.
  public var because: String

  /// States a status.
  public init(isDevice: Bool, because: String) {
    self.isDevice = isDevice
    self.because = because
  }

  /// The words that a definition states it in.
  public static let words = (isNone: "not-a-device", isOne: "medical-device")

  /// The word of this one.
  public var word: String { isDevice ? DeviceStatus.words.isOne : DeviceStatus.words.isNone }
}

/// What must hold for a score to be worked out.
public struct ScoreRequirement: Hashable, Sendable {
  /// Why there is no score where it does not hold.
  public var because: String
  /// The condition; unknown counts as no.
  public var holds: CheckedExpression

  /// Makes a requirement.
  public init(because: String, holds: CheckedExpression) {
    self.because = because
    self.holds = holds
  }
}

/// One way to work a score out.
public struct ScoreModel: Hashable, Sendable {
  /// The model's code; empty where a score has no models of its own.
  public var name: String
  /// Whom it is for; unknown counts as no.
  ///
  /// Nil for everybody.
  public var when: CheckedExpression?
  /// Named values that its terms and its result may read, each also those before it.
  public var values: [DerivedColumn]
  /// The terms of the sum.
  public var terms: [ScoreTerm]
  /// The score, from the terms' `sum`; nil where the sum is the score.
  public var result: CheckedExpression?

  /// What a result calls the sum of the terms.
  public static let sum = "sum"

  /// Makes a model.
  public init(
    name: String = "", when: CheckedExpression? = nil, values: [DerivedColumn] = [],
    terms: [ScoreTerm], result: CheckedExpression? = nil
  ) {
    self.name = name
    self.when = when
    self.values = values
    self.terms = terms
    self.result = result
  }

  /// Every expression of the model, in the order in which they are written.
  var expressions: [CheckedExpression] {
    let terms = terms.flatMap { [$0.when, $0.value] }
    return ([when] + values.map { $0.value } + terms + [result]).compactMap { $0 }
  }
}

/// One term of a weighted sum.
///
/// A term with neither `when` nor `value` is one that no feed carries: it is listed with the score and adds nothing.
public struct ScoreTerm: Hashable, Sendable {
  /// The term's code.
  public var name: String
  /// Its name for people.
  public var title: String
  /// Whom it applies to; unknown counts as no.
  ///
  /// Nil for everybody where there is a value.
  public var when: CheckedExpression?
  /// What the weight is multiplied by; nil for 1.
  ///
  /// - Missing: where a term applies and its value is missing, no score can be worked out.
  public var value: CheckedExpression?
  /// What it adds, for each unit of the value.
  public var weight: Double

  /// Makes a term.
  public init(
    name: String, title: String, when: CheckedExpression?, value: CheckedExpression? = nil,
    weight: Double
  ) {
    self.name = name
    self.title = title
    self.when = when
    self.value = value
    self.weight = weight
  }
}

/// A band of a score.
public struct ScoreBand: Hashable, Sendable {
  /// The band's name.
  public var name: String
  /// The score below which somebody is in this band or a lower one; nil for the highest band.
  public var below: Double?

  /// Makes a band.
  public init(name: String, below: Double?) {
    self.name = name
    self.below = below
  }
}

/// Bands of the percentile that a score has among all who have one.
public struct ScoreTiers: Hashable, Sendable {
  /// Among whom a percentile is taken.
  public enum Area: String, Hashable, Sendable, CaseIterable {
    /// The person's primary care network.
    case pcn
    /// The whole system.
    case system
  }

  /// Among whom the percentile is taken.
  public var within: Area
  /// The tiers, ascending by percentile from 0 to 100, without gaps.
  public var tiers: [ScoreBand]

  /// Makes tiers.
  public init(within: Area, tiers: [ScoreBand]) {
    self.within = within
    self.tiers = tiers
  }
}
