"""The figures of a process that is already running, printed as JSON for `run.py`; all times in seconds."""

from __future__ import annotations

import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

CASES = 1_000
VALIDATED = 60
READ = 20
WRITTEN = 50
ROUNDS = 3


def _each(acts: Mapping[str, tuple[Sequence[Any], Callable[[Any], object]]]) -> dict[str, float]:
    """Seconds for one item of each act: the median over rounds of a round's mean.

    The acts take turns, so that whatever else the machine does weighs on all alike; up to 100 items go unmeasured first.
    """
    for items, act in acts.values():
        for item in items[:100]:
            act(item)
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, (items, act) in acts.items():
            start = time.perf_counter()
            for item in items:
                act(item)
            times[name].append((time.perf_counter() - start) / len(items))
    return {name: statistics.median(measured) for name, measured in times.items()}


def assessments() -> dict[str, float]:
    """Assessing 1,000 generated cases, and what comes before it: reading, validating."""
    from kporisk.assessment.assess import assess
    from kporisk.documents.cases.normal import case_from_normal, normal_form
    from kporisk.documents.cases.reader import read_case
    from kporisk.documents.cases.schemas import normal_schema, validator
    from kporisk.documents.results.assessment import assessment_document, dumps
    from kporisk.workflow.library import library
    from tests.bench.random_cases import AS_OF, random_cases

    loaded = library()
    checklists, method = loaded.checklists, loaded.method
    made = random_cases(CASES, checklists)
    texts = [json.dumps(normal_form(case), ensure_ascii=False) for case in made]
    documents = [json.loads(text) for text in texts]
    cases = [case_from_normal(document, checklists) for document in documents]
    prebuilt = validator(normal_schema(checklists))
    assert not [error.json_path for document in documents[:VALIDATED] for error in prebuilt.iter_errors(document)]

    def whole(document: Any) -> object:
        return assess(checklists, method, case_from_normal(document, checklists), AS_OF)

    result = _each({"whole_unfrozen": (documents, whole)})
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.json") for number in range(READ)]
        for file, text in zip(files, texts, strict=False):
            file.write_text(text, encoding="utf-8")
        result |= _each(
            {
                "whole": (documents, whole),
                "alone": (cases, lambda case: assess(checklists, method, case, AS_OF)),
                "from_normal": (documents, lambda document: case_from_normal(document, checklists)),
                "parse_json": (texts, json.loads),
                "to_json": (cases[:WRITTEN], lambda case: dumps(assessment_document(assess(checklists, method, case, AS_OF)))),
                "validate": (documents[:VALIDATED], lambda document: list(prebuilt.iter_errors(document))),
                "read": (files, lambda file: read_case(file, checklists)),
            }
        )
    result["answers"] = statistics.mean(len(case.response.answers) for case in cases)
    result["bytes"] = statistics.mean(len(text.encode()) for text in texts)
    return result


def reports(case: Path, day: str, page: Path) -> dict[str, Any]:
    """Printing editions of a report again and again, in CPU seconds; beside them WeasyPrint on the same HTML without tags and attachments.

    The baseline has our parsed style and fonts at hand, as a warm worker has. Writes the HTML for the screen to `page`.
    """
    import io
    from datetime import date

    from pypdf import PdfReader

    from kporisk.reports import press
    from kporisk.reports.edition import Audience, Edition
    from kporisk.workflow.assess import assessed_file
    from kporisk.workflow.library import library
    from kporisk.workflow.report import print_report, screen_report

    loaded = library()
    assessed = assessed_file(case, loaded, as_of=date.fromisoformat(day))
    page.write_bytes(screen_report(assessed, edition=Edition()))
    printed: list[tuple[str, press.Sheet]] = []
    print_pdf = press.print_pdf

    def noted(html: str, sheet: press.Sheet, *arguments: Any, **named: Any) -> bytes:
        printed.append((html, sheet))
        return print_pdf(html, sheet, *arguments, **named)

    with patch.object(press, "print_pdf", noted):
        ours = print_report(assessed, loaded, edition=Edition())
    ((text, sheet),) = printed

    def plain() -> Any:
        import weasyprint

        fonts, style, fetcher = press._prepared(sheet)
        source = weasyprint.HTML(string=text, url_fetcher=fetcher, base_url="kporisk:report")
        return source.write_pdf(stylesheets=[style], font_config=fonts)

    theirs = plain()
    acts: dict[str, Callable[[], Any]] = {
        audience.value: partial(print_report, assessed, loaded, edition=Edition(audience=audience)) for audience in Audience
    }
    acts |= {"plain": plain, "html": lambda: screen_report(assessed, edition=Edition())}
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            gc.collect()
            start = time.process_time()
            act()
            times[name].append(time.process_time() - start)
    pages = {name: len(PdfReader(io.BytesIO(content)).pages) for name, content in (("pages", ours), ("plain_pages", theirs))}
    return {name: statistics.median(measured) for name, measured in times.items()} | pages | {"size": len(ours), "plain_size": len(theirs)}


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    figures = assessments() if what == "assessments" else reports(Path(rest[0]), rest[1], Path(rest[2]))
    sys.stdout.write(json.dumps(figures))
