"""Proves that a night that is killed leaves a whole release, and that the next run goes on from there.

Kills come at random times and just before an operation on a file, in turns. Up to five nights in a row are killed in the same
folders, until one ends before it is killed; then a night runs to its end, which must publish the right release. Every fourth row starts with no earlier night.
"""
import random, time
from .nights import FIRST, SECOND, Torn, ending, pattern

ROW = 5


def run(nights, options):
    """Kills nights."""
    nights.good(SECOND)
    seconds, operations = {}, {}
    for night, before in ((SECOND, "first"), (FIRST, None)):
        nights.put(before)
        began = time.monotonic()
        nights.run(night)
        seconds[night] = time.monotonic() - began
        nights.put(before)
        nights.run(night, nights.watched())
        operations[night], _ = nights.told()
    lost, done, late, row = nights.lost, 0, 0, 0
    total = len(options.at.split(",")) if options.at else options.kills
    while done < total:
        # Each row has random numbers of its own, so that one can be done alone.
        choice = random.Random(f"{options.seed} {row}")
        night, before = (FIRST, None) if row % 4 == 3 else (SECOND, "first")
        nights.put(before)
        history, is_whole, kept = [], True, ""
        for index in range(min(ROW, total - done)):
            done += 1
            if options.at:
                which = options.at.split(",")[done - 1]
                code, _ = nights.run(night, nights.watched(kill=which))
                history.append(nights.told()[1])
            elif done % 2:
                # What an earlier kill of the row left makes a night shorter.
                moment = seconds[night] * choice.random() ** (1 + index / 2)
                process = nights.start(night)
                time.sleep(moment)
                process.kill()
                process.communicate()
                code = process.returncode
                history.append(f"after {moment:.3f} s")
            else:
                number = max(1, int(operations[night] * choice.random() ** (1 + index / 2)))
                code, _ = nights.run(night, nights.watched(kill=number))
                history.append(f"before operation {number} {pattern(nights.told()[1], nights)}")
            is_late = code != -9
            late += is_late
            wrong = judge(nights, night, code)
            if wrong:
                kept = nights.hold("kills")
                nights.tell("kills", f"row {row}, killed {', '.join(history)}", wrong, again(nights, options, row, kept))
                is_whole = False
                break
            if is_late:
                break
        if is_whole:
            kept = nights.hold("kills")
            wrong = nights.finish(night)
            nights.release_hold(kept, wrong)
            if wrong:
                nights.tell("kills", f"row {row}, killed {', '.join(history)}", wrong, again(nights, options, row, kept))
        row += 1
    print(f"kills: {done} nights killed in {row} rows, {late} of them after they had ended, {nights.lost - lost} lost", flush=True)


def again(nights, options, row, kept):
    return nights.again("kills", "--kills", options.kills) + (f"   kept: {kept}" if kept else "")


def judge(nights, night, code):
    """What is wrong with what is current after a kill, or nothing."""
    if code not in (-9, 0):
        return f"it ends with {ending(code)} before it is killed"
    try:
        found = nights.which([FIRST, SECOND] if night == SECOND else [FIRST])
    except Torn as torn:
        return str(torn)
    if found is None and night == SECOND:
        return "the release of the night before is gone"
    return ""
