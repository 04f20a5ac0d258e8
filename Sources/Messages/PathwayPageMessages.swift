package import Tables

// What stands on the page of services and of how many people lists point to them.

/// The page of services.
package let titleOfPathways = "Community assets and pathways"

/// The same where a data package names it.
package let titleOfPathwaysFile =
  "Community assets and pathways: services by need, and how many people are pointed to each, by district"

/// For what it holds, below its title.
package func line(
  forPathwaysOn day: Day, directory: String, services: Int, needs: Int
) -> String {
  "\(directory). \(counted(services, "service")) for \(counted(needs, "need")). Figures of \(inWords(day))."
}

/// The parts of the page of services, in their order.
package enum PathwayPart: String, CaseIterable {
  case needs = "Services by need"
  case districts = "People pointed to, by district"
  case reading = "How to read this page"

  /// Its name in links.
  package var anchor: String { "\(self)" }
}

/// The words below the first figures of the page of services.
package enum PathwayGlance {
  package static let listed = "people on any list"
  package static let pointed = "of them pointed to a service"
  package static let notPointed = "of them pointed to none"
  package static let unasked = "needs that no list asks for"
}

/// What services by need are.
package let leadOfServices =
  "What can be offered for each need, to whom and where, and how many people tonight's lists point to it. A service stands below each need that it meets, with the same number."

/// The headings of services by need.
package enum ServiceHeading: String, CaseIterable {
  case need = "Need"
  case service = "Service"
  case audience = "For whom"
  case places = "Where"
  case people = "People pointed to"
  case source = "Source"
}

/// Where services are called by their names alone.
package let titleOfServicesByName = "Asked for by name"

/// A need that no list asks for, nor by its name for a service that meets it.
package let needNotAskedFor = "No list asks for this need."

/// A service that lists could point to, and point nobody to.
package let pointedToNobody = "nobody"

/// A service that lists cannot point to.
package let serviceNotAskedFor = "nobody: no list asks for it"

/// Whom a service is for that everybody may have.
package let forEverybody = "everybody"

/// What a directory does not say.
package let directoryDoesNotSay = "not said"

/// Whom a service is for that has a condition and says in no words which.
package let audienceByCondition = "by a condition that the directory does not put into words"

/// What the table by district shows; without one the system's number stands alone.
package func lead(ofPointedByDistrict isByDistrict: Bool) -> String {
  isByDistrict
    ? "How many people are pointed to each service, by the district in which they live."
    : "How many people are pointed to each service. They are not counted by district: no column of the district is named for pages."
}

/// The rows above the services in the table by district.
package enum PointedRow {
  package static let listed = "On any list"
  package static let pointed = "Pointed to a service"
  package static let notPointed = "Pointed to none"
}

/// The heading of everybody in the table by district.
package let everyDistrict = "All districts"

/// The caption of the table by district.
package func caption(ofPointedOn day: Day) -> String {
  "People on lists who are pointed to each service, \(inWords(day))"
}

/// Where nobody was counted.
package let noPathways = "Nobody is counted by service tonight."

/// How to read services and who is pointed to them.
package let pathwaysReading = [
  "People are pointed to a service where a list that they are on shows it to them: of several services that meet a need the first of the directory that is for them. Somebody who is on several lists counts once for a service, and may count for several services, so that services do not add up.",
  "That a list points somebody to a service says that it can be offered, not that it was. Whether there is room, nothing here knows.",
  "People are counted where they live, by the small area of their address; “not known” are people whose small area is missing or in no district of the file.",
]
