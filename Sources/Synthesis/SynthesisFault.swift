/// Why a synthetic night could not be made.
public enum SynthesisFault: Error, Hashable, Sendable {
  /// The number of patients is not between 1 and the limit.
  case patientsOutOfRange(limit: Int)
  /// The reference date is not between 1990 and 2099.
  case dateOutOfRange
  /// The output folder has something in it.
  case outputNotEmpty(path: String)
  /// The output folder or a file in it cannot be written. (`errno`)
  case outputNotWritable(path: String, code: Int32)
  /// The folder of published files, or a file in it, cannot be read.
  case publishedNotReadable(path: String)
  /// No file of list sizes is in the folder of published files.
  case listSizesMissing(folder: String)
  /// The list sizes name no practice with a patient, or none of the commissioner asked for.
  case noPractices(folder: String)
}
