// swift-tools-version: 6.2
import PackageDescription

// The rooms and their arrows. A target may import only what its line names: `make check` builds with
// `--explicit-target-dependency-import-check error`, and ArchitectureTests holds the table of allowed imports.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

// The rooms whose tests alone are built, where `tools/sanitize` asks for some: all else would be built anew for a sanitizer.
let testedAlone = Context.environment["PHM_TESTS_OF"]?.split(separator: ",").map { String($0) }

// Rooms with loops over rows are optimized in debug builds too, with all that debug builds check: the tests run hundreds of nights.
// Decision 104.
let checked: [SwiftSetting] =
  strict
  + (testedAlone == nil
    ? [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))] : [])

// Rooms of sentences and set-up, which hold no loop over rows or definitions, are not optimized: a third of what optimizing takes
// would go into them. Decision 79.
let onceInRelease: [SwiftSetting] = [.unsafeFlags(["-Onone"], .when(configuration: .release))]
let once: [SwiftSetting] = strict + onceInRelease

func room(
  _ name: String, uses dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = checked
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: strict)
}

let package = Package(
  name: "phm",
  dependencies: [
    // Fixed, since no lock file is kept: the same versions on every machine.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // Columns, tables, days, text dictionaries, bitmaps, findings. Imports nothing.
    room("Tables"),
    // The only user of Dispatch: parallelMap, mailbox, workers, stop requests.
    room("Parallel"),
    // Hashes and checksums: the only user of OpenSSL's libcrypto and of libxxhash.
    room("Digests", uses: ["CLibCrypto", "CXXHash"]),
    // Formulas on numbers.
    room("Statistics"),
    // Figures as SVG, and the escaped markup that pages are made of.
    room("Charts", uses: ["Statistics"]),
    // SQL conditions: parse, type-check, evaluate on a table.
    room("Expressions", uses: ["Tables"]),
    // Gzip, CSV, XML and Arrow: the only user of zlib, ISA-L, liblz4 and libxml2.
    room(
      "Formats",
      uses: ["Tables", "Parallel", "Digests", "CISAL", "CLinux", "CLZ4", "CZlib", "CLibXML2"]),
    // Definitions, the vocabulary of columns, the person plan: what is worked out, and not how.
    room("Model", uses: ["Expressions", "Tables"]),
    // The native engine: each step of the plan as a function; feeds' rules; disclosure.
    room("Health", uses: ["Model", "Expressions", "Statistics", "Tables", "Parallel"]),
    // YAML to typed definitions, with a place for every value: the only user of libyaml.
    room(
      "Definitions",
      uses: [
        "Model", "Formats", "Expressions", "Tables", "CLibYAML",
      ]),
    // Every sentence, from typed facts; the facts themselves.
    room(
      "Messages", uses: ["Model", "Formats", "Expressions", "Tables"], settings: once),
    // Sheets and their writers, data packages, aggregates: the only user of libxlsxwriter and libsqlite3.
    room(
      "Publishing",
      uses: [
        "Messages", "Formats", "Health", "Model", "Expressions", "Statistics", "Tables",
        "CLibXLSXWriter",
        "CSQLite",
        "CZipLevel",
      ]),
    // Seeded feeds with no real person in them.
    room(
      "Synthesis", uses: ["Formats", "Health", "Statistics", "Tables", "Parallel"],
      settings: checked + onceInRelease),
    // Pages of the catalogue and of the language of definitions.
    room(
      "Pages",
      uses: [
        "Charts", "Definitions", "Messages", "Model", "Formats", "Expressions", "Publishing",
        "Statistics", "Tables",
      ], settings: strict),
    // The tests of definitions, and which rules they try.
    room(
      "Checks",
      uses: ["Definitions", "Health", "Messages", "Model", "Formats", "Expressions", "Tables"],
      settings: once),
    // The plan and its fingerprints as a graph, scheduler, store, ledger, stages, release.
    room(
      "Runs",
      uses: [
        "Definitions", "Digests", "Expressions", "Formats", "Health", "Messages", "Model", "Pages",
        "Parallel", "Publishing", "Tables",
      ]),
    // What each command does and reports.
    room(
      "Commands",
      uses: [
        "Runs", "Checks", "Pages", "Definitions", "Expressions", "Formats", "Health", "Messages",
        "Model", "Parallel", "Publishing", "Synthesis", "Tables",
      ], settings: once),
    .executableTarget(
      name: "phm",
      dependencies: [
        "CMemorySettings", "Parallel", "Commands", "Messages", "Runs", "Tables",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: once),

    // What the allocator is told, which it looks up by a symbol of C.
    .target(name: "CMemorySettings", dependencies: ["CJemalloc"]),

    .systemLibrary(
      name: "CJemalloc", pkgConfig: "jemalloc", providers: [.apt(["libjemalloc-dev"])]),
    // Its types alone: the library is looked for when the program runs.
    .systemLibrary(name: "CISAL", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    // Calls of the system that the C library's own module leaves out.
    .target(name: "CLinux"),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    // How hard the library below compresses, which it has no setting for.
    .target(name: "CZipLevel"),
    .systemLibrary(
      name: "CLibXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

    // The definitions' meaning once more, slow and obvious: the tests hold the rooms above against it.
    .target(
      name: "ReferenceEngine", dependencies: ["Definitions", "Expressions", "Model", "Tables"],
      path: "Tests/ReferenceEngine", swiftSettings: checked),
    // Made-up nights on which the native engine is held against the reference engine.
    .target(
      name: "Agreement",
      dependencies: [
        "Definitions", "Expressions", "Formats", "Health", "Model", "ReferenceEngine", "Tables",
      ], path: "Tests/Agreement", swiftSettings: checked),
    // What reads the bytes of others, and what must hold whatever they are: `tools/fuzz` tries them by the million.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Definitions", "Expressions", "Formats", "Model", "Parallel", "ReferenceEngine", "Tables",
      ], path: "Tests/FuzzTargets", swiftSettings: strict),
    // The built program, run as a person runs it, and what it leaves.
    .target(name: "ProgramRuns", path: "Tests/ProgramRuns", swiftSettings: strict),

    tests(of: "Tables"),
    tests(of: "Parallel"),
    tests(of: "Digests"),
    tests(of: "Statistics"),
    tests(of: "Charts", uses: ["ProgramRuns", "Statistics"]),
    tests(of: "Expressions", uses: ["Model", "ReferenceEngine", "Tables"]),
    tests(of: "Formats", uses: ["Parallel", "Tables"]),
    tests(of: "Health", uses: ["Model", "Expressions", "Tables"]),
    tests(
      of: "Definitions",
      uses: [
        "Model", "Health", "Formats", "Expressions", "Pages", "ProgramRuns", "Tables",
      ]),
    tests(
      of: "Publishing",
      uses: ["CSQLite", "Model", "Expressions", "Formats", "Health", "ProgramRuns", "Tables"]),
    tests(of: "Synthesis", uses: ["Formats", "Health", "Parallel", "Tables"]),
    tests(of: "Messages", uses: ["Model", "Definitions", "Expressions", "Formats", "Tables"]),
    tests(
      of: "Pages",
      uses: [
        "Definitions", "Expressions", "Messages", "Model", "ProgramRuns", "Publishing", "Tables",
      ]),
    tests(
      of: "Checks", uses: ["Commands", "Definitions", "Health", "Messages", "Model", "Tables"]),
    tests(of: "Runs", uses: ["Model", "Formats", "Messages", "Tables"]),
    tests(of: "Commands", uses: ["Messages", "Model", "Runs"]),
    tests(
      of: "ReferenceEngine",
      uses: ["Agreement", "Model", "Definitions", "Expressions", "Formats", "Health", "Tables"]),
    tests(of: "FuzzTargets"),
    .testTarget(
      name: "PhmTests",
      dependencies: [
        "phm", "Commands", "Runs", "Definitions", "Expressions", "Model", "ProgramRuns",
      ],
      swiftSettings: strict),
    // What depends on the shipped definitions and the sample night, and nothing else: `make test-catalogue`.
    .testTarget(
      name: "CatalogueTests",
      dependencies: [
        "Agreement", "Definitions", "Expressions", "Health", "Model", "ProgramRuns", "Tables",
        "phm",
      ], swiftSettings: strict),
  ]
)

if let testedAlone {
  var wanted = Set(testedAlone.map { "\($0)Tests" })
  // Each target comes after those that it may import, but for the C modules.
  for target in package.targets.reversed() + package.targets where wanted.contains(target.name) {
    for case .byNameItem(let name, _) in target.dependencies { wanted.insert(name) }
  }
  package.targets.removeAll { !wanted.contains($0.name) }
}
