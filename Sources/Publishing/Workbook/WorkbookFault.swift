/// Why a workbook could not be written.
public enum WorkbookFault: Error, Hashable, Sendable {
  /// The file, or those beside it in which sheets are kept while they are made, cannot be written.
  case notWritable
  /// The library refuses what it was given, by its number: a mistake of the program. (`lxw_error`)
  case refused(code: UInt32)
}
