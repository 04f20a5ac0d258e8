/// The columns of list sizes against residents.
public enum ListSizeColumn {
  /// The level of a district's row.
  public static let district = "district"
  /// How many practices have no published size.
  public static let without = "practices_without"
  /// Registered patients as published.
  public static let patients = "patients"
  /// People who live there.
  public static let residents = "residents"
  /// Patients for each hundred residents.
  public static let percent = "percent_of_residents"
}

/// The columns of life expectancy, and what its rows are.
public enum LifeColumn {
  /// The sex.
  public static let sex = "sex"
  /// A group's life expectancy.
  public static let value = "value"
  /// How much longer the least deprived group's is than the most deprived one's.
  public static let gap = "gap"
  /// The same along the line through all groups.
  public static let slope = "slope"
  /// The group of deprivation, the lowest the most deprived.
  public static let group = "deprivation_group"
  /// People or person-years.
  public static let people = "person_years"
  /// Deaths.
  public static let deaths = "deaths"
  /// Years.
  public static let years = "years"
  /// Why there are none.
  public static let why = "why_missing"
  /// How a gap's limits are worked out.
  public static let gapMethod = "Difference of two independent estimates"
}

/// The columns of people with conditions in years to come.
public enum ProjectionColumn {
  /// The condition; missing for all people.
  public static let condition = "condition"
  /// The year.
  public static let year = "year"
  /// How many people.
  public static let people = "people"
  /// Against the first year, in percent.
  public static let change = "percent_change"
  /// Why there is no number.
  public static let why = "why_missing"
  /// Where a sex and age band has no people.
  public static let noPeople = "the people of a sex and age band are not in the feed"
  /// Where a sex and age band has no rate.
  public static let noRate = "the rate of a sex and age band is not in the feed"
}

/// The columns of providers' returns, beside those of indicators.
public enum ContractColumn {
  /// The service.
  public static let service = "service"
  /// The level of a provider's row.
  public static let provider = "provider"
  /// The first day of the period.
  public static let period = "period"
  /// How many providers returned anything.
  public static let providers = "providers"
  /// How many periods in a row have been below the target, this one too.
  public static let below = "periods_below"
}

/// The columns of what patients say.
public enum ExperienceColumn {
  /// The area of care.
  public static let care = "care"
  /// How many examples.
  public static let examples = "examples"
  /// How many of them are positive.
  public static let positive = "positive"
  /// How many of them are negative.
  public static let negative = "negative"
  /// Positive examples of all.
  public static let percentPositive = "percent_positive"
  /// Responses to the Friends and Family Test.
  public static let responses = "responses"
  /// Very good and good of all responses.
  public static let percentGood = "percent_good"
  /// Poor and very poor of all responses.
  public static let percentPoor = "percent_poor"
}

/// The columns of members beside the population; before them stand `by` and `value` of `PeopleColumn`.
public enum MemberFigureColumn {
  /// How many of the group are members.
  public static let members = "members"
  /// How many members there are in all, the same in each row.
  public static let all = "of_members"
  /// The group's share of the members.
  public static let percent = "percent_of_members"
}
