import Model
import Definitions
import Expressions
import Health
import Tables

/// The values that conditions may use in one run: the reference date, and each campaign's season on it.
struct RunParameters: Sendable {
  /// The reference date.
  let referenceDate: Day
  /// The parameters of a condition without a campaign.
  let plain: Parameters
  /// The parameters of a campaign's conditions, by campaign; none for a campaign without a season on the day.
  let campaigns: [String: Parameters]

  init(referenceDate: Day, campaigns: [Campaign]) {
    self.referenceDate = referenceDate
    plain = Parameters(["reference_date": .day(referenceDate)])
    var byName: [String: Parameters] = [:]
    for campaign in campaigns {
      guard var parameters = campaign.parameters(on: referenceDate) else { continue }
      parameters.values["reference_date"] = .day(referenceDate)
      byName[campaign.name] = parameters
    }
    self.campaigns = byName
  }

  /// The parameters of conditions that name a campaign or none.
  ///
  /// - Throws: `noSeason` where the campaign has no season on the reference date.
  func parameters(of campaign: String?, usedBy user: String) throws(RunFault) -> Parameters {
    guard let campaign else { return plain }
    guard let parameters = campaigns[campaign] else {
      throw .noSeason(campaign: campaign, date: referenceDate.description, usedBy: user)
    }
    return parameters
  }

  /// The values of the parameters that some expressions read, for a fingerprint.
  func values(
    read expressions: [CheckedExpression?], campaign: String? = nil, usedBy user: String
  ) throws(RunFault) -> [String: Value] {
    let parameters = try parameters(of: campaign, usedBy: user)
    var values: [String: Value] = [:]
    for expression in expressions {
      for name in expression?.parameters ?? [] {
        let key = campaign.map { "\($0).\(name)" } ?? name
        values[name == "reference_date" ? name : key] = parameters[name]
      }
    }
    return values
  }
}
