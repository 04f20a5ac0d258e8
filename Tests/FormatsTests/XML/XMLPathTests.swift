import Formats
import Testing

struct XMLPathTests {
  @Test(
    "a path has ups, steps and what to take",
    arguments: [
      ("@id", 0, [], "id"), ("Name", 0, ["Name"], nil), (".", 0, [], nil),
      ("Target/OrgId/@extension", 0, ["Target", "OrgId"], "extension"),
      ("../../OrgId/@extension", 2, ["OrgId"], "extension"), ("..", 1, [], nil),
      ("../@code", 1, [], "code"), ("./Name", 0, ["Name"], nil),
      ("ods:Name/@xsi:type", 0, ["Name"], "xsi:type"),
    ] as [(String, Int, [String], String?)])
  func paths(text: String, ups: Int, steps: [String], attribute: String?) throws {
    let path = try #require(XMLPath(text))
    #expect(path.ups == ups)
    #expect(path.steps == steps)
    #expect(path.attribute == attribute)
  }

  @Test(
    "what is no path is nil",
    arguments: ["", "/", "@", "a//b", "/a", "a/", "@a/b", "a/../b", "a/./b", "../", "a/@"])
  func noPaths(text: String) {
    #expect(XMLPath(text) == nil)
  }
}
