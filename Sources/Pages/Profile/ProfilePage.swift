import Charts
import Messages
import Model
package import Publishing
import Tables

/// A network's page: one document of HTML without a script, a font or a picture from anywhere else.
///
/// Every figure of people is one of a file of the system folder, as it is shown there, or a count of the network's own lists.
package struct ProfilePage {
  /// The file's name in the network's folder.
  package static let fileName = "profile.html"

  /// The file as a data package names it.
  package static let file = PageFile(
    name: fileName, title: titleOfProfileFile, resource: "profile")

  let profile: NetworkProfile
  let figures: ReleasedFigures
  let shared: SharedFigures

  /// Puts a page together; `shared` is what the pages of all networks show alike.
  package init(of profile: NetworkProfile, _ figures: ReleasedFigures, _ shared: SharedFigures) {
    self.profile = profile
    self.figures = figures
    self.shared = shared
  }

  /// The page's text.
  package var text: String {
    let parts = [
      people, need, measures, inequality, practices, trend, registers, lists, quality, news,
      reading,
    ]
    return pageDocument(
      "\(title(ofProfileOf: name)), \(inWords(figures.referenceDate))", styles: [profileStyle],
      skip: "Skip to the figures"
    ) {
      head
      element("main", ["id": "content"]) {
        glance
        parts
      }
      foot
    }.text
  }

  /// Whose page it is, in words.
  var name: String {
    profile.name.map { "\($0) (\(profile.network.text))" } ?? profile.network.text
  }

  private var head: Markup {
    element("header") {
      element("h1") { title(ofProfileOf: name) }
      element("p") {
        line(
          forProfileOn: figures.referenceDate, countedOn: figures.countedOn,
          practices: profile.practices.count)
      }
      element("nav", ["aria-label": "Parts of this page"]) {
        element("ul") {
          for part in ProfilePart.allCases {
            element("li") { element("a", ["href": "#\(part.anchor)"]) { part.rawValue } }
          }
        }
      }
    }
  }

  private var foot: Markup {
    element("footer") {
      element("p") { confidentiality }
      element("p") { sentence(forReferenceDate: figures.referenceDate) }
    }
  }
}
