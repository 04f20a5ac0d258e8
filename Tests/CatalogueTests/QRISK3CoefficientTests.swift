import Definitions
import Expressions
import Foundation
import Health
import Model
import Testing

@testable import ProgramRuns

/// The coefficients of the published C source as data, which are kept beside the package.
private enum PublishedCoefficients {
  static let file: URL? = {
    let places = ["../shared", "../../shared"].map {
      packageRoot.appending(path: $0).appending(path: "reference/qrisk3.json")
    }
    return places.first { FileManager.default.fileExists(atPath: $0.path) }
  }()

  struct Models: Decodable {
    var models: [String: Model]
  }

  struct Model: Decodable {
    var baseline_survival_10y: Double
    var centring: [String: Double]
    var ethnicity_coefficients_by_code_1_to_9: [Double]
    var smoking_coefficients_by_category_0_to_4: [Double]
    var continuous: [String: Double]
    var boolean: [String: Double]
    var interactions: [Interaction]
  }

  struct Interaction: Decodable {
    var age_term: String
    var with: String
    var coefficient: Double
  }
}

@Suite(
  "Catalogue: QRISK3's coefficients",
  shipped("the coefficients are published, so put pipelines/scores/qrisk3.yaml right"),
  .enabled(
    if: PublishedCoefficients.file != nil,
    "skipped: no file shared/reference/qrisk3.json beside the package"))
struct QRISK3CoefficientTests {
  /// The columns and named values of the definition, by the names of the published source.
  private static let names = [
    "age_1": "age_1", "age_2": "age_2", "bmi_1": "bmi_1", "bmi_2": "bmi_2", "rati": "ratio",
    "sbp": "pressure", "sbps5": "variability", "town": "deprivation", "b_AF": "on_af",
    "b_atypicalantipsy": "on_antipsychotic", "b_corticosteroids": "on_steroid",
    "b_impotence2": "has_erectile_dysfunction", "b_migraine": "has_migraine", "b_ra": "on_ra",
    "b_renal": "on_ckd", "b_semi": "on_mh", "b_sle": "has_sle",
    "b_treatedhyp": "has_treated_hypertension", "b_type1": "has_type1_diabetes",
    "b_type2": "has_type2_diabetes", "fh_cvd": "has_family_cvd",
  ]

  private func name(_ published: String) throws -> String {
    try #require(Self.names[published])
  }

  /// What a term is to say, as `when|value`, and its weight; terms of weight zero are left out.
  private func terms(of model: PublishedCoefficients.Model) throws -> [String: Double] {
    var terms: [String: Double] = [:]
    for (index, weight) in model.ethnicity_coefficients_by_code_1_to_9.enumerated() {
      terms["qrisk3_ethnicity = \(index + 1)|"] = weight
    }
    for (category, weight) in model.smoking_coefficients_by_category_0_to_4.enumerated() {
      terms["qrisk3_smoking = \(category)|"] = weight
    }
    for (published, weight) in model.continuous { terms["|\(try name(published))"] = weight }
    for (published, weight) in model.boolean { terms["\(try name(published))|"] = weight }
    for one in model.interactions {
      if one.with.hasPrefix("smoke_cat==") {
        terms["qrisk3_smoking = \(one.with.dropFirst(11))|\(one.age_term)"] = one.coefficient
      } else if model.continuous[one.with] != nil {
        terms["|\(one.age_term) * \(try name(one.with))"] = one.coefficient
      } else {
        terms["\(try name(one.with))|\(one.age_term)"] = one.coefficient
      }
    }
    return terms.filter { $0.value != 0 }
  }

  @Test("every coefficient is the published one, and there are no others")
  func coefficients() throws {
    let file = try #require(PublishedCoefficients.file)
    let published = try JSONDecoder().decode(
      PublishedCoefficients.Models.self, from: Data(contentsOf: file))
    let score = try #require(
      try shippedPipeline().scores.first { $0.value.name == "qrisk3" }?.value)
    #expect(score.models.map(\.name) == ["female", "male"])
    #expect(score.models.map { $0.when?.text } == ["sex = '2'", "sex = '1'"])
    for model in score.models {
      let expected = try #require(published.models[model.name])
      let found = Dictionary(
        uniqueKeysWithValues: model.terms.map {
          ("\($0.when?.text ?? "")|\($0.value?.text ?? "")", $0.weight)
        })
      #expect(found == (try terms(of: expected)), "\(model.name)")
      let centres = Dictionary(
        uniqueKeysWithValues: model.values.map {
          ($0.name, $0.value.text.split(separator: " ").last.flatMap { Double($0) })
        })
      for (one, centre) in expected.centring { #expect(centres[try name(one)] == centre, "\(one)") }
      #expect(centres.count == expected.centring.count)
      #expect(
        model.result?.text
          == "100 * (1 - power(\(expected.baseline_survival_10y), exp(sum)))")
    }
  }
}
