import Glibc

/// Keeps the memory of the process, and patients' data in it, to the process.
///
/// A crash leaves no core dump, neither in the working folder nor with a program that the system hands dumps to, and no
/// other process of the same user may read the memory. Where the system refuses, the run goes on as it would have.
func refuseCoreDumps() {
  var none = rlimit(rlim_cur: 0, rlim_max: 0)
  _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  // `prctl` takes any number of arguments, which Swift does not import; on Linux it is called as if it took five.
  typealias Call = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
  let setDumpable: Int32 = 4
  guard let prctl = unsafe dlsym(nil, "prctl") else { return }
  _ = unsafe unsafeBitCast(prctl, to: Call.self)(setDumpable, 0, 0, 0, 0)
}
