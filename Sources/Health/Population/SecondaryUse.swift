public import Model
public import Tables

/// Who may be in an output of persons for secondary use, as rows of the person table.
///
/// Those whom aggregates may count and of whom it is known that they have none of some opt-outs. Nobody of a practice that is held back
/// tonight is among them, nor whose record is that of an earlier night: an analyst's figures would rest on what nobody vouches for.
///
/// - Shape: `persons` has the columns `PersonVocabulary.secondaryUse` and `practiceStatus`, and those of the opt-outs.
/// - Missing: whoever's choice is not known is left out.
public func rowsForSecondaryUse(
  of persons: PersonTable, leavingOut optOuts: [OptOut]
) -> Bitmap {
  guard case .boolean(let countable) = persons.table.declared(PersonVocabulary.secondaryUse) else {
    preconditionFailure("a declared column has the declared type")
  }
  let status = persons.table.declaredTexts(PersonVocabulary.practiceStatus)
  let heldBack = status.dictionary.code(of: PracticeStatus.heldBack.rawValue)
  let isHeldBack = Bitmap(count: persons.count) { status.codes[$0] == heldBack }
  return (countable.bits & persons.table.rows(withNoneOf: optOuts)).subtracting(isHeldBack)
}
