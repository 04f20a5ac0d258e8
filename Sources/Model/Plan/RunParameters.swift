public import Expressions
public import Tables

/// The values that conditions may use in one run: the reference date, and each campaign's season on it.
public struct RunParameters: Hashable, Sendable {
  /// The reference date.
  public let referenceDate: Day
  /// The last day of which anything can be known: that of the run, or the reference date where that is later.
  public let knownUntil: Day
  /// The parameters of a condition without a campaign.
  public let plain: Parameters
  /// The parameters of a campaign's conditions, by campaign; none for a campaign without a season on the day.
  public let campaigns: [String: Parameters]

  /// Looks up each campaign's season on a day; `today` is the day of the run, where there is one.
  public init(referenceDate: Day, campaigns: [Campaign], today: Day? = nil) {
    self.referenceDate = referenceDate
    knownUntil = max(referenceDate, today ?? referenceDate)
    plain = Parameters([RunParameters.referenceDateName: .day(referenceDate)])
    var byName: [String: Parameters] = [:]
    for campaign in campaigns {
      guard var parameters = campaign.parameters(on: referenceDate) else { continue }
      parameters.values[RunParameters.referenceDateName] = .day(referenceDate)
      byName[campaign.name] = parameters
    }
    self.campaigns = byName
  }

  /// What conditions call the reference date.
  public static let referenceDateName = "reference_date"
  /// What fingerprints call the last day of which anything can be known.
  public static let knownUntilName = "known_until"

  /// The names of what is another day each night, whatever is worked out.
  public static let days: Set<String> = [referenceDateName, knownUntilName]

  /// The parameters of conditions that name a campaign or none.
  ///
  /// - Throws: `noSeason` where the campaign has no season on the reference date.
  public func parameters(of campaign: String?, usedBy user: String) throws(StepFault) -> Parameters
  {
    guard let campaign else { return plain }
    guard let parameters = campaigns[campaign] else {
      throw .noSeason(campaign: campaign, date: referenceDate, usedBy: user)
    }
    return parameters
  }

  /// The values of the parameters that a step's expressions read, for a fingerprint: those of a campaign with its name
  /// before them.
  public func values(read work: PersonWork) throws(StepFault) -> [String: Value] {
    for (campaign, user) in work.campaigns { _ = try parameters(of: campaign, usedBy: user) }
    var values: [String: Value] = [:]
    if case .population(let people) = work {
      values[RunParameters.referenceDateName] = .day(referenceDate)
      if people.death != nil { values[RunParameters.knownUntilName] = .day(knownUntil) }
    }
    for read in work.expressions {
      let parameters = try parameters(of: read.campaign, usedBy: read.user)
      for name in read.expression.parameters {
        let isPlain = name == RunParameters.referenceDateName || read.campaign == nil
        values[isPlain ? name : "\(read.campaign ?? "").\(name)"] = parameters[name]
      }
    }
    return values
  }

  /// The values of the parameters that expressions without a campaign read.
  public func values(read expressions: [CheckedExpression]) -> [String: Value] {
    let names = expressions.reduce(into: Set<String>()) { $0.formUnion($1.parameters) }
    return Dictionary(
      uniqueKeysWithValues: names.compactMap { name in plain[name].map { (name, $0) } })
  }
}
