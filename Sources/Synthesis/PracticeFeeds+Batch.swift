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
    var odd = person.random
    let forename = Self.forenames[person.random.below(Self.forenames.count)]
    let surname = Self.surnames[person.random.below(Self.surnames.count)]
    let time = 80_000 + person.random.below(10) * 10_000 + person.random.below(60) * 100
    let numbers = context.numbers
    let referenceDate = context.referenceDate
    let postcode = practice.postcode
    let count = batch.rows
    let code = practice.code
    let isUpdate = !context.isClean && person.random.chance(0.03)
    // A record may be taken back: it comes again under its own identifier as a deletion.
    let isTakenBack = !context.isClean && person.random.chance(0.015)
    func write(_ action: String, _ text: inout TextBuffer) {
      text.append("\"")
      appendNumber(person.number, fault, numbers, &odd, to: &text)
      text.append("\"|\"")
      text.append(raw: forename)
      text.append("\"|\"")
      text.append(raw: surname)
      text.append("\"|\"")
      text.append(compact: person.birth)
      text.append("\"|\"")
      text.append(byte: person.sexCode)
      text.append("\"|\"\(postcode)\"|\"")
      if fault == .impossibleDate {
        text.append("\(event.day.civil.year)0231")
      } else {
        text.append(compact: min(event.day, referenceDate))
      }
      text.append("T")
      text.append(time, width: 6)
      text.append(
        "\"|\"FZZ01\"|\"https://fhir.nhs.uk/Id/ods-organization-code\"|\"\(code)-\(count)\"|")
      text.append("\"https://synthetic.invalid/batch\"|\"\(action)\"|\"Sam\"|\"O\\'Neill\"|\"")
      text.append(compact: event.day)
      text.append("\"|\"TRUE\"|\"\(procedure.code)\"|\"\(procedure.term) (procedure)\"|")
      text.append(max(1, event.dose))
      text.append("|\"\"|\"\"|\"\"|\"SYN\(count % 90 + 10)\"|\"")
      text.append(compact: event.day.adding(days: 200))
      text.append("\"|\"368208006\"|\"Left upper arm structure (body structure)\"|\"78421000\"|")
      text.append("\"Intramuscular route (qualifier value)\"|\"0.5\"|\"258773002\"|")
      text.append("\"Milliliter (qualifier value)\"|\"\"|\"\(code)\"|")
      text.append("\"https://fhir.nhs.uk/Id/ods-organization-code\"")
    }
    batch.add(fault: fault) { text in write(isUpdate ? "update" : "new", &text) }
    if isTakenBack { batch.add(fault: nil) { text in write("delete", &text) } }
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
