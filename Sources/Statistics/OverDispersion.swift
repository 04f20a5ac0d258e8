import Glibc

/// How many times more the counts of units vary about what is expected than chance alone would have it; 1 at least.
///
/// - Units: a ratio of variances.
/// - Missing: 1 where fewer than three units expect anything.
/// - Source: Spiegelhalter DJ, Funnel plots for comparing institutional performance, Statistics in Medicine 2005;24:1185-1202,
///   appendix A.3: the mean of the squared z-scores, of which the tenth at either end is drawn in to the next, on the scale of the
///   square root for counts.
public func overDispersion(of counts: [Int], expected: [Double]) -> Double {
  let scores = zip(counts, expected).filter { $0.1 > 0 }.map { rootScore($0.0, expected: $0.1) }
    .sorted()
  guard scores.count >= 3 else { return 1 }
  // One at least, so that of few units the one that is looked for does not hide itself.
  let cut = max(1, scores.count / 10)
  let (low, high) = (scores[cut], scores[scores.count - 1 - cut])
  let squares = scores.map { score in
    let drawnIn = min(max(score, low), high)
    return drawnIn * drawnIn
  }
  return max(1, squares.reduce(0, +) / Double(scores.count))
}

/// How many standard deviations a count lies above what is expected, or below it where negative, if counts vary so many times more
/// than by chance.
///
/// - Source: the square root makes the variance of a Poisson count a quarter, whatever is expected: Spiegelhalter 2005, appendix A.1.
public func rootScore(_ count: Int, expected: Double, overDispersion: Double = 1) -> Double {
  2 * (Double(count).squareRoot() - expected.squareRoot()) / overDispersion.squareRoot()
}
