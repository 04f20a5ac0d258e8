// What a new pipeline says in its files, and what is to be done next.

/// The first lines of a new pipeline's file.
package func scaffoldHead(_ name: String) -> [String] {
  [
    "# A pipeline for another area, made by `phm init \(name)`: the contracts of its feeds, its definitions and their tests are copies that are",
    "# yours to change. Every path is relative to the file it stands in.",
  ]
}

/// What stands above what is expected of a night.
package let scaffoldExpectation = [
  "",
  "# What is expected of a night: files that no feed reads are told, but for these. Every limit has a default.",
]

/// What stands above who answers for scores.
package let scaffoldAnswers = [
  "# Who answers for a score that is a medical device where it is worked out; `off` takes recorded values only."
]

/// What stands above the directory of services.
package let scaffoldPathways = [
  "# The directory of services is another area's: replace its services by your own, and the tests of cohorts that name them."
]

/// The first lines of a new publishing file.
package let scaffoldPublishing = [
  "# How results leave the program, and what they may be used for. Counts made from persons are hidden and rounded; lists name people, so nothing",
  "# in them is.",
]

/// What stands above the terms that are left open.
package let scaffoldTerms = [
  "# What each output is for, on what lawful basis, who gets it, and what opt-outs do. There is no default, since nobody but your own board, practices and",
  "# Caldicott Guardian can say so: `phm check` names what is missing until it is stated. docs/purposes.md says what each means.",
]

/// What is to be done with a new pipeline.
package func nextSteps(pipeline: String, publishing: String) -> [String] {
  [
    "next:",
    "  state in \(publishing) what the outputs may be used for; until then this names what is missing:",
    "    phm check \(pipeline)",
    "  make feeds with no real person in them, for the practices of published files:",
    "    phm synthesise --practices PUBLISHED --output feeds",
    "  run them:",
    "    phm run \(pipeline) --input feeds",
  ]
}
