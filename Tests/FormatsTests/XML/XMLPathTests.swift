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

  @Test("a step may have a condition on an attribute")
  func conditions() throws {
    let path = try #require(XMLPath("../Date[Type/@value!='Legal']/Start/@value"))
    #expect(path.ups == 1 && path.steps == ["Date", "Start"] && path.attribute == "value")
    let condition = try #require(path.condition)
    #expect(condition.step == 1 && condition.steps == ["Type"] && condition.attribute == "value")
    #expect(condition.value == "Legal" && !condition.isEqual)
    #expect(XMLPath("a/b[@id='x']")?.condition?.step == 2)
    #expect(XMLPath("a/b[@id='x']")?.condition?.isEqual == true)
    #expect(XMLPath("a/b")?.condition == nil)
  }

  @Test(
    "what is no path is nil",
    arguments: [
      "", "/", "@", "a//b", "/a", "a/", "@a/b", "a/../b", "a/./b", "../", "a/@", "a[b", "a]",
      "a[@b]", "a[@b=c]", "a[b='c']", "a[@b='c']d", "[@b='c']", "a[b[@c='d']]", "..[@b='c']",
    ])
  func noPaths(text: String) {
    #expect(XMLPath(text) == nil)
  }
}
