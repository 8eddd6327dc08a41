"""The form as a file: it runs only its own script, loads nothing, holds what is the respondent's, and is the same every time."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path
from unittest.mock import patch

import pytest

from kporisk.documents.form import content as content_module
from kporisk.documents.form.page import write_form
from kporisk.documents.form.words import IN_SCRIPT, WORDS
from kporisk.documents.workbook.material import Material, material
from kporisk.documents.workbook.words import WORDS as WORKBOOK
from kporisk.model.case import Vendor
from kporisk.model.checklist import Respondent
from kporisk.resources import folder
from tests.documents.filled import WHOSE, made
from tests.documents.form.filling import data_in, some
from tests.documents.test_questionnaire import EXAMPLES, all_marked, example, marked
from tests.reports.canaries import Marker
from tests.worlds import shipped

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}<!--"


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy_of(page: str) -> dict[str, str]:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert found is not None
    return dict(part.strip().split(" ", 1) for part in html.unescape(found[1]).split(";"))


def marks_in(content: bytes) -> set[str]:
    return set(re.findall("Q[0-9]{9}Z", content.decode()))


def test_the_policy_admits_the_pages_own_script_and_style_and_nothing_else() -> None:
    page = write_form(made(langs=("en", "fr"))).decode()
    scripts, styles = re.findall("<script>(.*?)</script>", page, re.DOTALL), re.findall("<style>(.*?)</style>", page, re.DOTALL)
    assert len(scripts) == len(styles) == 1 and page.count("<script") == 2
    assert policy_of(page) == {
        "default-src": "'none'",
        "script-src": hash_of(scripts[0]),
        "style-src": hash_of(styles[0]),
        "img-src": "data:",
        "form-action": "'none'",
        "base-uri": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert not re.search(r"\s(?:src|href|action|srcset)=(?!\"#|\"data:,\")", page.split("<script>")[0])
    assert not re.search(r"https?://|//[a-z]|@import|url\(|\son[a-z]+=|\sstyle=", page)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(\"on", scripts[0])
    assert write_form(made(langs=("en", "fr"))).decode() == page


def test_texts_are_data_whatever_they_say() -> None:
    case = example(EXAMPLES[0])
    answer = {"status": "answered", "value": "named", "note": HOSTILE}
    last = {**case, "response": {**case["response"], "answers": {"ip_need_to_know": answer}}}
    checklists = shipped().checklists
    of = material(
        last, {"ip_need_to_know"}, checklists, respondent=Respondent.VENDOR, langs=("en",), vendor=Vendor("a", HOSTILE), whose=WHOSE
    )
    assert of is not None
    content = write_form(of)
    page = content.decode()
    assert "<img" not in page and "<script>alert" not in page and page.count("</script>") == 2 and "49" not in page.split("<body>")[1][:600]
    data = data_in(content)
    assert data["last"]["ip_need_to_know"]["note"] == HOSTILE and data["name"] == HOSTILE


@pytest.mark.parametrize("path", EXAMPLES[:3], ids=lambda path: path.stem if path.stem != "case" else path.parent.name)
def test_nothing_that_is_not_the_vendors_is_in_a_vendors_form(path: Path) -> None:
    files = []
    for seed in (1, 2):
        marker = Marker(seed)
        case, checklists, vendor = all_marked(path, marker)
        of = material(
            case, set(checklists.question), checklists, respondent=Respondent.VENDOR, langs=("en", "fr"), vendor=vendor, whose=WHOSE
        )
        assert of is not None
        with patch.object(content_module, "version_of", lambda _: "0" * 64):  # a digest of all that is marked
            content = write_form(of)
        assert not marks_in(content) & marker.marks
        files.append(content)
    assert files[0] == files[1]


def test_the_search_finds_what_others_are_shown() -> None:
    marker = Marker(3)
    checklists = marked(shipped().checklists, marker, Respondent.CLIENT)
    of = material(
        None, set(checklists.question), checklists, respondent=Respondent.CLIENT, langs=("fr",), vendor=made().vendor, whose=WHOSE
    )
    assert of is not None
    assert marks_in(write_form(of)) & marker.marks


def test_every_word_is_said_in_every_language_with_the_same_places_to_fill() -> None:
    english, french = WORDS["en"], WORDS["fr"]
    assert english.keys() == french.keys()
    for key, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", french[key])), key
        assert french[key] == WORKBOOK["fr"].get(key) or not re.search(r"[ \w][;:?!»]|«[^\xa0]", french[key]), key
    script = "".join(path.read_text("utf-8") for path in sorted((folder("report_templates") / "form" / "script").glob("*.js")))
    assert {key for key in IN_SCRIPT if f'"{key}"' not in script} == set()
    said = set(re.findall(r'"((?:kept|copy|file|state|summary|progress|wrong)_[a-z0-9_]+)"', script))
    assert said <= set(IN_SCRIPT) and len(said) > 25


def test_a_form_in_one_language_has_no_switch() -> None:
    page = write_form(some(langs=("fr",))).decode()
    assert '<html lang="fr">' in page and "data-lang=" not in page.split("<script")[0] and 'lang="en"' not in page.split("<body>")[1]


def test_one_is_told_of_last_time_by_names_and_only_if_there_was_one() -> None:
    page = write_form(some(EXAMPLES[0])).decode()
    assert 'value="same"' in page and "how_same" not in page and WORDS["en"]["how_same"] in html.unescape(page)
    bare: Material = some()
    assert 'value="same"' not in write_form(bare).decode()
