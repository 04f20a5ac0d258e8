/// A person-level feed and the files it lies in.
enum NightFeed: Int, CaseIterable, Sendable {
  case patients
  case registers
  case uptake
  case vaccinations
  case batch
  case observations
  case contacts
  case conditions
  case medications
  case pregnancies
  case actions

  /// Its name in the summary.
  var name: String {
    switch self {
    case .patients: "patients"
    case .registers: "registers"
    case .uptake: "uptake"
    case .vaccinations: "vaccinations"
    case .batch: "vaccination-batch"
    case .observations: "observations"
    case .contacts: "contacts"
    case .conditions: "conditions"
    case .medications: "medications"
    case .pregnancies: "pregnancies"
    case .actions: "actions"
    }
  }

  /// The file in which a practice's rows lie: one for the area, one a group of practices, or one of its own.
  func fileName(of practice: AreaPlan.Practice, group: Int) -> String {
    switch self {
    case .patients, .registers:
      practice.oddity == .ownFiles ? "\(name)-\(practice.code).csv" : "\(name).csv.gz"
    case .vaccinations: "vaccinations.xml.gz"
    case .batch, .pregnancies, .actions: "\(name).csv"
    case .observations, .contacts: "\(name)-\(group < 9 ? "0" : "")\(group + 1).csv.gz"
    case .uptake, .conditions, .medications: "\(name).csv.gz"
    }
  }

  /// What stands before the first row of a file.
  func header(ofPracticesOwn isOwn: Bool) -> String {
    // The practice's own files have a byte order mark and CRLF.
    let mark = isOwn ? "\u{FEFF}" : ""
    let end = isOwn ? "\r\n" : "\n"
    switch self {
    case .patients:
      return mark + (isOwn ? PracticeFeeds.ownPatientColumns : PracticeFeeds.patientColumns) + end
    case .registers: return mark + "nhs_number,register,diagnosed_on,resolved_on" + end
    case .uptake: return "nhs_number,programme,event_on,outcome,dose\n"
    case .vaccinations:
      return """
        <?xml version="1.0" encoding="UTF-8"?>
        <VaccinationUptake xmlns="urn:phm:vaccination-uptake:1">

        """
    case .batch: return PracticeFeeds.batchColumns + "\n"
    case .observations: return "nhs_number,observation,observed_on,value,unit,taken_at,reading\n"
    case .contacts: return "nhs_number,contact_on,setting,cause\n"
    case .conditions: return "nhs_number,condition,recorded_on,resolved_on\n"
    case .medications: return "nhs_number,medicine,issued_on\n"
    case .pregnancies: return "nhs_number,started_on,ended_on\n"
    case .actions: return PracticeFeeds.actionColumns + "\n"
    }
  }

  /// What stands after the last row of a file.
  var footer: String { self == .vaccinations ? "</VaccinationUptake>\n" : "" }
}

/// What one practice adds to one feed.
struct NightPart: Sendable {
  let feed: NightFeed
  let fileName: String
  /// Whether the file is the practice's own.
  let isOwn: Bool
  /// The rows as they stand in the file: a gzip member of their own where the file is gzipped.
  let stored: [UInt8]
  let rows: Int
  /// Bytes before compression.
  let bytes: Int
  let faults: FaultCounts
}

/// What one practice sends, ready to be written.
struct NightParts: Sendable {
  let parts: [NightPart]
  /// The practice as its own system counts it.
  let census: PracticeCensus
  let figures: FigureCounts
  let duplicateRegistrations: Int
  let unknownPractices: Int
  let leavers: Int

  init(_ feeds: PracticeFeeds, group: Int, leavers: Int) {
    func part(_ feed: NightFeed, _ text: TextBuffer, _ rows: Int, _ faults: FaultCounts)
      -> NightPart
    {
      let fileName = feed.fileName(of: feeds.practice, group: group)
      return NightPart(
        feed: feed, fileName: fileName,
        isOwn: feeds.practice.oddity == .ownFiles && (feed == .patients || feed == .registers),
        stored: stored(text.bytes, in: fileName), rows: rows, bytes: text.count, faults: faults)
    }
    func part(_ feed: NightFeed, _ sink: RowSink) -> NightPart {
      part(feed, sink.text, sink.rows, sink.faults)
    }
    parts = [
      part(.patients, feeds.patients), part(.registers, feeds.registers),
      part(.uptake, feeds.uptake),
      part(
        .vaccinations, feeds.vaccinations.text, feeds.vaccinations.rows, feeds.vaccinations.faults),
      part(.batch, feeds.batch), part(.observations, feeds.observations),
      part(.contacts, feeds.contacts), part(.conditions, feeds.conditions),
      part(.medications, feeds.medications), part(.pregnancies, feeds.pregnancies),
      part(.actions, feeds.actions),
    ]
    census = feeds.census
    figures = feeds.figures
    duplicateRegistrations = feeds.duplicateRegistrations
    unknownPractices = feeds.unknownPractices
    self.leavers = leavers
  }
}

/// A practice's list as its own system counts it.
struct PracticeCensus: Sendable {
  /// People on the list.
  var list = 0
  /// People in each age and sex cell.
  var cells = Array(repeating: 0, count: AgeStructure.cells)
  /// People at or above each of `ages`.
  var listTypes = Array(repeating: 0, count: Self.ages.count)
  /// Current entries of each register.
  var registers = Array(repeating: 0, count: Register.allCases.count)

  /// The ages from which published lists count people.
  static let ages = [0, 6, 16, 17, 18, 50]

  /// The people whom a register's published list counts.
  func list(of register: Register) -> Int {
    let youngest = RegisterShape.of(register).youngest
    return zip(Self.ages, listTypes).first { $0.0 == youngest }?.1 ?? list
  }

  mutating func count(_ person: Person) {
    list += 1
    let band = min(AgeStructure.bands - 1, person.age / 5)
    cells[(person.isMale ? AgeStructure.bands : 0) + band] += 1
    for (index, age) in Self.ages.enumerated() where person.age >= age { listTypes[index] += 1 }
    for register in Register.allCases where person.has(register) {
      registers[register.rawValue] += 1
    }
  }
}
