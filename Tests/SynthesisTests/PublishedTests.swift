import Formats
import Foundation
import Synthesis
import Testing

/// Real published files, where they lie beside the sources; they are not part of the repository.
@Suite struct PublishedTests {
  private static let beside: String = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/real").standardizedFileURL.path
  private static let aside: String = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/real").standardizedFileURL.path

  static let published: String? = [beside, aside].first {
    FileManager.default.fileExists(atPath: $0)
  }

  /// A folder with links to one month's real files.
  private func folder(with names: [String]) throws -> String {
    let real = try #require(Self.published)
    let path = FileManager.default.temporaryDirectory.path + "/published-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for name in names {
      let target = path + "/" + (name.split(separator: "/").last.map(String.init) ?? name)
      try FileManager.default.createSymbolicLink(
        atPath: target, withDestinationPath: real + "/" + name)
    }
    return path
  }

  @Test(
    "real practices keep their codes, lists, PCNs, registers and areas",
    .enabled(if: published != nil, "the real published files are not beside the sources"))
  func realPractices() throws {
    let folder = try folder(with: [
      "list-sizes/gp-reg-pat-prac-all_2022-05.csv", "qof/2020-21/PREVALENCE_2021_v2.csv.gz",
      "ods/ePCN_2022-05_PCN_Core_Partner_Details.csv.gz", "deprivation/IMD2019_File_1_lsoa.csv.gz",
      "geography/LSOA11_CCG_LAD_Apr2021.csv.gz",
    ])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let night = try WrittenNight(patients: 30_000, published: folder, commissioner: "18C")
    #expect(night.summary.patients == 30_000)
    // So many practices of 18C had patients in May 2022.
    #expect(night.summary.practices == 80)
    let map = try night.rows("geographies*.csv")
    #expect(map.first { $0["PRACTICE_CODE"] == "M81001" }?["PCN_ODS_CODE"] == "U96198")
    for figure in night.summary.figures where figure.name.hasPrefix("register-") {
      #expect(
        figure.asked > 0 && abs(figure.reached - figure.asked) < figure.asked * 0.01,
        "\(figure.name)")
    }
    let areas = Set(try night.rows("deprivation*.csv").compactMap { $0["LSOA code (2011)"] })
    #expect(areas.contains("E01013986"))
  }

  @Test(
    "published age bands are kept person by person",
    .enabled(if: published != nil, "the real published files are not beside the sources"))
  func bands() throws {
    let folder = try folder(with: ["list-sizes/gp-reg-pat-prac-quin-age_2017-09_sample.csv"])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let night = try WrittenNight(patients: nil, isClean: true, published: folder)
    #expect(night.summary.practices == 4)
    let real = try CSVDocument(
      FeedFile(path: folder + "/gp-reg-pat-prac-quin-age_2017-09_sample.csv", name: "real")
    ).rows
    let made = try night.rows("list-sizes*.csv")
    for row in real.dropFirst() where row[2] == "GP" && row[7] != "ALL" {
      let same = made.first {
        $0["ORG_CODE"] == row[3] && $0["SEX"] == row[6] && $0["AGE_GROUP_5"] == row[7]
      }
      #expect(same?["NUMBER_OF_PATIENTS"] == row[8])
    }
  }
}
