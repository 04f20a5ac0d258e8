import Tables

/// A column of an aggregate as it is published: decimals with at most four places, others as they are.
///
/// A percentage of counts is known to no more places than that; the rest of the digits only show how computers divide.
func publishedFigures(_ column: Column) -> Column {
  guard case .decimal(let numbers) = column else { return column }
  return .decimal(FixedColumn(numbers.values.map(publishedFigure), present: numbers.present))
}

/// A number with at most four places, halves away from zero.
private func publishedFigure(_ number: Double) -> Double {
  // A number so large has no more places than that, and the factor would make it infinite.
  guard number.magnitude < 1e11 else { return number }
  let rounded = (number * 10_000).rounded() / 10_000
  return rounded == 0 ? 0 : rounded
}
