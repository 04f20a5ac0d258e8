/// The 21 QOF disease registers, in the order in which they are dealt out.
///
/// - Source: `pipelines/codes/qof-registers.yaml`; QOF business rules v50, 2025/26.
enum Register: Int, CaseIterable, Sendable {
  case hyp, ob, dm, ndh, chd, af, hf, stia, pad, ckd, ast, copd, can, dep, mh, ld, ep, ra, ost, dem,
    pc

  /// Its code in the feeds.
  var code: String { Self.codes[rawValue] }

  private static let codes = [
    "HYP", "OB", "DM", "NDH", "CHD", "AF", "HF", "STIA", "PAD", "CKD", "AST", "COPD", "CAN", "DEP",
    "MH", "LD", "EP", "RA", "OST", "DEM", "PC",
  ]

  /// The registers in the order of their codes, as published files list them.
  static let byCode = allCases.sorted { $0.code < $1.code }

  /// The register of a code.
  static func register(code: String) -> Register? {
    codes.firstIndex(of: code).flatMap(Register.init(rawValue:))
  }
}

/// Registers one person is on, as bits.
struct RegisterSet: Hashable, Sendable {
  var bits: UInt32 = 0

  init(bits: UInt32 = 0) {
    self.bits = bits
  }

  init(_ registers: [Register]) {
    for register in registers { insert(register) }
  }

  func contains(_ register: Register) -> Bool { bits & (1 << UInt32(register.rawValue)) != 0 }

  mutating func insert(_ register: Register) { bits |= 1 << UInt32(register.rawValue) }

  func overlaps(_ other: RegisterSet) -> Bool { bits & other.bits != 0 }

  var count: Int { bits.nonzeroBitCount }

  /// Which keep a person from the NHS Health Check.
  ///
  /// Source: NHS Health Check best practice guidance: existing vascular disease.
  static let vascular = RegisterSet([.chd, .ckd, .dm, .hyp, .af, .stia, .hf, .pad])

  /// Which put a person under 65 at clinical risk from flu.
  ///
  /// Source: national flu immunisation programme 2025 to 2026, clinical risk groups.
  static let fluRisk = RegisterSet([.chd, .hf, .stia, .ast, .copd, .ckd, .dm, .ld])

  /// Which bring a person to yearly reviews with readings.
  static let reviewed = RegisterSet([
    .hyp, .dm, .ndh, .chd, .af, .hf, .stia, .pad, .ckd, .copd, .mh, .ld, .ra,
  ])
}
