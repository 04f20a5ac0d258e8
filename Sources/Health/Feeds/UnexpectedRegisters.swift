import Model
import Tables

/// The registers of practices with ten times, or a tenth, of the persons that are expected by age and sex.
///
/// Expected is what the rates of all other practices would give among the practice's own patients, by ten years of age and by sex:
/// indirect standardisation. `births` and `sexes` are those of `persons`; without births nothing is expected.
///
/// - Shape: persons on registers -> one element a practice and register that is far off, by practice and register.
/// - Missing: a person without a day of birth or a sex is of a class of their own; a class that only this practice has adds
///   nothing.
/// - Source: indirect standardisation as in PHEindicatormethods 2.1.0, `calculate_ISRate`; ten times, and fifty persons at
///   least, are a project choice, as for published figures.
/// - Complexity: O(persons), and practices x classes for each register.
func unexpectedRegisters(
  _ members: [(register: String, persons: Bitmap)], practices: TextColumn,
  births: FixedColumn<Int32>?, sexes: TextColumn?, referenceDate: Day?
) -> [UnexpectedCount] {
  guard let births, let referenceDate else { return [] }
  let classes = AgeSexClasses(births, sexes, referenceDate, count: practices.codes.count)
  let all = Bitmap(repeating: true, count: practices.codes.count)
  let people = classes.counts(of: all, practices)
  var found: [UnexpectedCount] = []
  for (register, persons) in members {
    let cases = classes.counts(of: persons, practices)
    for (code, practice) in practices.dictionary.texts.enumerated()
    where isPracticeCode(practice.utf8) {
      let expected = cases.expected(of: code, people: people)
      let computed = cases.count(of: code)
      let (low, high) = (min(Double(computed), expected), max(Double(computed), expected))
      guard high - low >= 50, high >= 10 * low else { continue }
      found.append(
        UnexpectedCount(
          practice: practice, name: register, now: computed, expected: Int(expected.rounded())))
    }
  }
  return found.sorted { ($0.practice, $0.name) < ($1.practice, $1.name) }
}

/// Each person's class of age and sex.
private struct AgeSexClasses {
  private var classOfPerson: [Int] = []
  private static let bands = 12

  init(
    _ births: FixedColumn<Int32>, _ sexes: TextColumn?, _ referenceDate: Day, count: Int
  ) {
    classOfPerson = (0..<count).map { person in
      let days = births.present?[person] ?? true ? referenceDate.number - births.values[person] : -1
      // Ten years of age to a day or two are near enough for a rate.
      let band = days < 0 ? Self.bands : min(Int(Double(days) / 3_652.5), Self.bands - 1)
      let sex = sexes?.code(at: person).map { Int($0) + 1 } ?? 0
      return sex * (Self.bands + 1) + band
    }
  }

  /// How many of some persons there are by practice and class.
  func counts(of persons: Bitmap, _ practices: TextColumn) -> ClassCounts {
    var counts = ClassCounts(
      practices: practices.dictionary.count, classes: (classOfPerson.max() ?? 0) + 1)
    for person in persons.setIndices {
      if let practice = practices.code(at: person) {
        counts.add(Int(practice), classOfPerson[person])
      }
    }
    return counts
  }
}

/// Numbers of persons by practice and class, and of all practices by class.
private struct ClassCounts {
  private var byPractice: [Int]
  private var all: [Int]

  init(practices: Int, classes: Int) {
    byPractice = [Int](repeating: 0, count: practices * classes)
    all = [Int](repeating: 0, count: classes)
  }

  mutating func add(_ practice: Int, _ index: Int) {
    byPractice[practice * all.count + index] += 1
    all[index] += 1
  }

  func count(of practice: Int) -> Int {
    byPractice[practice * all.count..<(practice + 1) * all.count].reduce(0, +)
  }

  /// What the rates of all other practices give among a practice's people.
  func expected(of practice: Int, people: ClassCounts) -> Double {
    all.indices.reduce(0) { sum, index in
      let place = practice * all.count + index
      let others = people.all[index] - people.byPractice[place]
      guard others > 0 else { return sum }
      let cases = all[index] - byPractice[place]
      return sum + Double(people.byPractice[place]) * Double(cases) / Double(others)
    }
  }
}
