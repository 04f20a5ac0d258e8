/// The first thing that differs between a stage now and the stage as it was last run.
public enum Difference: Hashable, Sendable {
  /// Never run with this state folder, or cleared away since.
  case neverRun
  /// The output in the store is not as it was written: touched, cut short, or copied with another time.
  case touched
  /// The output in the store could not be read back during the run.
  case unreadable
  /// Asked for with `--force`.
  case forced
  /// The program's version of the stage.
  case program
  /// The stage's definition.
  case definition
  /// A parameter, such as the reference date.
  case parameter(String, before: String, now: String)
  /// A file that was not there.
  case newFile(String)
  /// A file with other content.
  case changedFile(String)
  /// A file that is gone.
  case goneFile(String)
  /// The output of a stage that it reads.
  case input(String)
  /// An output that it read and reads no more.
  case goneInput(String)
}
