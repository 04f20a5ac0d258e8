/// Half-open row ranges of at most `size` rows that together cover `0..<count`, in order.
///
/// The size is a number of rows and never of cores, so that sums and codes do not depend on the machine.
///
/// - Precondition: the size is positive.
public func partitions(of count: Int, size: Int = partitionRows) -> [Range<Int>] {
  precondition(size > 0, "size is positive")
  return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
}

/// The rows of one partition: a multiple of 64, so that partitions of a bitmap are whole words.
public let partitionRows = 65_536
