// What stands on the pages of the site of definitions.

/// What stands below every page.
package let siteFooter =
  "Made from the definitions by phm docs. [V] read at the source that is named; [T] taken from an NHS team’s published implementation; [M] general knowledge, not checked at a source yet."

/// The headings of kinds of definitions on the site's first page, in their order.
package enum SiteKind: String, CaseIterable {
  case cohorts = "Lists of people to reach"
  case priority = "Who is reached first"
  case indicators = "Indicators"
  case scores = "Scores"
  case segments = "Segments"
  case features = "Features"
  case people = "The population’s columns"
  case feeds = "Feeds"
  case feedColumns = "Columns of feeds"
  case others = "Other pages"
}

/// What stands above the field for words that are looked for.
package let siteSearchLabel = "Look for words of names, titles, sources and conditions"

/// What the first page says of itself.
package func lead(ofSite pipeline: String) -> String {
  "What the pipeline \(pipeline) reads, works out of each person, and whom it lists: each definition with its source, its conditions, its examples, and where its columns come from and go to."
}

/// What is said where nothing reads a column, or where it comes from no column.
package enum SiteNothing {
  package static let reads = "nothing"
  package static let lists = "no list"
  package static let shown = "no list shows it"
  package static let sources = "no column of a feed"
  package static let source =
    "stated nowhere by itself: the source stands in its file, and in the definitions that read it"
}

/// The titles of parts of pages.
package enum SiteTitle {
  package static let columns = "Its columns, and what comes of them"
  package static let rules = "What its rows must fulfil"
  package static let whereFrom = "Where each column of the list comes from"
  package static let decidedBy =
    "Columns of feeds that it rests on: who is on it, in which order, and what is said of them"
  package static let features = "Features"
  package static let population = "Who is in the population"
  package static let populationColumns = "What is known of each person"
  package static let fraction = "What is counted"
  package static let feedsBehind = "Columns of feeds that it comes from"
  package static let benefits = "What is gained by list"
  package static let redFlags = "Who comes before everybody else"
  package static let equity = "Whom services reach least"
}
