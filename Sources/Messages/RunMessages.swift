package import Model
import Formats
import Tables

/// The message of a fault: what happened and where, and then what to do.
///
/// A message names files, lines, columns, rules and counts, and never what stands in a cell.
public func message(for fault: RunFault) -> String {
  switch fault {
  case .usage(let usage): message(for: usage)
  case .definitions(let mistakes): message(for: mistakes)
  case .tests(let fault): message(for: fault)
  case .noSeason(let campaign, let date, let user):
    "'\(user)' uses campaign '\(campaign)', which has no season on \(date)\n"
      + "  add the season to the pipeline's campaigns file, or give another --reference-date"
  case .identifying(let column):
    "the column '\(column)' is to leave under pseudonyms, and people's keys or days of birth stand in it\n"
      + "  take it out of 'columns' of 'pseudonymised', and find out how they came there"
  case .feed(let name, let fault): message(for: fault, feed: name)
  case .missingFeeds(let feeds, let folder, let withoutName):
    message(forMissing: feeds, folder: folder, withoutName: withoutName)
  case .nothingDelivered(let sets): message(forLacking: sets)
  case .several(let faults): faults.map { message(for: $0) }.joined(separator: "\n")
  case .threshold(let refusals):
    refusals.map { "data quality: \(sentence(for: $0))" }.joined(separator: "\n")
      + "\n  nothing was published and the last release stays; see the rejects in the run's folder, then ask the "
      + "supplier or raise reject_limit or warning_limit in the feed's definition"
  case .unexpectedNight(let notes):
    "the night is refused: \(notes.first.map { sentence(for: $0) } ?? "")"
      + (notes.count > 1
        ? "; and \(counted(notes.count - 1, "more reason")), which the first lines of the summary tell"
        : "") + "\n"
      + "  nothing was published and the last release stays"
  case .wouldBeRefused(let refusals):
    refusals.map { "data quality: \(sentence(for: $0))" }.joined(separator: "\n")
      + "\n  a run would refuse such a delivery; --rejects FILE writes the rejected rows"
  case .locked(let holder):
    "another run holds the lock: \(holder)\n  wait until it is done, or use another --state folder"
  case .ourMistake(let text):
    "a mistake of the program, not of the data: \(text)\n  please report it; nothing was published"
  case .step(let fault):
    "a mistake of the program, not of the data: \(fact(of: fault))\n  please report it; nothing was published"
  case .notWritable(let path):
    "'\(path)' cannot be written\n  check that the disk has room and that the folder is yours"
  case .notSafe(let path, let danger): message(for: danger, path: path)
  case .storeUnreadable(let path):
    "'\(path)' is not in the store any more, or cannot be read back\n"
      + "  a run makes it anew, once; where that does not help, check the disk"
  case .stopped:
    "stopped as asked; what was done is kept, and the next run goes on from there"
  case .notHandedOver(let faults): faults.map { message(for: $0) }.joined(separator: "\n")
  case .afterRollingBack(let fault):
    "rolled back, but what came after failed: \(message(for: fault))\n"
      + "  'current' is the earlier release all the same, and the next run puts the ledger right"
  case .afterPublishing(let fault):
    "published, but what came after failed: \(message(for: fault))\n"
      + "  the lists are tonight's all the same, and the next run puts the ledger right"
  }
}

/// Why a folder was not handed over, and what to do.
private func message(for fault: HandingFault) -> String {
  let folder = "the folder of '\(fault.folder)'"
  return switch fault.obstacle {
  case .noGroup:
    "\(folder) is for nobody else to read: no group is stated for it\n"
      + "  add it to 'groups' under handing_over in the publishing file"
  case .unknownGroup(let group):
    "\(folder) is for nobody else to read: this machine knows no group '\(group)'\n"
      + "  make the group, or name another under handing_over in the publishing file"
  case .notChanged(let path, let group):
    "\(folder) is for nobody else to read: the \(group.map { "group of '\(path)' cannot be made '\($0)'" } ?? "mode of '\(path)' cannot be changed")\n"
      + "  whoever runs the program has to be in the group, and the file system has to know groups and modes"
  case .noFolder(let path):
    "\(folder) was not copied: there is no folder '\(path)'\n"
      + "  mount the share or make the folder; it is never made here, since a share that is not mounted would be taken for one"
  case .notCopied(let path):
    "\(folder) was not copied to '\(path)', which cannot be written\n"
      + "  check the share's room and rights; what lay there before may be last night's"
  case .link(let path):
    "\(folder) was not copied: '\(path)' is a link, which could lead patients' data elsewhere\n"
      + "  find out who made it, then remove it"
  case .notACopy(let path):
    "\(folder) was not copied: '\(path)' holds something else than a release's folder, which is not replaced\n"
      + "  look at it and take it away, or give another copy_to"
  }
}

/// What is wrong with a step of the person plan.
private func fact(of fault: StepFault) -> String {
  switch fault {
  case .missingColumn(let step, let column):
    "the step '\(step)' works with the column '\(column)', which it was not given or does not make"
  case .missingFeed(let step, let feed):
    "the step '\(step)' works with the feed '\(feed)', which it was not given"
  case .noSeason(let campaign, let date, _): "campaign '\(campaign)' has no season on \(date)"
  }
}

private func message(for danger: PathDanger, path: String) -> String {
  switch danger {
  case .link:
    "'\(path)' is a link, which could lead patients' data elsewhere\n"
      + "  find out who made it, then remove it; only the --state and --output folders themselves may be links"
  case .otherOwner:
    "'\(path)' belongs to another user, who could read patients' data in it or change it\n"
      + "  give a folder of your own with --state and --output, or 'chown' this one"
  case .writableByOthers(let mode):
    "'\(path)' can be written by others (mode \(String(mode, radix: 8))), who could change what is published\n"
      + "  take that away: chmod go-w '\(path)'"
  case .notPlain:
    "'\(path)' is no file of its own\n  find out what it is, then remove it"
  }
}

private let makingAKey =
  "make one with (umask 077; openssl rand -hex 32 > FILE), keep it where no definition or feed lies, and give --pseudonym-key FILE"

private func message(for fault: PseudonymKeyFault) -> String {
  switch fault {
  case .none:
    "the pipeline publishes persons under pseudonyms, and no key to make these was given\n  \(makingAKey), or PHM_PSEUDONYM_KEY in the environment"
  case .unreadable(let path):
    "'\(path)', the key of the pseudonyms, cannot be read\n  give --pseudonym-key a file that this user may read"
  case .openToOthers(let path, let mode):
    "'\(path)', the key of the pseudonyms, is open to others (mode \(String(mode, radix: 8))): whoever has it can name everybody\n"
      + "  take that away with chmod 600 '\(path)'; where others may have read it, make another key"
  case .ofAnother(let path):
    "'\(path)', the key of the pseudonyms, belongs to another user, who has it and could put another in its place\n"
      + "  give it to the user who runs phm: chown it, or make another"
  case .malformed(let source):
    "what \(source) holds is no key of pseudonyms: 64 hexadecimal digits or more, an even number of them, made at random\n  \(makingAKey)"
  }
}

/// The message of a mistake on the command line.
package func message(for usage: UsageFault) -> String {
  switch usage {
  case .noInput:
    "no input folder: give --input DIR\n"
      + "  it has no default, so that a forgotten flag cannot publish made-up patients"
  case .inputNotFound(let folder):
    "there is no folder '\(folder)'\n  give --input the folder that holds tonight's feeds"
  case .outputOfOther(let folder, let pipeline):
    "'\(folder)' holds the releases of pipeline '\(pipeline)', whose lists would be taken away\n"
      + "  give this pipeline another --output folder"
  case .pseudonymKey(let fault): message(for: fault)
  case .acceptedWithoutReason(let text):
    "--accept '\(text)' does not say why\n"
      + "  write the list, '=' and the reason, such as --accept 'copd-review=the audit is done'"
  case .notADate(let text): "'\(text)' is not a day\n  write it as yyyy-MM-dd, such as 2026-11-20"
  case .unknownStage(let name, let nearest):
    unknown("stage", name, nearest, remedy: "'phm plan' lists the stages")
  case .unknownCohort(let name, let nearest):
    unknown("cohort", name, nearest, remedy: "the pipeline's 'cohorts:' names them")
  case .unknownFeed(let name, let nearest):
    unknown("feed", name, nearest, remedy: "the pipeline's 'feeds:' names them")
  case .unknownRun(let name, let nearest):
    unknown("run", name, nearest, remedy: "'phm runs' lists them")
  case .runOfOther(let run, let pipeline):
    "run '\(run)' is of pipeline '\(pipeline)'\n  name that pipeline's file with --pipeline, and its --output folder"
  case .nothingReleased(let run):
    "run '\(run)' published nothing\n  'phm runs' says which runs did"
  case .releaseGone(let run):
    "the release of run '\(run)' is not in the output folder: it was cleared away, or published elsewhere\n"
      + "  keep_runs in the publishing file says how many releases are kept; 'phm runs' lists them"
  case .releaseNotWhole(let run, let file):
    (file.map { "the release of run '\(run)' is not what was made: '\($0)' is missing or another" }
      ?? "what the release of run '\(run)' has to hold is not in the store any more")
      + "\n  take another run that 'phm runs' lists, or run that night again with --reference-date"
  case .nothingToShow(let name, let nearest):
    unknown("stage or file", name, nearest, remedy: "'phm plan' lists the stages")
  case .noContract(let name):
    "no feed of the pipeline reads a file called '\(name)'\n"
      + "  give the file a name that a feed's 'files:' matches, or name another --pipeline"
  case .unknownColumn(let name, let table, let nearest):
    unknown("column", name, nearest, remedy: "'phm show \(table)' shows the columns")
  case .unknownTable(let name, let stage, let tables):
    "\(stage) has no table '\(name)'\n  it has \(tables.joined(separator: ", "))"
  case .condition(let messages, let columns):
    messages + "\n  the columns are \(columns.joined(separator: ", "))"
  case .notRunYet(let name):
    "\(name) has no output in the store\n  run it first: phm run --input DIR --stage \(name)"
  case .outputGone(let stage, let run):
    "the output of \(stage) in run \(run) is not in the store any more, or cannot be read back\n"
      + "  run it again: phm run --input DIR --stage \(stage); of runs gone by the store keeps the newest releases only "
      + "('keep_runs')"
  case .notAnNHSNumber:
    "that is not an NHS number\n  it has ten digits, the last of them a check digit"
  case .notAPseudonym(.uuid):
    "that is not a UUID\n  persons of this pipeline have one each: 32 hexadecimal digits, 8-4-4-4-12"
  case .notAPseudonym(.token(let length, _)):
    "that is not a pseudonym of this pipeline\n  it has "
      + (length.map { "\($0)" } ?? "1 to \(PseudonymForm.longest)")
      + " characters: letters, digits, - and _"
  case .unknownPseudonym:
    "nobody in the population has that pseudonym\n"
      + "  check its characters; a person who has left, died or is in a rejected row is not in the population"
  case .unknownPerson:
    "nobody in the population has that number\n"
      + "  check the digits; a person who has left, died or is in a rejected row is not in it"
  case .outOfRange(let option, let range): "\(option) is \(range)"
  }
}

private func unknown(_ kind: String, _ name: String, _ nearest: String?, remedy: String) -> String {
  "there is no \(kind) '\(name)'\n  " + (nearest.map { "did you mean '\($0)'? " } ?? "") + remedy
}

private func message(
  forMissing feeds: [MissingFeed], folder: String, withoutName: [String]
) -> String {
  feeds.map { feed in
    let patterns = feed.patterns.map { "'\($0)'" }.joined(separator: " or ")
    return "\(feed.feed): no file matches \(patterns) below '\(folder)'"
  }.joined(separator: "\n")
    + (withoutName.isEmpty ? "" : "\n" + sentence(forWithoutName: withoutName))
    + "\n  nothing was run; check that tonight's delivery is complete"
}

private func message(forLacking sets: [[LackingFeed]]) -> String {
  sets.map { set in
    "nothing was delivered of " + set.map { $0.description }.joined(separator: " or ")
  }.joined(separator: "\n")
    + "\n  nothing was published and the last release stays; check that tonight's delivery is complete"
}

/// Files that no feed reads because their names are not UTF-8.
package func sentence(forWithoutName files: [String]) -> String {
  "not read, since the name is not UTF-8: "
    + files.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    + (files.count > 5 ? " and \(files.count - 5) more" : "")
    + "; rename and run again if a feed is in it"
}

/// What is said of a feed of which more rows were rejected than are kept.
package func sentence(forRejectsKept count: Int) -> String {
  "rejected rows that are counted and not kept: the rejects have the first \(grouped(count))"
}

/// The mistakes of the definitions, the first of very many, and how many there are.
package func message(for mistakes: DefinitionMistakes) -> String {
  let count = mistakes.mistakes.count
  let most = 100
  return mistakes.mistakes.prefix(most).map { message(for: $0) }.joined(separator: "\n")
    + (count > most ? "\n… and \(count - most) more" : "")
    + "\n\(count) \(count == 1 ? "mistake" : "mistakes") in the definitions; nothing was run"
}

/// What is said of the run before where by its name it started after this one.
package func sentence(forLaterRun run: String) -> String {
  "warning: run \(run) was made before this one and bears a later time: this machine's clock is wrong now or was then; runs are ordered as they were made"
}

/// That nobody can be followed by pseudonym from the release before to this one.
package func sentence(for change: ChangedPseudonyms) -> String {
  "warning: pseudonyms are made by another key (id \(change.now)) than in the release of \(change.referenceDate) (id \(change.before)): nobody can be followed from that one to this one, and analyses that join the two find nobody again"
}

/// What is said of a file of the ledger that is no run, or not as it was written.
package func sentence(forUnreadableRun path: String) -> String {
  "warning: '\(path)' cannot be read as a run: restore it, or remove it; what it published is found by its release as long as that is current"
}
