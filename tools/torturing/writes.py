"""Proves that no write that fails publishes anything wrong.

On the night after a good one a single operation on a file fails: there is no space, the disk cannot be written, or half of the
bytes were written before that. The run has to end with one of its exit codes and the last release or tonight's, whole; with 0
only where tonight's is right. The next run must make tonight's release of whatever was left.
"""
import errno
from .nights import DOCUMENTED, FIRST, MISTAKE, PUBLISHED, SECOND, Torn, brief, ending, pattern, spread

FAULTS = [(errno.ENOSPC, ""), (errno.EIO, ""), (errno.ENOSPC, ":short")]
FLUSHES = ("fsync", "fdatasync", "syncfs")


def run(nights, options):
    """Lets operations fail, one in each night."""
    nights.good(SECOND)
    if options.at:
        trials = [(options.at, *fault) for fault in FAULTS]
    else:
        nights.put("first")
        nights.run(SECOND, nights.watched())
        total, _ = nights.told()
        numbers = spread(options.writes, total)
        trials = [(number, *fault) for index, number in enumerate(numbers)
                  for fault in (FAULTS if options.writes <= 0 else FAULTS[index % 3:index % 3 + 1])]
    lost = nights.lost
    reached = 0
    for which, code, way in trials:
        nights.put("first")
        ended, said = nights.run(SECOND, nights.watched(fail=f"{which}:{code}{way}"))
        _, operation = nights.told()
        reached += bool(operation)
        kept = nights.hold("writes")
        wrong = judge(nights, ended, said, operation)
        after = nights.finish()
        nights.release_hold(kept, wrong or after)
        if wrong or after:
            nights.tell("writes", f"{errno.errorcode[code]}{' after half of it' if way else ''} at {which} {operation}",
                        "; ".join(text for text in (wrong, after) if text),
                        nights.again("writes", "--at", f"'{pattern(operation, nights)}'") + (f"   kept: {kept}" if kept else ""))
    print(f"writes: {len(trials)} failures tried, {reached} of them reached, {nights.lost - lost} lost", flush=True)


def judge(nights, ended, said, operation):
    """What is wrong with how a run ended, or nothing."""
    if ended not in DOCUMENTED:
        return f"it ends with {ending(ended)}: {brief(said)}"
    if ended == MISTAKE:
        return f"it calls that a mistake of its own: {brief(said)}"
    if operation.split("@")[0] in FLUSHES and ended == 0:
        return "it publishes and ends with 0 although a flush failed"
    try:
        night = nights.which([FIRST, SECOND])
    except Torn as torn:
        return f"it ends with {ending(ended)} and {torn}"
    if night != (SECOND if ended in PUBLISHED else FIRST):
        return f"it ends with {ending(ended)} and the release of {night} is current"
    return ""
