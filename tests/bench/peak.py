"""Run `-m MODULE …` or `-c CODE …` and write the process's peak memory, in bytes, to a file: `peak.py FILE -m kporisk --help`.

The process asks the kernel about itself: what `wait` tells the parent counts the parent's own memory up to the start of the child.
"""

from __future__ import annotations

import atexit
import resource
import runpy
import sys
from pathlib import Path


def peak() -> int:
    """Peak resident memory of this process in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    file, how, what, *rest = sys.argv[1:]
    atexit.register(lambda: Path(file).write_text(str(peak()), encoding="ascii"))
    sys.argv = [what, *rest]
    if how == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<command>", "exec"), {"__name__": "__main__"})  # noqa: S102  what the bench itself wrote
