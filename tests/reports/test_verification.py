"""What came of verifying, in words: every code has them in every language, with what belongs to it, in lines that fit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kporisk
from kporisk import resources
from kporisk.documents.results.verification_schema import CHECKS, CODES
from kporisk.reports.speech import Speech, speech
from kporisk.reports.verification import verification_lines
from kporisk.seal.changes import Appended
from kporisk.seal.differences import Where
from kporisk.seal.found import Trust

SOURCE = Path(kporisk.__file__).parent
LANGUAGES = ("en", "fr")
NUMBERS = ("n", "at", "pages")


def _calls(folder: str, *names: str) -> Iterator[ast.Call]:
    for path in sorted((SOURCE / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield node


def _reasons() -> set[str]:
    return {str(ast.literal_eval(call.args[0])) for call in _calls("seal", "UnreadableError")}


def _meant(argument: ast.expr) -> set[str]:
    """The codes that an argument of `said` may be."""
    match argument:
        case ast.Constant(str(code)):
            return {code}
        case ast.IfExp(body=one, orelse=other):
            return _meant(one) | _meant(other)
        case ast.JoinedStr([ast.Constant("file."), _]):
            return {f"file.{reason}" for reason in _reasons()}
        case ast.JoinedStr([ast.Constant("pages."), _]):
            return {f"pages.{where.value}" for where in Where}
        case ast.JoinedStr([ast.Constant("signatures.behind."), _]):
            return {f"signatures.behind.{one.value}" for one in Appended if one not in (Appended.NOTHING, Appended.SIGNATURES)}
    raise AssertionError(f"line {argument.lineno}: {ast.unparse(argument)} is said; this test does not know what it may be")


def test_every_code_that_can_be_said_is_published_with_its_values_and_no_other() -> None:
    found: dict[str, set[str]] = {}
    for call in _calls("workflow/verify", "said"):
        for code in _meant(call.args[0]):
            found.setdefault(code, {str(one.arg) for one in call.keywords})
            assert found[code] == {str(one.arg) for one in call.keywords}, code
    assert len(found) > 50
    assert found == {code: set(names.split()) for code, names in CODES.items()}


def test_every_check_is_published() -> None:
    made = {name for call in _calls("workflow/verify", "Check") for name in _meant(call.args[0])}
    assert made == set(CHECKS)


def _value(name: str, n: int) -> Any:
    if name in NUMBERS:
        return n
    samples = {
        "told": 1.25, "proven": 10.5, "as_of": "2026-11-24", "state": "DRAFT", "audience": "legal", "sha256": "ab" * 32,
        "signer": "Ada Lovelace", "organisation": "Acme GmbH", "claimed": "2026-11-24", "timestamp": "2026-11-25",
        "trust": "trusted", "intact": True, "holds": True,
        "appended": "nothing", "name": "metadata", "place": "case.json: $.response", "path": "$.score.told",
    }  # fmt: skip
    return samples.get(name, f"<{name}>")


def detail(code: str, n: int = 2, **changed: Any) -> dict[str, Any]:
    return {"code": code, **{name: _value(name, n) for name in CODES[code].split()}, **changed}


def document(*details: dict[str, Any], check: str = "signatures", outcome: str = "failed", file: str = "x.pdf") -> dict[str, Any]:
    whole = "not_all_checked" if outcome == "not_checked" else outcome
    return {"outcome": whole, "file": file, "checks": [{"check": check, "outcome": outcome, "details": list(details)}]}


def sentence(code: str, lang: str, n: int = 2, **changed: Any) -> str:
    lines = verification_lines(document(detail(code, n, **changed)), lang=lang, width=100)
    return " ".join(" ".join(lines[:-2]).split(" "))


def spoken(lang: str) -> Speech:
    return speech(lang, (resources.folder("report_templates"),))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_words_and_nothing_in_them_stays_open(code: str, lang: str) -> None:
    for n in (0, 1, 2, 1234):
        text = sentence(code, lang, n)
        assert not re.search(r"[{}]|None|True|\bverify\.", text), text
    for name in CODES[code].split():
        if name not in UNSAID.get(code.split(".")[0], ()) and name not in UNSAID.get(code, ()):
            assert any(one.replace(" ", "") in "".join(text.split()) for one in _shown(name)), (name, text)


UNSAID = {
    "signatures": ("holds", "trust", "appended", "intact", "timestamp", "claimed"),
    "signatures.timestamp": ("signer", "organisation"),
    "file": ("state", "audience", "as_of"),
    "pages.words": ("name",),
    "pages.drawing": ("name", "found", "wanted"),
    "pages.pages": ("name", "at"),
    "pages.object": ("name", "at", "found", "wanted"),
    "pages.bytes": ("name", "found", "wanted"),
    "pages.broken": ("name", "found", "wanted"),
}
"""Values that choose the words, or that there are none for at such a place."""


def _shown(name: str) -> tuple[str, ...]:
    """How the value may be written in one language or another."""
    if name in NUMBERS:
        return ("1,234", "1\u202f234", "1234")
    return {"told": ("1.2", "1,2"), "proven": ("10.5", "10,5")}.get(name, (str(_value(name, 2)),))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_outcome_check_trust_and_kind_of_thing_has_its_words(lang: str) -> None:
    say = spoken(lang)
    kinds = {one.value for one in Trust} | {"not_asked"}
    from kporisk.seal import differences

    things = {*differences._KINDS.values(), *differences._TYPES.values(), "object"}
    for key in (
        *(f"check.{one}" for one in CHECKS),
        *(f"mark.{one}" for one in ("ok", "failed", "not_checked")),
        *(f"outcome.{one}" for one in ("verified", "not_all_checked", "failed")),
        *(f"signatures.trust.{one}" for one in kinds),
        *(f"signatures.appended.{one.value}" for one in Appended if one is not Appended.NOTHING),
        *(f"object.{one}" for one in things),
        *(f"state.{one}" for one in ("DRAFT", "REVIEWED", "APPROVED")),
        *(f"audience.{one}" for one in ("internal", "legal", "vendor", "summary")),
    ):
        assert say.say(f"verify.{key}").strip(), key


def test_one_is_said_as_one_and_more_as_more() -> None:
    for code, lang, one, more in (
        ("copy.differs", "en", "One page says", "2 pages say"),
        ("copy.differs", "fr", "Une page dit", "2 pages disent"),
        ("copy.more_than_original", "en", "look at it:", "look at them:"),
        ("copy.more_than_original", "fr", "regardez-la", "regardez-les"),
        ("recomputed.differs", "en", "one value differs", "2 values differ"),
        ("recomputed.differs", "fr", "une valeur diffère", "2 valeurs diffèrent"),
        ("recomputed.more", "fr", "et une autre", "et 2 autres"),
    ):
        assert one in " ".join(sentence(code, lang, 1).split()) and more in " ".join(sentence(code, lang, 2).split())


@pytest.mark.parametrize("code", CODES)
def test_french_stands_as_printers_set_it(code: str) -> None:
    text = sentence(code, "fr")
    assert "'" not in text and '"' not in text
    assert not re.search(r"\w[;:?!»]|« | [;:?!»]", text.replace("case.json:", "").replace("\u202f", "~").replace("\xa0", "~")), text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [12, 20, 40, 60, 80, 100, 300])
def test_no_line_is_wider_than_the_terminal(width: int, lang: str) -> None:
    for check in CHECKS:
        lines = verification_lines(document(*map(detail, CODES), check=check, outcome="not_checked"), lang=lang, width=width)
        assert all(len(line) <= min(width, 100) for line in lines[:-2])
        assert lines[-2] == "" and lines[-1].endswith(("\u00a0: x.pdf", ": x.pdf"))
        squeezed = "".join("".join(lines).split())
        assert "ab" * 32 in squeezed and "AdaLovelace" in squeezed


def test_nothing_that_somebody_wrote_steers_the_terminal() -> None:
    evil = "Eve\x1b[2J\u202egnp\x07\r\nVerified: x.pdf"
    for changed in ({"signer": evil}, {"organisation": evil}):
        lines = verification_lines(document({**detail("signatures.signature"), **changed}, file=f"{evil}.pdf"), lang="en")
        text = "\n".join(lines)
        assert "Eve" in text and not any(mark in text for mark in "\x1b\u202e\x07\r")
        assert not any(line.startswith("Verified") for line in lines[:-1])
    long = " ".join(verification_lines(document(detail("signatures.signature", signer="x" * 5000)), lang="en"))
    assert len(long) < 600


def test_nobody_signs_without_being_called_something() -> None:
    for lang, nobody in (("en", "Somebody without a name"), ("fr", "Une personne sans nom")):
        text = sentence("signatures.signature", lang, signer="", organisation="", claimed=None, timestamp=None, intact=False, trust="weak")
        assert nobody in text and ("NOT" in text or "N’EST PAS" in text)
