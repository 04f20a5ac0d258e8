import Charts
import Messages
import Model
import Publishing

extension ProfilePage {
  /// Registers beside what is expected by age and sex, and computed ones beside those that are published.
  var registers: Markup {
    let expected = ownMeasures.filter(\.isOfExpected)
    return pagePart(.registers, lead: leadOfRegisters) {
      if !expected.isEmpty { spineTable(expectedTitle, expected) }
      if let table = figures.registers {
        registerTable(table)
      } else {
        nothing(NothingToShow.registers)
      }
    }
  }

  /// A row a register: the outcomes of the network's practices, which of them differ, and the whole system's numbers.
  private func registerTable(_ table: ReleasedTable) -> Markup {
    let own = Set(profile.practices.map(\.code))
    let registers = distinct(table.rows.compactMap { $0.text(RegisterColumn.register) })
    return pageTable(
      registersTitle, RegisterHeading.allCases.map(\.rawValue),
      registers.map { register in
        let rows = table.rows.filter { row in
          row.text(RegisterColumn.register) == register
            && (row.text(RegisterColumn.practice).map { own.contains($0) } ?? false)
        }
        let outcomes = rows.map { ($0, $0.text(RegisterColumn.outcome)) }
        let system = table.rows.first {
          $0.isOfSystem && $0.text(RegisterColumn.register) == register
        }
        let failing = outcomes.filter { $0.1 == "fail" }.map { row, _ in
          said(
            practice: row.text(RegisterColumn.practice) ?? "",
            computed: said(count: row.figure(RegisterColumn.computed)),
            published: said(count: row.figure(RegisterColumn.published)))
        }
        return [
          .text(register),
          .text(
            said(
              registerPassed: outcomes.count { $0.1 == "pass" },
              of: outcomes.count { $0.1 == "pass" || $0.1 == "fail" },
              hidden: rows.count { $0.figure(RegisterColumn.computed) == .hidden })),
          .text(failing.isEmpty ? noFigure : failing.joined(separator: "; ")),
          .count(system?.figure(RegisterColumn.computed) ?? .absent),
          .count(system?.figure(RegisterColumn.published) ?? .absent),
        ]
      })
  }
}

/// Texts, each once, in the order in which they come.
func distinct(_ texts: [String]) -> [String] {
  var seen: Set<String> = []
  return texts.filter { seen.insert($0).inserted }
}
