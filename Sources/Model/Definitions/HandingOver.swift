/// Who may read the folders of a release, and where they are copied to.
///
/// Without it every file and folder is for whoever runs the program alone.
public struct HandingOver: Hashable, Sendable {
  /// The folder of each network; nil where nobody else may read it.
  public var networks: HandedFolder?
  /// The folder of the whole system; nil where nobody else may read it.
  public var system: HandedFolder?

  /// The folder of persons under pseudonyms; nil where nobody else may read it.
  public var pseudonymised: HandedFolder?

  /// States who may read what.
  public init(
    networks: HandedFolder? = nil, system: HandedFolder? = nil, pseudonymised: HandedFolder? = nil
  ) {
    self.networks = networks
    self.system = system
    self.pseudonymised = pseudonymised
  }

  /// What is stated of a folder of a release.
  public func part(ofFolder name: String) -> HandedFolder? {
    switch name {
    case HandingOver.systemFolder: system
    case HandingOver.pseudonymisedFolder: pseudonymised
    default: networks
    }
  }

  private static let systemFolder = "system"
  /// The folder of persons under pseudonyms, which is no network's.
  public static let pseudonymisedFolder = "pseudonymised"
}

/// Who may read a folder of a release, or one of its kind, and where it is copied to.
public struct HandedFolder: Hashable, Sendable {
  /// The owner group, in which `{network}` stands for the network's code; nil where the folder's own rules, such as a default
  /// access control list, say who may read.
  public var group: String?
  /// The owner groups of networks whose group has another name, by the network's code.
  public var groups: [String: String]
  /// Whether modes are stated: without a group they open a folder to whom its access control list names.
  public var statesModes: Bool
  /// The mode of folders.
  public var folderMode: UInt32
  /// The mode of files.
  public var fileMode: UInt32
  /// The folder that the copy of a network's folder is to be, in which `{network}` stands for the network's code; nil for no copy.
  public var copiedTo: String?

  /// What stands for the network's code.
  public static let placeholder = "{network}"

  /// Takes what a definition says.
  public init(
    group: String? = nil, groups: [String: String] = [:], folderMode: UInt32 = 0o750,
    fileMode: UInt32 = 0o640, copiedTo: String? = nil, statesModes: Bool = false
  ) {
    self.group = group
    self.groups = groups
    self.folderMode = folderMode
    self.fileMode = fileMode
    self.copiedTo = copiedTo
    self.statesModes = statesModes
  }

  /// The owner group of a network's folder; nil where none is stated.
  public func group(of network: String) -> String? {
    groups[network] ?? group?.replacing(HandedFolder.placeholder, with: network)
  }

  /// Whether groups are stated, so that a network without one is an oversight.
  public var statesGroups: Bool { group != nil || !groups.isEmpty }

  /// Where a network's folder is copied to; nil for no copy.
  public func copy(of network: String) -> String? {
    copiedTo?.replacing(HandedFolder.placeholder, with: network)
  }
}
