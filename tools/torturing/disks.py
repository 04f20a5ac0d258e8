"""Proves that a disk that fills up, wherever a night is by then, costs no release.

The folders lie on a small disk in memory, with too few bytes or too few files left for the night after a good one. The run has to
end with one of its exit codes and a whole release; with room made for it the next run must publish tonight's.
"""
import os, subprocess
from .nights import FIRST, SECOND
from .writes import judge


def run(nights, options):
    """Fills disks of several sizes."""
    nights.good(SECOND)
    nights.clear()
    if not mount(nights, "size=1g"):
        print("disks: none tried, since no disk in memory can be mounted here", flush=True)
        return
    try:
        fill(nights, options)
    finally:
        subprocess.run(["umount", nights.work])


def fill(nights, options):
    nights.put("first")
    bytes_before, files_before = used(nights)
    nights.run(SECOND)
    bytes_after, files_after = used(nights)
    lost = nights.lost
    ends = {}
    numbers = [int(options.at)] if options.at else range(options.disks)
    for number in numbers:
        # What is left goes from nothing to somewhat more than what the night leaves behind, since it needs more while it runs.
        part = number / max(1, options.disks - 1) * 1.3
        by_files = number % 4 == 3
        subprocess.run(["mount", "-o", "remount,size=1g,nr_inodes=1000000", nights.work], check=True)
        nights.put("first")
        room = (f"nr_inodes={files_before + int((files_after - files_before) * part) + 1}" if by_files
                else f"size={(bytes_before + int((bytes_after - bytes_before) * part)) // 4096 * 4 + 4}k")
        subprocess.run(["mount", "-o", f"remount,{room}", nights.work], check=True)
        code, said = nights.run(SECOND)
        ends[code] = ends.get(code, 0) + 1
        wrong = judge(nights, code, said, "")
        subprocess.run(["mount", "-o", "remount,size=1g,nr_inodes=1000000", nights.work], check=True)
        after = nights.finish()
        if wrong or after:
            nights.tell("disks", f"{room}, which is {part:.0%} of what the night adds",
                        "; ".join(text for text in (wrong, after) if text),
                        nights.again("disks", "--disks", options.disks, "--at", number))
    each = ", ".join(f"{count} with {code}" for code, count in sorted(ends.items()))
    print(f"disks: {len(numbers)} sizes tried ({each}), {nights.lost - lost} lost", flush=True)


def mount(nights, size):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", size + ",mode=700", "torture", nights.work],
                          capture_output=True).returncode == 0


def used(nights):
    """Bytes and files in use on the disk."""
    status = os.statvfs(nights.work)
    return (status.f_blocks - status.f_bfree) * status.f_frsize, status.f_files - status.f_ffree
