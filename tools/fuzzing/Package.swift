// swift-tools-version: 6.2
import PackageDescription

// libFuzzer on what reads the bytes of others: a package of its own, since each of its rooms is built with marks at every branch.
// `tools/fuzz` builds it, and says where the toolchain keeps libFuzzer.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .unsafeFlags(["-O", "-assert-config", "Debug", "-sanitize=fuzzer"]),
]

func room(
  _ name: String, in folder: String = "Sources", uses dependencies: [Target.Dependency] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "\(folder)/\(name)", swiftSettings: settings)
}

func library(_ name: String, pkgConfig: String? = nil) -> Target {
  .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig)
}

let package = Package(
  name: "fuzzing",
  targets: [
    room("Tables"),
    room("Parallel"),
    room("Digests", uses: ["CLibCrypto", "CXXHash"]),
    room("Expressions", uses: ["Tables"]),
    room(
      "Formats",
      uses: ["Tables", "Parallel", "Digests", "CISAL", "CLinux", "CLZ4", "CZlib", "CLibXML2"]),
    room("Model", uses: ["Expressions", "Tables"]),
    room("Definitions", uses: ["Model", "Formats", "Expressions", "Tables", "CLibYAML"]),
    room(
      "ReferenceEngine", in: "Tests", uses: ["Definitions", "Expressions", "Model", "Tables"]),
    room(
      "FuzzTargets", in: "Tests",
      uses: [
        "Definitions", "Expressions", "Formats", "Model", "Parallel", "ReferenceEngine", "Tables",
      ]),
    .executableTarget(
      name: "fuzz", dependencies: ["FuzzTargets"], path: "fuzz",
      swiftSettings: settings + [.enableExperimentalFeature("Extern")]),

    .target(name: "CLinux", path: "Sources/CLinux"),
    library("CISAL"),
    library("CLZ4", pkgConfig: "liblz4"),
    library("CXXHash", pkgConfig: "libxxhash"),
    library("CZlib", pkgConfig: "zlib"),
    library("CLibCrypto", pkgConfig: "libcrypto"),
    library("CLibYAML", pkgConfig: "yaml-0.1"),
    library("CLibXML2", pkgConfig: "libxml-2.0"),
  ]
)
