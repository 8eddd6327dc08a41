"""`make bench`: how long things take, beside a baseline measured in the same run. It prints, and never judges."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WARM, PEAK = (Path(__file__).with_name(name) for name in ("warm.py", "peak.py"))
CASE = ROOT / "checklists" / "examples" / "medical-coder.yaml"
LARGEST = ROOT / "checklists" / "examples" / "freelance-platform.yaml"
DAY = "2026-11-24"
KPORISK = ("-m", "kporisk")


@dataclass(frozen=True)
class Run:
    """A command in a process of its own: wall time in seconds, peak memory in MiB."""

    seconds: float
    peak: float


@dataclass(frozen=True)
class Row:
    """One line of the table; the ratio is of ours to the baseline's."""

    what: str
    ours: str
    baseline: str = ""
    theirs: str = ""
    ratio: float | None = None
    target: str = ""


def seconds(*command: str) -> float:
    """The wall time of a command. Raises CalledProcessError where it fails."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True, env=_environment())
    return time.perf_counter() - start


def peak(*command: str) -> float:
    """The peak memory of a command in MiB, Python itself included."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "peak")
        seconds(str(PEAK), str(file), *command)
        return int(file.read_text(encoding="ascii")) / 2**20


def in_turn(times: int, *commands: Sequence[str]) -> list[Run]:
    """The median of each command, run in turn so that whatever else the machine does weighs on all alike.

    A first run of each is for its memory and fills the caches.
    """
    peaks = [peak(*command) for command in commands]
    runs = [[seconds(*command) for command in commands] for _ in range(times)]
    return [Run(statistics.median(each), most) for each, most in zip(zip(*runs, strict=True), peaks, strict=True)]


def warm(*arguments: str) -> dict[str, Any]:
    """The figures of `warm.py`, measured in a process of its own."""
    done = subprocess.run([sys.executable, str(WARM), *arguments], cwd=ROOT, stdout=subprocess.PIPE, check=True, env=_environment())
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("KPORISK_")} | {"PYTHONPATH": str(ROOT)}


def _seconds(value: float) -> str:
    if value >= 1:
        return f"{value:.2f} s"
    return f"{value * 1e3:.1f} ms" if value >= 1e-3 else f"{value * 1e6:.0f} µs"


def _timed(what: str, ours: float, baseline: str, theirs: float, target: str = "") -> Row:
    return Row(what, _seconds(ours), baseline, _seconds(theirs), ours / theirs, target)


def commands(bare: Sequence[str]) -> list[Row]:
    """Commands in processes of their own."""
    helped, help_base = in_turn(15, (*KPORISK, "--help"), bare)
    assessed, assess_base = in_turn(7, (*KPORISK, "assess", str(CASE), "--as-of", DAY, "--format", "json"), bare)
    name = "bare interpreter, python -c pass"
    return [
        _timed("kporisk --help", helped.seconds, name, help_base.seconds, "0.2 s"),
        _timed("kporisk assess to JSON, cold", assessed.seconds, name, assess_base.seconds),
        Row("  peak memory, --help", f"{helped.peak:.0f} MiB", name, f"{help_base.peak:.0f} MiB", helped.peak / help_base.peak),
        Row("  peak memory, assess", f"{assessed.peak:.0f} MiB", name, f"{assess_base.peak:.0f} MiB", assessed.peak / assess_base.peak),
    ]


def assessments() -> tuple[list[Row], str, float]:
    """A warm process over generated cases; the last value is the seconds for one of them, from its normal form."""
    figures = warm("assessments")
    validate, name = figures["validate"], "one jsonschema validation of the same document"

    def row(what: str, key: str, target: str = "") -> Row:
        seconds = figures[key]
        return Row(what, f"{1 / seconds:,.0f} a second", name, f"{1 / validate:,.0f} a second", seconds / validate, target)

    rows = [
        row("normal form to assessment, warm", "whole", "2,000 a second"),
        row("  the same without gc.freeze()", "whole_unfrozen"),
        row("  assess alone", "alone"),
        row("  normal form to case alone, with its digests", "from_normal"),
        row("  assess, and write its JSON with the plan", "to_json"),
        row("parse the JSON text alone", "parse_json"),
        row("read and validate a JSON file", "read"),
        row("validate alone (the baseline itself)", "validate"),
    ]
    said = f"Generated cases: 1,000, on average {figures['answers']:.0f} answers and {figures['bytes'] / 1024:.0f} KiB of JSON; fixed seed."
    return rows, said, figures["whole"]


def reports(folder: Path) -> tuple[list[Row], str]:
    """PDF reports, cold and warm."""
    page = folder / "report.html"
    figures = warm("reports", str(LARGEST), DAY, str(page))
    plain = (
        f"import weasyprint; weasyprint.HTML(string=open({str(page)!r}, encoding='utf-8').read()).write_pdf({str(folder / 'plain.pdf')!r})"
    )
    ours = (*KPORISK, "assess", str(LARGEST), "--as-of", DAY, "--quiet", "--pdf", str(folder / "report.pdf"))
    cold, cold_base = in_turn(3, ours, ("-c", plain))
    name, defaults = "WeasyPrint, same HTML, no tags or attachments", "WeasyPrint's defaults on the HTML report, cold"
    rows = [
        _timed("PDF, legal edition, warm, CPU", figures["legal"], name, figures["plain"], "1.3 times"),
        _timed("PDF, summary, warm, CPU", figures["summary"], name, figures["plain"], "0.4 times"),
        _timed("PDF, internal edition, warm, CPU", figures["internal"], name, figures["plain"]),
        _timed("PDF, vendor's edition, warm, CPU", figures["vendor"], name, figures["plain"]),
        _timed("HTML report, warm, CPU", figures["html"], name, figures["plain"]),
        _timed("PDF, cold (kporisk assess --pdf)", cold.seconds, defaults, cold_base.seconds),
        Row("  peak memory, PDF", f"{cold.peak:.0f} MiB", defaults, f"{cold_base.peak:.0f} MiB", cold.peak / cold_base.peak),
    ]
    said = (
        f"Report: {LARGEST.name}, the longest of the examples, {figures['pages']} pages, {figures['size'] / 1024:.0f} KiB; "
        f"plain WeasyPrint makes {figures['plain_pages']} pages, {figures['plain_size'] / 1024:.0f} KiB of it."
    )
    return rows, said


def nights(folder: Path, alone: float) -> tuple[list[Row], str]:
    """Nightly runs over registers of many vendors; `alone`: seconds in which one warm process assesses one case."""
    rows, sizes = [], []
    for count, words in ((1_000, ()), (1_000, ("changed",)), (10_000, ())):
        figures = _night(folder / f"{count}{''.join(words)}", count, *words)
        done = figures["changed"] + figures["unchanged"]
        assert (done, figures["failed"]) == (count, 0)
        what = f"reassess --due, {count:,} vendors, {'all' if words else 'nothing'} changed"
        name = "their cases alone, assessed in one warm process"
        rows.append(_timed(what, figures["seconds"], name, count * alone, "60 s" if count == 1_000 and not words else ""))
        sizes.append(f"{count:,} vendors take {figures['bytes'] / 2**20:.0f} MiB")
        rows.append(Row("  vendors a second", f"{count / figures['seconds']:,.0f}"))
    return rows, f"Without printing, which takes as long as the table above says for each that changed. SQLite: {sizes[0]}, {sizes[2]}."


def _night(folder: Path, count: int, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.night", str(folder), str(count), *words]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, env=_environment())
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def table(rows: Sequence[Row]) -> str:
    """The rows under their headings, in columns."""
    cells = [("", "median", "baseline", "its median", "ratio", "target")]
    cells += [(r.what, r.ours, r.baseline, r.theirs, "" if r.ratio is None else f"{r.ratio:.2f}", r.target) for r in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(6)]
    place: tuple[Callable[[str, int], str], ...] = (str.ljust, str.rjust, str.ljust, str.rjust, str.rjust, str.rjust)
    return "\n".join("  ".join(put(text, width) for put, text, width in zip(place, line, widths, strict=True)).rstrip() for line in cells)


def main() -> None:
    """Measure and print."""
    start, load = time.perf_counter(), os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    out = sys.stdout
    out.write(f"kporisk bench: Python {platform.python_version()}, {platform.machine()}, {cores} cores, load {load:.1f} at the start\n")
    out.write("A ratio is time (or memory) against the baseline's: 2 is twice as long, 0.1 a tenth.\n\n")
    out.flush()
    out.write(f"{table(commands(('-c', 'pass')))}\n\n")
    out.flush()
    rows, said, alone = assessments()
    out.write(f"{table(rows)}\n{said}\nOne process; its loaded checklists are set aside with gc.freeze(), as a nightly run would.\n\n")
    out.flush()
    with tempfile.TemporaryDirectory() as folder:
        rows, said = reports(Path(folder))
    out.write(f"{table(rows)}\n{said}\n\n")
    out.flush()
    with tempfile.TemporaryDirectory() as folder:
        rows, said = nights(Path(folder), alone)
    out.write(f"{table(rows)}\n{said}\n\n{time.perf_counter() - start:.0f} s in all.\n")


if __name__ == "__main__":
    main()
