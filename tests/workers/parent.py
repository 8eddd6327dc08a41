"""A program with a pool, to be killed or to end without a word: `python -m tests.workers.parent killed|forgetful`."""

from __future__ import annotations

import sys
import threading

from kporisk.workers.pool import Pool
from tests.workers import jobs


def main() -> None:
    pool = Pool(3)
    pool.submit(jobs.double, 1).result()
    if sys.argv[1] == "killed":
        others = [pool.submit(jobs.spin), pool.submit(jobs.hold_the_interpreter)]
        idle = pool.submit(jobs.warmth).result()[0]
        while not all(future.running() for future in others):
            threading.Event().wait(0.01)
        pids = [idle, *(worker.process.pid for worker in pool._supervisor._workers)]
        sys.stdout.write(" ".join(map(str, pids)) + "\n")
        sys.stdout.flush()
        threading.Event().wait()
    pool.submit(jobs.hang)
    pool.submit(jobs.double, 1).result()


if __name__ == "__main__":
    main()
