"""An assessment of another version is held against what this one computes: its numbers and warnings, but not its contradictions."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from kporisk.documents.cases.normal import normal_form
from kporisk.documents.files.digest import canonical
from kporisk.workflow.assess import assessed_file
from kporisk.workflow.verify.recompute import assessed_again, compared
from kporisk.workflow.verify.result import Outcome
from tests.golden.printed import AS_OF, case_file
from tests.worlds import shipped


@cache
def _made() -> tuple[bytes, dict[str, Any]]:
    assessed = assessed_file(case_file("analytics-firm"), shipped(), as_of=AS_OF, depth=None)
    return canonical(normal_form(assessed.case)), dict(assessed.document)


def _outcome(*, contradictions: bool = True, others: bool = True, **changed: Any) -> Outcome:
    """What comes of a stated assessment with only these of its warnings."""
    case, document = _made()
    stated = {**copy.deepcopy(document), **changed}
    stated["warnings"] = [one for one in stated["warnings"] if (contradictions if "questions" in one else others)]
    return compared(stated, assessed_again(case, stated, shipped()).document).outcome


def test_the_example_has_both() -> None:
    told = ["questions" in one for one in _made()[1]["warnings"]]
    assert True in told and False in told


def test_this_versions_warnings_are_all_there() -> None:
    assert _outcome() is Outcome.OK
    assert _outcome(contradictions=False) is Outcome.FAILED
    assert _outcome(others=False) is Outcome.FAILED


def test_another_version_may_know_fewer_contradictions_and_no_fewer_other_warnings() -> None:
    assert _outcome(kporisk_version="0.0.1") is Outcome.OK
    assert _outcome(kporisk_version="0.0.1", contradictions=False) is Outcome.OK
    assert _outcome(kporisk_version="0.0.1", others=False) is Outcome.FAILED


def test_another_version_may_word_its_contradictions_otherwise() -> None:
    warnings = [{**one, "message": {"en": "x", "fr": "y"}} if "questions" in one else one for one in _made()[1]["warnings"]]
    assert _outcome(kporisk_version="0.0.1", warnings=warnings) is Outcome.OK
    assert _outcome(warnings=warnings) is Outcome.FAILED
