"""Forms for tests, and what somebody typed in one as it keeps it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kporisk.documents.form.page import write_form
from kporisk.documents.workbook.material import Material
from kporisk.model.scale import AnyOf
from tests.documents.filled import made
from tests.documents.test_questionnaire import example
from tests.worlds import shipped

SOME = (
    "ip_need_to_know",
    "ip_team_segregation",
    "ds_independent_assurance",
    "ds_mfa",
    "ds_pentest_date",
    "ds_bcp",
    "hc_attrition",
    "rd_material_custody",
)
"""Questions of every kind."""


def data_in(content: bytes) -> dict[str, Any]:
    """What the script of a form is given."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', content.decode(), re.DOTALL)
    assert found is not None
    parsed = json.loads(found[1])
    assert isinstance(parsed, dict)
    return parsed


def form_at(folder: Path, of: Material) -> Path:
    """A form as a file."""
    path = folder / "form.html"
    path.write_bytes(write_form(of))
    return path


FEW = ("ip_need_to_know", "ds_independent_assurance", "ds_mfa", "ds_pentest_date", "rd_material_custody")
"""The same in fewer."""


def some(case: Path | None = None, langs: tuple[str, ...] = ("en", "fr"), asked: tuple[str, ...] = SOME) -> Material:
    """A form of a few questions, perhaps with last time's answers."""
    return made(None if case is None else example(case), langs=langs, asked=asked)


def draft_of(form: Mapping[str, Any], response: Mapping[str, Any]) -> dict[str, Any]:
    """A response as somebody would have typed it, in the shape in which a form keeps it."""
    known = shipped().checklists.question
    people = [{"key": one["id"], "last": "", "values": {"role": "", "domains": [], **one}} for one in response["respondents"]]
    blank = {"issued": "", "expires": "", "file": "", "sha256": ""}
    pieces = [{"key": id, "last": "", "values": {**blank, **one, "id": id}} for id, one in response["evidence"].items()]
    facts = {"answered_on": response["answered_on"]}
    facts |= {f"declaration.{key}": value for key, value in response.get("declaration", {}).items()}
    answers = {}
    for id, answer in response["answers"].items():
        if id not in form["questions"]:
            continue
        chosen, entry, value = [answer["status"]], "", answer.get("value")
        if answer["status"] == "answered":
            options = form["questions"][id]["options"]
            if isinstance(known[id].scale, AnyOf):
                chosen = [f"option:{one}" for one in value] or ["none"]
            elif value in options:
                chosen = [f"option:{value}"]
            else:
                chosen, entry = [], str(value)
        cited = [dict(zip(("which", "where"), [*one.split("#", 1), ""], strict=False)) for one in answer.get("evidence", ())]
        answers[id] = {key: answer.get(key, "") for key in ("note", "reason", "by")} | {"chosen": chosen, "entry": entry, "cited": cited}
    return {
        "format": "kporisk.form-draft/1",
        "form": form["form"]["sha256"],
        "lang": "en",
        "facts": facts,
        "people": people,
        "evidence": pieces,
        "answers": answers,
    }
