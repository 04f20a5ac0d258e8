import Foundation
import Testing

@testable import ProgramRuns

/// The CycloneDX list of dependencies, `sbom.cdx.json`.
@Suite("List of dependencies")
struct DependencyListTests {
  private let list: DependencyList

  init() throws {
    list = try DependencyList(manifest: try page("Package.swift")) {
      try page("Sources/\($0)/module.modulemap")
    }
  }

  @Test("every package, every module map and what the setup installs is on it")
  func components() throws {
    #expect(list.withoutLicence.isEmpty, "look up the licence of \(list.withoutLicence)")
    let manifest = try page("Package.swift")
    #expect(
      manifest.matches(of: /\.package\(url/).count + manifest.matches(of: /\.systemLibrary\(/).count
        + 1
        == list.components.count)
    let maps = try FileManager.default.contentsOfDirectory(
      atPath: packageRoot.appending(path: "Sources").path
    ).filter {
      FileManager.default.fileExists(
        atPath: packageRoot.appending(path: "Sources/\($0)/module.modulemap").path)
    }
    for module in maps {
      #expect(list.components.contains { $0.description.contains("the module \(module),") })
    }
    let setup = try page("tools/setup")
    for component in list.components where component.purl.hasPrefix("pkg:deb/") {
      #expect(setup.contains(":\(component.name)"), "tools/setup installs \(component.name)")
      #expect(!component.description.contains("lib?"), "its module map says what is linked")
    }
  }

  @Test("the committed list is what the sources say")
  func isCurrent() throws {
    let file = packageRoot.appending(path: "sbom.cdx.json")
    if Papers.isWriting { try list.json.write(to: file) }
    #expect(try Data(contentsOf: file) == list.json, "'make sbom' writes it again")
  }

  @Test("it has the shape that CycloneDX 1.5 asks for")
  func shape() throws {
    let bom = try #require(
      try JSONSerialization.jsonObject(with: list.json) as? [String: Any])
    #expect(bom["bomFormat"] as? String == "CycloneDX" && bom["specVersion"] as? String == "1.5")
    #expect(bom["version"] as? Int == 1)
    let known = [
      "$schema", "bomFormat", "specVersion", "version", "metadata", "components", "dependencies",
    ]
    #expect(Set(bom.keys) == Set(known))
    let own = try #require((bom["metadata"] as? [String: Any])?["component"] as? [String: Any])
    let components = try #require(bom["components"] as? [[String: Any]])
    #expect(components.count > 4)
    var references: Set<String> = []
    for component in components + [own] {
      let type = component["type"] as? String ?? ""
      #expect(["application", "library"].contains(type))
      #expect(!(component["name"] as? String ?? "").isEmpty)
      let purl = try #require(component["purl"] as? String)
      #expect(purl.wholeMatch(of: /pkg:[a-z]+\/[A-Za-z0-9._\/-]+(@[0-9][A-Za-z0-9.-]*)?/) != nil)
      #expect(
        references.insert(component["bom-ref"] as? String ?? "").inserted, "references are unique")
    }
    for component in components {
      let licences = component["licenses"] as? [[String: [String: String]]]
      #expect(licences?.first?["license"]?["id"]?.isEmpty == false)
      #expect(component["scope"] as? String == "required")
    }
    let dependencies = try #require(bom["dependencies"] as? [[String: Any]])
    #expect(Set(dependencies.compactMap { $0["ref"] as? String }) == references)
    for dependency in dependencies {
      #expect(references.isSuperset(of: dependency["dependsOn"] as? [String] ?? ["none"]))
    }
  }

  @Test("a dependency whose licence nobody has looked up is told")
  func unknownLicence() {
    let list = DependencyList(
      manifest: #".package(url: "https://github.com/somebody/some-package", exact: "2.0.1")"#
    ) { _ in "" }
    #expect(list.withoutLicence == ["some-package"])
  }
}
