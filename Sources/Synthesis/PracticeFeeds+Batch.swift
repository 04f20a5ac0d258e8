import Tables

extension PracticeFeeds {
  /// The columns of the NHS England vaccination batch layout.
  ///
  /// - Source: NHSDigital/immunisation-batch, sample valid CSV data.
  static let batchColumns =
    "NHS_NUMBER|PERSON_FORENAME|PERSON_SURNAME|PERSON_DOB|PERSON_GENDER_CODE|PERSON_POSTCODE|"
    + "DATE_AND_TIME|SITE_CODE|SITE_CODE_TYPE_URI|UNIQUE_ID|UNIQUE_ID_URI|ACTION_FLAG|"
    + "PERFORMING_PROFESSIONAL_FORENAME|PERFORMING_PROFESSIONAL_SURNAME|RECORDED_DATE|PRIMARY_SOURCE|"
    + "VACCINATION_PROCEDURE_CODE|VACCINATION_PROCEDURE_TERM|DOSE_SEQUENCE|VACCINE_PRODUCT_CODE|"
    + "VACCINE_PRODUCT_TERM|VACCINE_MANUFACTURER|BATCH_NUMBER|EXPIRY_DATE|SITE_OF_VACCINATION_CODE|"
    + "SITE_OF_VACCINATION_TERM|ROUTE_OF_VACCINATION_CODE|ROUTE_OF_VACCINATION_TERM|DOSE_AMOUNT|"
    + "DOSE_UNIT_CODE|DOSE_UNIT_TERM|INDICATION_CODE|LOCATION_CODE|LOCATION_CODE_TYPE_URI"

  /// The SNOMED CT procedure code of a programme and its term.
  ///
  /// - Source: codes of vaccination procedures in the vaccination batch specification and the UK edition of
  ///   SNOMED CT (general knowledge of the field; RSV, which no programme here has, is from the published sample).
  private static func procedure(_ programme: String) -> (code: String, term: String) {
    switch programme {
    case "FLU":
      ("822851000000102", "Administration of first inactivated seasonal influenza vaccination")
    case "COVID": ("1324681000000101", "Administration of COVID-19 vaccination")
    case "MMR": ("38598009", "Administration of measles and mumps and rubella vaccine")
    case "SHINGLES": ("722215002", "Administration of herpes zoster vaccine")
    default:
      (
        "1303503001",
        "Administration of vaccine product containing only human orthopneumovirus antigen"
      )
    }
  }

  /// Adds a vaccination as a pharmacy's or hospital's batch has it.
  ///
  /// Names are of nobody; the file is Windows-1252.
  mutating func addBatchRow(_ event: ProgrammeEvent, of person: inout Person) {
    let fault = batch.drawFault()
    let procedure =
      fault == .unknownCode
      ? (code: "1303503001", term: "Administration of another vaccine")
      : Self.procedure(event.programme)
    var who = TextBuffer()
    appendBatchPerson(&person, fault, to: &who)
    var when = TextBuffer()
    when.append(compact: event.day)
    let day = String(decoding: when.bytes, as: UTF8.self)
    let time = 80_000 + person.random.below(10) * 10_000 + person.random.below(60) * 100
    let stamp = fault == .impossibleDate ? "\(event.day.civil.year)0231" : day
    let site = "|\"\(stamp)T\(time < 100_000 ? "0" : "")\(time)\"|\"FZZ01\"|\(Self.codeSystem)"
    let record = "|\"\(practice.code)-\(batch.rows)\"|\"https://synthetic.invalid/batch\"|"
    let vaccine =
      "|\"Sam\"|\"O\\'Neill\"|\"\(day)\"|\"TRUE\"|\"\(procedure.code)\"|\"\(procedure.term) (procedure)\"|"
      + "\(max(1, event.dose))|\"\"|\"\"|\"\"|\"SYN\(batch.rows % 90 + 10)\"|\"20281231\"|"
      + "\"368208006\"|\"Left upper arm structure (body structure)\"|\"78421000\"|"
      + "\"Intramuscular route (qualifier value)\"|\"0.5\"|\"258773002\"|"
      + "\"Milliliter (qualifier value)\"|\"\"|\"\(practice.code)\"|\(Self.codeSystem)"
    func add(_ action: String, _ fault: RowFault?) {
      batch.add(fault: fault) { text in
        text.append(who)
        text.append("\(site)\(record)\"\(action)\"\(vaccine)")
      }
    }
    add(!context.isClean && person.random.chance(0.06) ? "update" : "new", fault)
    // A record may be taken back: it comes again under its own identifier as a deletion.
    if !context.isClean, person.random.chance(0.04) { add("delete", nil) }
  }

  private static let codeSystem = "\"https://fhir.nhs.uk/Id/ods-organization-code\""

  /// The number, the name, the birth, the sex and the postcode.
  private func appendBatchPerson(
    _ person: inout Person, _ fault: RowFault?, to text: inout TextBuffer
  ) {
    var odd = person.random
    text.append("\"")
    appendNumber(person.number, fault, context.numbers, &odd, to: &text)
    text.append("\"|\"")
    text.append(raw: Self.forenames[person.random.below(Self.forenames.count)])
    text.append("\"|\"")
    text.append(raw: Self.surnames[person.random.below(Self.surnames.count)])
    text.append("\"|\"")
    text.append(compact: person.birth)
    text.append("\"|\"")
    text.append(byte: person.sexCode)
    text.append("\"|\"\(practice.postcode)\"")
  }

  private static let forenames = [
    "SYNTHIA", "ZO\u{CB}", "ANDR\u{C9}", "TEST", "MADE", "REN\u{C9}E",
  ].map(windows1252)
  private static let surnames = [
    "PATIENT", "BRONT\u{CB}", "O\\'NOBODY", "D\\'UP", "NO-ONE", "M\u{DC}LLER|TEST",
  ].map(windows1252)
}

/// The Windows-1252 bytes of a text; a character without one becomes a question mark.
func windows1252(_ text: String) -> [UInt8] {
  text.unicodeScalars.map { scalar in
    switch scalar.value {
    case 0x00..<0x80, 0xA0...0xFF: UInt8(scalar.value)
    case 0x2019: 0x92
    case 0x2018: 0x91
    case 0x2013: 0x96
    default: 0x3F
    }
  }
}
