import Messages
import Glibc

/// Makes a folder that the user named, for the owner alone, or takes the one that is there where nobody else can write in
/// it; its path may be a link.
///
/// - Throws: `notWritable`, `notSafe`.
func takeFolder(_ path: String) throws(RunFault) {
  try makeFolder(path)
  try checkFolder(path, followsLink: true)
}

/// Makes a folder within one that was taken, and checks those that are there down to a depth: no link, and nobody else's.
///
/// Whoever could plant a link there once would be handed the patients' data of every night after.
///
/// - Throws: `notWritable`, `notSafe`.
func takeFolder(_ name: String, in folder: String, depth: Int = 0) throws(RunFault) {
  let path = "\(folder)/\(name)"
  if pathKind(path) == nil { try makeFolder(path) }
  try checkFolder(path, followsLink: false)
  guard depth > 0 else { return }
  for name in folderNames(path) { try takeFolder(name, in: path, depth: depth - 1) }
}

/// Refuses a link where a file is to be written.
///
/// - Throws: `notSafe`.
func refuseLink(_ path: String) throws(RunFault) {
  if pathKind(path) == S_IFLNK { throw .notSafe(path: path, .link) }
}

private func checkFolder(_ path: String, followsLink: Bool) throws(RunFault) {
  var status = stat()
  let isThere = followsLink ? unsafe stat(path, &status) : unsafe lstat(path, &status)
  guard isThere == 0 else { throw .notWritable(path: path) }
  if status.st_mode & S_IFMT == S_IFLNK { throw .notSafe(path: path, .link) }
  guard status.st_mode & S_IFMT == S_IFDIR else { throw .notWritable(path: path) }
  guard isOwn(status) else { throw .notSafe(path: path, .otherOwner) }
  guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
    throw .notSafe(path: path, .writableByOthers(mode: status.st_mode & 0o7777))
  }
}

/// Whether a file belongs to who runs the program, or to root, who can read everything anyway.
func isOwn(_ status: stat) -> Bool {
  status.st_uid == geteuid() || status.st_uid == 0
}

/// What stands at a path, without following a link unless asked to; nil where there is nothing.
func pathKind(_ path: String, followsLink: Bool = false) -> mode_t? {
  var status = stat()
  let isThere = followsLink ? unsafe stat(path, &status) : unsafe lstat(path, &status)
  return isThere == 0 ? status.st_mode & S_IFMT : nil
}
