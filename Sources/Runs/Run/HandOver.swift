import Formats
import Glibc
import Messages
import Model
import Pages

/// Gives the folders of a release to those who are to read them, and takes those of earlier releases back.
///
/// Whatever is not stated stays with whoever runs the program: a fault leaves a folder closed, never open.
struct HandOver {
  let handing: HandingOver?

  /// Lets those read the folders of a release who are to.
  ///
  /// Folders for which nothing is stated are closed, also where they were open.
  ///
  /// - Returns: the folders that could not be handed over; they are closed.
  func open(_ release: String) -> [HandingFault] {
    folderNames(release).compactMap { name in
      let path = "\(release)/\(name)"
      // The first page says no more of people than the system's tables: whoever may read these may read it.
      let folder = name == ReleaseIndex.fileName ? "system" : name
      guard isFolder(path) || folder != name else { return nil }
      guard let part = handing?.part(ofFolder: folder) else {
        close(path)
        return nil
      }
      do throws(HandingFault) {
        try open(path, folder, part)
        return nil
      } catch {
        close(path)
        // What is told of the folder is told once.
        return folder == name ? error : nil
      }
    }
  }

  /// Takes the folders of a release back: nobody acts on the lists of an earlier night.
  func close(release: String) {
    for name in folderNames(release)
    where isFolder("\(release)/\(name)") || name == ReleaseIndex.fileName {
      close("\(release)/\(name)")
    }
  }

  /// Lets others pass a folder on the way to what they may read, without seeing what else is in it.
  func letPass(_ folder: String) {
    guard handing != nil else { return }
    var status = stat()
    // The output folder itself may be a link.
    guard unsafe stat(folder, &status) == 0, status.st_mode & 0o011 != 0o011 else { return }
    unsafe chmod(folder, status.st_mode & 0o7777 | 0o011)
  }

  /// Who may read which folder of a release; `closed` are those that could not be handed over, `copies` what was copied.
  func handed(
    of release: String, closed: Set<String>, copies: [String]
  ) -> [RunEntry.HandedEntry] {
    folderNames(release).compactMap { name in
      guard isFolder("\(release)/\(name)"), !closed.contains(name),
        let part = handing?.part(ofFolder: name)
      else { return nil }
      let (group, copy) = (part.group(of: name), part.copy(of: name))
      guard group != nil || part.statesModes || copy != nil else { return nil }
      return RunEntry.HandedEntry(
        folder: name, group: group, copy: copy.flatMap { copies.contains($0) ? $0 : nil })
    }
  }

  private func open(_ path: String, _ name: String, _ part: HandedFolder) throws(HandingFault) {
    var group: (name: String, id: gid_t)?
    if let stated = part.group(of: name) {
      guard let id = groupID(stated) else { throw HandingFault(name, .unknownGroup(stated)) }
      group = (stated, id)
    } else if part.statesGroups {
      throw HandingFault(name, .noGroup)
    }
    // Where nothing says who may read, a mode would open it to whoever is in the group of the program's user.
    guard group != nil || part.statesModes else {
      close(path)
      return
    }
    // From the inside out: the folder itself opens last.
    for path in tree(path).reversed() {
      guard isFolder(path) || pathKind(path) == S_IFREG else {
        throw HandingFault(name, .notChanged(path: path, group: nil))
      }
      // Who may read the release is not who may read the store.
      guard isFolder(path) || makeSingle(path) else {
        throw HandingFault(name, .notChanged(path: path, group: nil))
      }
      if let group, unsafe lchown(path, uid_t.max, group.id) != 0 {
        throw HandingFault(name, .notChanged(path: path, group: group.name))
      }
      // The group's bits are also the mask of an access control list.
      guard unsafe chmod(path, isFolder(path) ? part.folderMode : part.fileMode) == 0 else {
        throw HandingFault(name, .notChanged(path: path, group: nil))
      }
    }
  }

  private func close(_ path: String) {
    unsafe chmod(path, isFolder(path) ? 0o700 : 0o600)
  }
}

/// Copies of a release's folders where their readers look for them.
struct HandedCopies {
  let handing: HandingOver

  /// Copies the folders of a release, each whole, and takes away those of earlier that tonight has not.
  ///
  /// - Returns: where copies of this program lie now, and what could not be copied.
  ///
  /// A folder that could not be opened to its readers is not copied either; `closed` are the names of those.
  func write(
    of release: String, earlier: [String], closed: Set<String>
  ) -> (copies: [String], faults: [HandingFault]) {
    var copies: [String] = []
    var faults: [HandingFault] = []
    for name in folderNames(release) where isFolder("\(release)/\(name)") {
      guard let part = handing.part(ofFolder: name), let target = part.copy(of: name) else {
        continue
      }
      guard !closed.contains(name) else {
        if earlier.contains(target) { copies.append(target) }
        continue
      }
      do throws(HandingFault) {
        // What was copied there tonight would be gone.
        if copies.contains(target) { throw HandingFault(name, .notCopied(to: target)) }
        try copy("\(release)/\(name)", name, to: target, part)
        copies.append(target)
      } catch {
        faults.append(error)
        if earlier.contains(target) { copies.append(target) }
      }
    }
    for path in earlier where !copies.contains(path) && isCopy(path) { removeTree(path) }
    return (copies, faults)
  }

  private func copy(
    _ folder: String, _ name: String, to target: String, _ part: HandedFolder
  ) throws(HandingFault) {
    let (above, last) = parted(target)
    guard isFolder(above, followsLink: true) else { throw HandingFault(name, .noFolder(above)) }
    if pathKind(target) == S_IFLNK { throw HandingFault(name, .link(target)) }
    if fileStatus(target) != nil, !isFolder(target) || !folderNames(target).isEmpty,
      !isCopy(target)
    {
      throw HandingFault(name, .notACopy(target))
    }
    let (partial, old) = ("\(above)/.\(last).partial", "\(above)/.\(last).old")
    do throws(RunFault) {
      try makeEmptyFolder(partial)
      let group = part.group(of: name).flatMap { groupID($0) }
      for path in tree(folder) {
        let copy = partial + path.dropFirst(folder.count)
        if isFolder(path) { try makeFolder(copy) } else { _ = try copyFile(path, to: copy) }
        // A share may keep owners and modes of its own, by which it says who may read; where it keeps ours, no other group may.
        if let group, unsafe lchown(copy, uid_t.max, group) != 0, groupID(of: copy) != group {
          continue
        }
        if group != nil || part.statesModes {
          unsafe chmod(copy, isFolder(copy) ? part.folderMode : part.fileMode)
        }
      }
      try flushed(partial) { () throws(FileFault) in try flushFileSystem(of: partial) }
      removeTree(old)
      // Whoever opens it finds the one or the other, and never none, where the file system can exchange two names.
      if fileStatus(target) != nil, exchangeNames(partial, target) {
        // It is in its place: a folder that may not be listed cannot be flushed, and is no reason to say that it is not.
        try? flushFolder(above)
        removeTree(partial)
        return
      }
      if fileStatus(target) != nil { try rename(target, to: old) }
      try rename(partial, to: target)
      try? flushFolder(above)
      removeTree(old)
    } catch {
      removeTree(partial)
      if fileStatus(target) == nil { try? rename(old, to: target) }
      throw HandingFault(name, .notCopied(to: target))
    }
  }

  /// Whether a folder holds what the program writes there.
  private func isCopy(_ path: String) -> Bool {
    isFolder(path) && fileStatus("\(path)/datapackage.json") != nil
  }
}

/// The folder above a path, and its last name.
private func parted(_ path: String) -> (above: String, last: String) {
  let parts = path.split(separator: "/")
  return ("/" + parts.dropLast().joined(separator: "/"), parts.last.map { String($0) } ?? "")
}

/// A folder and all that is in it, a folder before what it holds; links are not followed.
private func tree(_ path: String) -> [String] {
  [path] + (isFolder(path) ? folderNames(path).flatMap { tree("\(path)/\($0)") } : [])
}

private func isFolder(_ path: String, followsLink: Bool = false) -> Bool {
  pathKind(path, followsLink: followsLink) == S_IFDIR
}

/// The group that a file belongs to; nil where there is no such file.
private func groupID(of path: String) -> gid_t? {
  var status = stat()
  return unsafe lstat(path, &status) == 0 ? status.st_gid : nil
}

/// The number of a group of this machine; nil where it has none of the name.
private func groupID(_ name: String) -> gid_t? {
  // A group may have many members.
  var buffer = [CChar](repeating: 0, count: 1 << 16)
  return unsafe buffer.withUnsafeMutableBufferPointer { buffer in
    var group = unsafe Glibc.group()
    var found: UnsafeMutablePointer<Glibc.group>?
    let status = unsafe getgrnam_r(name, &group, buffer.baseAddress, buffer.count, &found)
    return unsafe status == 0 && found != nil ? group.gr_gid : nil
  }
}
