import Foundation

@testable import ProgramRuns

/// What the program is made of beside its own sources, as a CycloneDX list: from `Package.swift` and the module maps.
///
/// - Source: CycloneDX 1.5, JSON schema bom-1.5; package URLs, purl-spec.
struct DependencyList {
  /// One component.
  struct Component: Equatable {
    var name: String
    /// The version; nil where the machine that builds or runs decides.
    var version: String?
    var purl: String
    /// The SPDX identifier of its licence.
    var licence: String
    var description: String
  }

  var components: [Component]
  /// Dependencies whose licence nobody has looked up: a list that lacks one is not written.
  var withoutLicence: [String]

  /// Reads `Package.swift` and the module map of each system library.
  init(manifest: String, moduleMap: (String) throws -> String) rethrows {
    var components: [Component] = []
    var withoutLicence: [String] = []
    func add(_ name: String, _ version: String?, _ purl: String, _ description: String) {
      guard let licence = DependencyList.licences[name] else {
        withoutLicence.append(name)
        return
      }
      components.append(
        Component(
          name: name, version: version, purl: purl, licence: licence, description: description))
    }
    for match in manifest.matches(
      of: /\.package\(url: "https:\/\/([^"]+?)(?:\.git)?", exact: "([^"]+)"\)/)
    {
      let (path, version) = (String(match.output.1), String(match.output.2))
      let name = String(path.split(separator: "/").last ?? "")
      add(name, version, "pkg:swift/\(path)@\(version)", "Swift package, fixed to one version")
    }
    for match in manifest.matches(
      of:
        /\.systemLibrary\(\s*name: "(\w+)",(?: pkgConfig: "[^"]+",)? providers: \[\.apt\(\["([^"]+)"\]\)\]/
    ) {
      let (module, package) = (String(match.output.1), String(match.output.2))
      let library = try moduleMap(module).firstMatch(of: /link "(\w+)"/).map {
        "lib\($0.output.1)"
      }
      add(
        package, nil, "pkg:deb/debian/\(package)",
        "\(library ?? "looked for when the program runs,") behind the module \(module), from Debian, which keeps it patched: its version is that of the machine"
      )
    }
    add(
      "swift", nil, "pkg:github/swiftlang/swift",
      "Standard library, Foundation and Dispatch, linked statically: their version is that of the toolchain that builds"
    )
    self.components = components
    self.withoutLicence = withoutLicence
  }

  /// Licences by SPDX identifier, as the projects state them.
  static let licences = [
    "swift-argument-parser": "Apache-2.0", "swift": "Apache-2.0", "zlib1g-dev": "Zlib",
    "libssl-dev": "Apache-2.0", "libyaml-dev": "MIT", "libxml2-dev": "MIT",
    "libxlsxwriter-dev": "BSD-2-Clause",
    "libsqlite3-dev": "blessing", "libjemalloc-dev": "BSD-2-Clause",
    "libisal-dev": "BSD-3-Clause", "liblz4-dev": "BSD-2-Clause",
    "libxxhash-dev": "BSD-2-Clause",
  ]

  /// The list as CycloneDX JSON, the same bytes for the same dependencies: without a time and a serial number.
  var json: Data {
    get throws {
      let made: [[String: Any]] = components.map { component in
        var object: [String: Any] = [
          "type": "library", "bom-ref": component.purl, "name": component.name,
          "purl": component.purl, "description": component.description, "scope": "required",
          "licenses": [["license": ["id": component.licence]]],
        ]
        if let version = component.version { object["version"] = version }
        return object
      }
      let own = "pkg:generic/phm"
      let bom: [String: Any] = [
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json", "bomFormat": "CycloneDX",
        "specVersion": "1.5", "version": 1,
        "metadata": [
          "component": [
            "type": "application", "bom-ref": own, "name": "phm", "purl": own,
            "description": "Population health pipeline",
          ]
        ],
        "components": made,
        "dependencies": [["ref": own, "dependsOn": components.map(\.purl)]]
          + components.map { ["ref": $0.purl, "dependsOn": [String]()] },
      ]
      return try JSONSerialization.data(
        withJSONObject: bom, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        + Data("\n".utf8)
    }
  }
}
