"""Workspaces with checklists of their own beside the pinned ones."""

from __future__ import annotations

import json
from typing import Any

from kporisk.resources import folder
from tests.workflow.papers import case_document
from tests.workspaces import NOON, Place

SHIPPED = folder("checklists")
SECOND = "beta-research"
RULE = "our-mfa"
"""Fires for whoever has answered as the small case does."""

_RULE = """\
- id: our-mfa
  when: satisfaction(answers.ds_mfa) <= 0.7
  floor: high
  domain: data_security
  finding: {en: Too few sign in with two factors, fr: Trop peu de connexions à deux facteurs}
  remediation: {en: Require it of everybody, fr: L'exiger de tous}
  cases:
  - {answers: {ds_mfa: not_measured}, engagement: {data_classes: [trade_secret]}, expect: fires}
  - {answers: {ds_mfa: 100}, engagement: {data_classes: [trade_secret]}, expect: clear}
  - {answers: {}, engagement: {data_classes: [trade_secret]}, expect: possible}
"""


def own_rule(place: Place, *, folder: str = "checklists", text: str = _RULE) -> None:
    """Give the workspace a rule of its own, which is not adopted yet."""
    _write(place, f"{folder}/data_security/rules/ours.yaml", text)


def renamed_option(place: Place) -> None:
    """Call the option `type1` of ds_independent_assurance otherwise: whoever has answered so has no answer any more."""
    for name in ("questions.json", "fr.yaml"):
        text = (SHIPPED / "data_security" / name).read_text(encoding="utf-8")
        assert "type1" in text
        _write(place, f"checklists/data_security/{name}", text.replace("type1", "type_one"))


def required_fact(place: Place, id: str) -> None:
    """Make an engagement fact one that must be stated."""
    document = json.loads((SHIPPED / "engagement/questions.json").read_text(encoding="utf-8"))
    document["required"].append(id)
    _write(place, "checklists/engagement/questions.json", json.dumps(document))


def second_vendor(place: Place, **answers: Any) -> None:
    """A second vendor with the small case, `answers` laid over its own, assessed when the first one was."""
    document = case_document(**answers)
    document["vendor"] = {"id": SECOND, "name": "Beta Research Ltd"}
    case = place.folder.parent / "second.json"
    case.write_text(json.dumps(document), encoding="utf-8")
    for command in (("vendor", "add", SECOND, "--name", "Beta Research Ltd"), ("assess", case)):
        ran = place.run(*command, "-q", at=NOON)
        assert ran.code == 0, ran.err


def _write(place: Place, name: str, text: str) -> None:
    path = place.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
