"""The assessment made anew from what a report carries, and held against the one in the file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.documents.cases.reader import read_case_content
from kporisk.documents.content.bundle import unbundle
from kporisk.documents.content.loading import load_checklists
from kporisk.documents.content.method import load_method
from kporisk.documents.results.earlier import read_assessment
from kporisk.errors import InvalidDocument, KporiskError
from kporisk.model.assessment import Depth
from kporisk.seal.carried import Carried
from kporisk.workflow.assess import Assessed, assess_case
from kporisk.workflow.change import Previous, Told, tell
from kporisk.workflow.library import Library
from kporisk.workflow.verify.data import CHANGE, needed
from kporisk.workflow.verify.result import Check, Outcome, Said, said

TOLERANCE = 1e-9
MOST_SHOWN = 10


def opened(found: Carried, folder: Path) -> tuple[Library, Assessed]:
    """The checklists and method that a report carries, laid out in `folder`, and its case, assessed with them anew.

    Raises InvalidDocument, KeyError, ValueError or TypeError for what does not fit together.
    """
    folders = unbundle(found.attachments["checklists.json"], found.attachments["method.yaml"], folder)
    library = Library(load_checklists(folders), load_method(folders), folders)
    stated = json_object(found.attachments["assessment.json"])
    return library, assessed_again(found.attachments["case.json"], stated, library)


def assessed_again(case_text: bytes, stated: Mapping[str, Any], library: Library) -> Assessed:
    """A case in normal form assessed anew as the `stated` assessment was: on its day, to its depth, with the warnings of its reading.

    Raises InvalidDocument where the case does not fit the library, KeyError, ValueError or TypeError where `stated` is no assessment.
    """
    case = read_case_content(case_text, "case.json", library.checklists)
    as_of, depth = date.fromisoformat(stated["as_of"]), Depth(stated["depth"])
    plain = assess_case(replace(case, warnings=()), library, as_of=as_of, depth=depth, source="case.json")
    # What was doubtful about the file in which the case once stood cannot be read off its normal form.
    computed = plain.document["warnings"]
    if stated.get("kporisk_version") != plain.document["kporisk_version"]:
        # Another version may know other contradictions, or word them otherwise. What it said of them is its own.
        computed = [warning for warning in computed if "questions" not in warning or warning in stated["warnings"]]
    of_reading = [warning for warning in stated["warnings"] if warning not in computed]
    return Assessed(case, {**plain.document, "warnings": _merged(stated["warnings"], of_reading, computed)})


def _merged(stated: list[Any], of_reading: list[Any], computed: list[Any]) -> list[Any]:
    """The computed warnings and those of the first reading, in the order in which they were stated."""
    return stated if sorted(map(json.dumps, [*of_reading, *computed])) == sorted(map(json.dumps, stated)) else computed


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a report carries, assessed anew."""

    assessed: Assessed
    told: Told | None
    """What changed since the older assessment that it carries, told anew; None where it tells of none."""


def recompute(found: Carried) -> Recomputed | Check:
    """The case assessed anew; where that cannot be done, the failed check that says why."""
    if any(name not in found.attachments for name in needed(found)):
        return Check("recomputed", Outcome.FAILED, (said("recomputed.no_data"),))
    try:
        with tempfile.TemporaryDirectory(prefix="kporisk-") as folder:
            library, assessed = opened(found, Path(folder))
            return Recomputed(assessed, told_in(found, assessed, library))
    except InvalidDocument as error:
        problems = [f"{problem.source}: {problem.pointer}" if problem.pointer else problem.source for problem in error.problems]
        shown = [said("recomputed.problem", place=place.rsplit("/", 1)[-1]) for place in dict.fromkeys(problems)][:MOST_SHOWN]
        return Check("recomputed", Outcome.FAILED, (said("recomputed.unreadable"), *shown))
    except (KporiskError, KeyError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return Check("recomputed", Outcome.FAILED, (said("recomputed.unreadable"),))


def told_in(found: Carried, assessed: Assessed, library: Library) -> Told | None:
    """What changed since the older assessment that a report carries, told anew from it; None where it carries none.

    Raises InvalidDocument, UsageError or ValueError for what does not fit together.
    """
    if CHANGE not in found.attachments:
        return None
    old = Previous(
        "previous.json", read_assessment(found.attachments["previous.json"], "previous.json"), found.attachments.get("previous-case.json")
    )
    return tell(old, assessed, library, depth=Depth(assessed.document["depth"]))


def compared_with(found: Carried, recomputed: Recomputed) -> Check:
    """The assessment in the file, and what it tells of a change, beside what was recomputed."""
    assessment = compared(json_object(found.attachments["assessment.json"]), recomputed.assessed.document)
    if assessment.outcome is Outcome.FAILED or recomputed.told is None:
        return assessment
    stated, told = json_object(found.attachments[CHANGE]), json.loads(json.dumps(recomputed.told.document))
    unlike = [_unlike(path, one, other) for path, one, other in _leaves(stated, told, "change") if not _equal(one, other)]
    if unlike:
        return Check("recomputed", Outcome.FAILED, (said("recomputed.differs", n=len(unlike)), *unlike[:MOST_SHOWN]))
    return Check("recomputed", Outcome.OK, (*assessment.said, said("recomputed.change_equal")))


def compared(stated: Any, recomputed: Mapping[str, Any]) -> Check:
    """The assessment in the file beside the one recomputed, leaf by leaf; both must be the same but for the version that made them."""
    same = stated.get("kporisk_version") == recomputed["kporisk_version"]
    counted, unlike = 0, []
    for path, one, other in _leaves(stated, json.loads(json.dumps(recomputed)), "$"):
        counted += 1
        if path == "$.kporisk_version" or _equal(one, other):
            continue
        if not same and (one is _ABSENT or other is _ABSENT or isinstance(one, str)):
            continue  # another version may say more, or say it otherwise; its numbers must be the same
        unlike.append(_unlike(path, one, other))
    if unlike:
        more = (said("recomputed.more", n=len(unlike) - MOST_SHOWN),) if len(unlike) > MOST_SHOWN else ()
        return Check("recomputed", Outcome.FAILED, (said("recomputed.differs", n=len(unlike)), *unlike[:MOST_SHOWN], *more))
    score = recomputed["score"]
    first = (
        said("recomputed.equal_unscored", n=counted)
        if score is None
        else said("recomputed.equal", n=counted, told=score["told"], proven=score["proven"])
    )
    if same:
        return Check("recomputed", Outcome.OK, (first,))
    other_version = said("recomputed.other_version", there=stated.get("kporisk_version"), here=recomputed["kporisk_version"])
    return Check("recomputed", Outcome.OK, (first, other_version))


_ABSENT = object()


def _leaves(one: Any, other: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            yield from _leaves(one.get(key, _ABSENT), other.get(key, _ABSENT), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _leaves(left, right, f"{path}[{number}]")
    else:
        yield path, one, other


def _equal(one: Any, other: Any) -> bool:
    if _is_number(one) and _is_number(other):
        return bool(abs(one - other) <= TOLERANCE)
    return type(one) is type(other) and one == other


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unlike(path: str, one: Any, other: Any) -> Said:
    """Numbers are said, what people wrote is not."""
    if _is_number(one) and _is_number(other):
        return said("recomputed.number", path=path, there=one, here=other)
    return said("recomputed.place", path=path)


def json_object(content: bytes) -> Any:
    """The object that is written there as JSON. Raises ValueError or TypeError for anything else."""
    document = json.loads(content)
    if not isinstance(document, dict):
        raise TypeError("this is no JSON object")
    return document
