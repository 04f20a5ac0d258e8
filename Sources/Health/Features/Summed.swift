import Tables

/// Sums or means; decimals are added smallest first, so that their order in the feed does not show in the last digit.
///
/// - Missing: persons without a value, and sums that are not finite or, of whole numbers, do not fit.
func summed(
  _ persons: [Int32], _ values: EventValues, count: Int, isMean: Bool
) -> Column {
  let numbers = valueCounts(persons, count: count)
  let present = Bitmap(count: count) { numbers[$0] > 0 }
  if values.type == .integer {
    var sums = [Int128](repeating: 0, count: count)
    for (person, key) in zip(persons, values.keys) { sums[Int(person)] += Int128(key) }
    if isMean {
      let means = sums.indices.map { numbers[$0] > 0 ? Double(sums[$0]) / Double(numbers[$0]) : 0 }
      return .decimal(FixedColumn(means, present: present.asPresence))
    }
    let fits = Bitmap(count: count) { Int64(exactly: sums[$0]) != nil }
    let whole = sums.map { Int64(exactly: $0) ?? 0 }
    return .integer(FixedColumn(whole, present: (present & fits).asPresence))
  }
  guard values.type == .decimal else {
    return Column(.decimal, [Value?](repeating: nil, count: count))
  }
  var sums = [Double](repeating: 0, count: count)
  for index in ascendingOrder(of: values.keys) {
    sums[Int(persons[Int(index)])] += OrderedKeys.decimal(ofKey: values.keys[Int(index)])
  }
  if isMean {
    for index in sums.indices where numbers[index] > 0 { sums[index] /= Double(numbers[index]) }
  }
  return finiteNumbers(sums, present: present)
}

/// Sample standard deviations: the root of the squared differences from the mean over one less than their number.
///
/// Values are added smallest first, as differences from the person's smallest: so the order in the feed does not show
/// in the last digit, and equal values have a deviation of exactly zero.
///
/// - Missing: persons with fewer than two values, and deviations that are not finite.
func deviations(_ persons: [Int32], _ values: EventValues, count: Int) -> Column {
  guard values.type == .decimal || values.type == .integer else {
    return Column(.decimal, [Value?](repeating: nil, count: count))
  }
  let numbers = valueCounts(persons, count: count)
  let order = ascendingOrder(of: values.keys)
  func number(_ index: Int32) -> Double {
    let key = values.keys[Int(index)]
    return values.type == .integer ? Double(key) : OrderedKeys.decimal(ofKey: key)
  }
  var smallest = [Double?](repeating: nil, count: count)
  var means = [Double](repeating: 0, count: count)
  for index in order {
    let person = Int(persons[Int(index)])
    let least = smallest[person] ?? number(index)
    smallest[person] = least
    means[person] += number(index) - least
  }
  for person in means.indices where numbers[person] > 0 { means[person] /= Double(numbers[person]) }
  var squares = [Double](repeating: 0, count: count)
  for index in order {
    let person = Int(persons[Int(index)])
    let difference = number(index) - (smallest[person] ?? 0) - means[person]
    squares[person] += difference * difference
  }
  let results = squares.indices.map { person in
    numbers[person] > 1 ? (squares[person] / Double(numbers[person] - 1)).squareRoot() : 0
  }
  return finiteNumbers(results, present: Bitmap(count: count) { numbers[$0] > 1 })
}

/// How many values each person has.
private func valueCounts(_ persons: [Int32], count: Int) -> [Int64] {
  var numbers = [Int64](repeating: 0, count: count)
  for person in persons { numbers[Int(person)] += 1 }
  return numbers
}

/// Numbers as a column; those that are not finite are missing.
private func finiteNumbers(_ numbers: [Double], present: Bitmap) -> Column {
  let finite = Bitmap(count: numbers.count) { numbers[$0].isFinite }
  return .decimal(
    FixedColumn(
      numbers.map { $0.isFinite ? $0 : 0 }, present: (present & finite).asPresence))
}
