import Foundation
import Testing

/// A file of the newest output of a stage in a store, by the state folder's path.
func storedFile(_ stage: String, _ name: String, in state: String) throws -> URL {
  let root = URL(filePath: "\(state)/store/\(stage)")
  let outputs = try FileManager.default.contentsOfDirectory(atPath: root.path)
  let newest = try outputs.max { left, right in
    try written(root.appending(path: "\(left)/stage.json"))
      < written(root.appending(path: "\(right)/stage.json"))
  }
  return root.appending(path: "\(try #require(newest))/\(name)")
}

private func written(_ file: URL) throws -> Date {
  let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
  return attributes[.modificationDate] as? Date ?? .distantPast
}
