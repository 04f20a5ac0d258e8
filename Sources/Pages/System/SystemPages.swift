import Messages
package import Model
package import Publishing

/// A file of a release, as its data package names it.
package struct ReleasedFile: Hashable, Sendable {
  /// Its path from the release's folder.
  package var path: String
  /// What it holds, in a line.
  package var title: String

  /// Names a file.
  package init(path: String, title: String) {
    self.path = path
    self.title = title
  }
}

extension PublishDefinition {
  /// The pages of the system folder that a release has, as its data package names them; none without networks' pages.
  ///
  /// `area` are the figures of the whole area that the pipeline asks for; `hasDirectory` says whether lists point to a directory of services, which
  /// has a page then.
  package func systemPageFiles(
    with area: AreaFiguresDefinition?, withDirectory hasDirectory: Bool
  ) -> [PageFile] {
    guard profile != nil else { return [] }
    var pages = [
      PageFile(
        name: IndicatorsPage.fileName, title: SystemPageTitle.indicators,
        resource: "indicators-page")
    ]
    if systemPages?.groups.isEmpty == false {
      pages.append(
        PageFile(
          name: InequalitiesPage.fileName, title: SystemPageTitle.inequalities,
          resource: "inequalities-page"))
    }
    if systemPages?.district != nil {
      pages.append(
        PageFile(
          name: DistrictsPage.fileName, title: SystemPageTitle.districts,
          resource: "districts-page"))
    }
    if systemPages?.lists.isEmpty == false || area?.members != nil || area?.equality != nil {
      pages.append(
        PageFile(
          name: RepresentativenessPage.fileName, title: SystemPageTitle.representativeness,
          resource: "representativeness-page"))
    }
    if systemPages?.inverseCare != nil {
      pages.append(
        PageFile(
          name: InverseCarePage.fileName, title: titleOfInverseCareFile,
          resource: "inverse-care-page"))
    }
    if hasDirectory {
      pages.append(
        PageFile(
          name: PathwaysPage.fileName, title: titleOfPathwaysFile, resource: "pathways-page"))
    }
    return pages + (area?.tables ?? []).compactMap(\.table.page)
  }
}
