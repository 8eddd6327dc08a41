"""`kporisk report`: what it refuses before any work, what it writes, and that nothing is ever left half-written."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pikepdf
import pytest

from kporisk.documents.results.assessment import dumps
from kporisk.errors import ExitCode, RenderingError
from kporisk.reports.edition import Edition
from kporisk.seal.carried import carried
from kporisk.seal.differences import page_texts
from kporisk.workflow import report as room
from tests.cli.command import DAY, run
from tests.seal.authority import PASSPHRASE, of_today, paper, root
from tests.shared import printed_once
from tests.workflow.papers import AS_OF, SECRET, assessed, case_document, report

CASE = ("report", "case.json", "--as-of", DAY)
AGAIN = ("report", "report.pdf")
LOOK = 'name: Aldermoor\nlogo: a.svg\nmarking: Ours alone\ncolours: {ink: "#0b3d2e"}\n'
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="9" height="9"/></svg>'


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A case, its report, an older assessment, a key and a look, as they lie in somebody's folder."""
    document = case_document()
    older = {**document, "response": {**document["response"], "answers": {}}}
    for name, content in (
        ("case.json", json.dumps(document).encode()),
        ("report.pdf", report()),
        ("summary.pdf", report("summary")),
        ("evidence.pdf", paper()),
        ("evidence.docx", b"PK\x03\x04 a letter"),
        ("older.json", dumps(assessed(older).document).encode()),
        ("ada.p12", of_today("ada").pkcs12()),
        ("ca.pem", root().certificate_pem()),
        ("secret.txt", PASSPHRASE + b"\n"),
    ):
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o600)
    (tmp_path / "look").mkdir()
    (tmp_path / "look" / "look.yaml").write_text(
        'name: Aldermoor\nlogo: a.svg\nmarking: Ours alone\ncolours: {ink: "#0b3d2e"}\n', encoding="utf-8"
    )
    (tmp_path / "look" / "a.svg").write_text(LOGO, encoding="utf-8")
    return tmp_path


class Unprinted:
    """Stands in for rendering: keeps what it was asked for, and returns a PDF or fails."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.fails: BaseException | None = None

    def __call__(self, document: Any, **given: Any) -> bytes:
        self.asked.append({"document": document, **given})
        if self.fails is not None:
            raise self.fails
        return paper()

    @property
    def edition(self) -> Edition:
        (one,) = self.asked
        edition: Edition = one["edition"]
        return edition


@pytest.fixture
def unprinted() -> Iterator[Unprinted]:
    press = Unprinted()
    with patch.object(room, "pdf", press):
        yield press


def state_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (CASE, "-o"),
        ((*CASE, "-o", "new.pdf", "--audience", "board"), "'board' is not one of 'internal', 'legal', 'vendor', 'summary'"),
        ((*CASE, "-o", "new.pdf", "--lang", "en,xx"), "'xx' is not one of 'en', 'fr'"),
        ((*CASE, "-o", "new.pdf", "--lang", "en,en"), "name each language once"),
        ((*CASE, "-o", "new.pdf", "--lang", ""), "'' is not one of"),
        ((*CASE, "-o", "new.pdf", "--depth", "deep"), "'deep' is not one of"),
        ((*CASE, "-o", "new.pdf", "--as-of", "yesterday"), "write one as YYYY-MM-DD"),
        ((*CASE, "-o", "new.pdf", "--approved-by", "M. Okafor", "2026-02-30"), "is no day of the calendar"),
        ((*CASE, "-o", "new.pdf", "--approved-by", "M. Okafor"), "requires 2 arguments"),
        ((*CASE, "-o", "new.pdf", "--approved-by", " ", DAY), "from 1 to 200 characters"),
        ((*CASE, "-o", "new.pdf", "--prepared-by", "x" * 201, DAY), "from 1 to 200 characters"),
        ((*CASE, "-o", "new.pdf", "--prepared-by", "M. Okafor", DAY, "--approved-by", "m. okafor ", DAY), "someone else"),
        ((*CASE, "-o", "new.pdf", "--reviewed-by", "M. Okafor", DAY, "--approved-by", "M. OKAFOR", DAY), "someone else"),
        ((*CASE, "-o", "case.json"), "case.json exists already and is no PDF report of kporisk"),
        ((*CASE, "-o", "evidence.docx"), "evidence.docx exists already and is no PDF report of kporisk"),
        ((*CASE, "-o", "evidence.pdf"), "evidence.pdf exists already and is no PDF report of kporisk"),
        ((*CASE, "-o", "look"), "look is a folder"),
        ((*CASE, "-o", "nowhere/new.pdf"), "does not exist; make it first"),
        ((*CASE, "-o", "-"), "name one instead of -"),
        ((*CASE, "-o", "new.pdf", "--look", "none"), "none"),
        ((*CASE, "-o", "new.pdf", "--cert", "ca.pem"), "--cert is for signing; name a key with --sign"),
        ((*CASE, "-o", "new.pdf", "--passphrase-file", "secret.txt"), "--passphrase-file is for signing"),
        ((*CASE, "-o", "new.pdf", "--timestamp", "http://127.0.0.1:1"), "--timestamp is for signing"),
        ((*CASE, "-o", "new.pdf", "--reason", "because"), "--reason is for signing"),
        ((*CASE, "-o", "new.pdf", "--sign", "none.p12"), "the key none.p12 cannot be read"),
        ((*CASE, "-o", "new.pdf", "--sign", "ada.p12"), "--passphrase-file"),
        ((*CASE, "-o", "new.pdf", "--since", "none.json"), "none.json cannot be read"),
        ((*CASE, "-o", "new.pdf", "--since", "summary.pdf"), "an edition without data; give the internal or the legal edition"),
        (("report", "summary.pdf", "-o", "new.pdf"), "an edition without data; give the internal or the legal edition, or the case"),
        ((*AGAIN, "-o", "new.pdf", "--as-of", DAY), "--as-of does not go with a report"),
        ((*AGAIN, "-o", "new.pdf", "--depth", "full"), "--depth does not go with a report"),
        ((*AGAIN, "-o", "new.pdf", "--since", "older.json"), "--since does not go with a report"),
        ((*AGAIN, "-o", "new.pdf", "--checklists", "look"), "--checklists does not go with a report"),
    ],
)
def test_what_nobody_could_mean_is_refused_and_nothing_is_written(
    here: Path, unprinted: Unprinted, arguments: tuple[str, ...], says: str
) -> None:
    before = state_of(here)
    done = run(*arguments, cwd=here)
    assert (done.code, done.out) == (ExitCode.USAGE, ""), done.err
    assert says in " ".join(done.err.split()) and SECRET not in done.err and "a bug" not in done.err
    assert not unprinted.asked and state_of(here) == before


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cut", lambda content: content[:-900]),
        ("other", lambda content: paper()),
        ("changed", lambda content: content.replace(b"/CheckSum <", b"/CheckSum <0", 1) if b"/CheckSum <" in content else content[:400]),
    ],
)
def test_a_report_that_does_not_hold_is_not_printed_again(here: Path, unprinted: Unprinted, name: str, change: Any) -> None:
    (here / f"{name}.pdf").write_bytes(change(report()))
    before = state_of(here)
    done = run("report", f"{name}.pdf", "-o", "new.pdf", cwd=here)
    assert (done.code, done.out) == (ExitCode.INTEGRITY, "")
    assert f"`kporisk verify {name}.pdf` says what is wrong with it" in done.err
    assert not unprinted.asked and state_of(here) == before


def test_a_case_with_problems_is_refused_with_each_of_them(here: Path, unprinted: Unprinted) -> None:
    (here / "case.json").write_text(
        json.dumps({**case_document(ds_mfa={"value": SECRET}, nonsense={"value": 1}), "vendr": {}}), encoding="utf-8"
    )
    before = state_of(here)
    done = run(*CASE, "-o", "new.pdf", cwd=here)
    assert done.code == ExitCode.INVALID_DOCUMENT and "3 problems" in done.err and SECRET not in done.err
    assert not unprinted.asked and state_of(here) == before


def test_everything_asked_for_reaches_the_edition(here: Path, unprinted: Unprinted) -> None:
    done = run(
        *CASE, "-o", "new.pdf", "--audience", "internal", "--lang", "fr,en", "--prepared-by", " P. Poe ", DAY,
        "--reviewed-by", "R. Roe", DAY, "--approved-by", "M. Okafor", DAY, "--for-signature", "--look", "look", "--depth", "full",
        cwd=here,
    )  # fmt: skip
    assert (done.code, done.out, done.err) == (ExitCode.DONE, "", "written: new.pdf\n")
    edition = unprinted.edition
    assert (edition.audience.value, edition.languages, edition.state.value) == ("internal", ("fr", "en"), "approved")
    assert edition.for_signature
    assert [one and (one.name, one.on) for one in (edition.prepared, edition.reviewed, edition.approved)] == [
        ("P. Poe", AS_OF),
        ("R. Roe", AS_OF),
        ("M. Okafor", AS_OF),
    ]
    assert edition.look.logo is not None and edition.look.marking == {"en": "Ours alone", "fr": "Ours alone"}
    assert unprinted.asked[0]["templates"] == (Path("look"),) and unprinted.asked[0]["document"]["depth"] == "full"


def test_a_report_may_be_written_onto_itself_quietly(here: Path) -> None:
    with printed_once():
        done = run(*AGAIN, "-o", "report.pdf", "--audience", "summary", "--reviewed-by", "R. Roe", DAY, "-q", cwd=here)
    assert (done.code, done.out, done.err) == (ExitCode.DONE, "", "")
    assert {path.name for path in here.glob("*.pdf")} == {"report.pdf", "summary.pdf", "evidence.pdf"}
    assert (here / "report.pdf").stat().st_mode & 0o777 == 0o600
    assert states((here / "report.pdf").read_bytes()) == ("REVIEWED", "Reviewed, Confidential", 2)


def states(content: bytes) -> tuple[str, str, int]:
    """The state in our properties, the keywords, and on how many pages the state's word stands."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        keywords = str(opened.docinfo["/Keywords"])
        assert f"<pdf:Keywords>{keywords}<".encode() in opened.Root.Metadata.read_bytes()
    found = carried(content)
    word = found.properties["State"].capitalize()
    texts = [" ".join(text.split()) for text in page_texts(content)]
    feet = sum(f"· {word} Page {number} of {found.pages}" in text for number, text in enumerate(texts, 1))
    cover = f"Page 1 of {found.pages}" not in texts[0] and f"· {word} " in texts[0]  # which has no foot
    stands = feet + cover
    return found.properties["State"], keywords, stands


@pytest.mark.parametrize(("audience", "pages"), [("legal", 17), ("summary", 2)])
def test_a_draft_says_so_on_every_page_and_in_its_metadata(audience: str, pages: int) -> None:
    assert states(report(audience)) == ("DRAFT", "Draft, Confidential", pages)


def test_an_approved_edition_with_a_look_and_a_field_is_signed_and_verified(here: Path) -> None:
    with printed_once():
        done = run(
            *AGAIN, "-o", "signed.pdf", "--audience", "summary", "--approved-by", "M. Okafor", DAY, "--for-signature", "--look", "look",
            "--sign", "ada.p12", "--passphrase-file", "secret.txt", "--reason", "Approved", cwd=here,
        )  # fmt: skip
        assert (done.code, done.out, done.err) == (ExitCode.DONE, "", "written and signed: signed.pdf\n")
        verified = run("verify", "signed.pdf", "--against", "report.pdf", "--trust", "ca.pem", "--look", "look", cwd=here)
    shown = " ".join(verified.out.split())
    assert (verified.code, verified.err) == (ExitCode.DONE, "")
    assert "Ada Lovelace (Acme GmbH): the file is as it was signed; the signer is trusted" in shown
    assert shown.endswith("Verified: signed.pdf")
    content = (here / "signed.pdf").read_bytes()
    state, keywords, stands = states(content)
    assert (state, stands) == ("APPROVED", 2) and keywords.startswith("Approved, ")
    with pikepdf.open(io.BytesIO(content)) as opened:
        fields = {str(field.T) for field in opened.Root.AcroForm.Fields}
    assert "Approval" in fields and len(fields) == 2
    assert "Ours alone" in page_texts(content)[0]


def test_what_changed_is_told_from_a_json_and_from_a_report(here: Path, unprinted: Unprinted) -> None:
    for older in ("older.json", "report.pdf"):
        assert run(*CASE, "-o", "new.pdf", "--since", older, "-q", cwd=here).code == ExitCode.DONE
        (here / "new.pdf").unlink()
    from_json, from_report = ([each.name for each in one["attachments"]] for one in unprinted.asked)
    assert from_json[0] == "previous.json" and "previous-case.json" not in from_json
    assert from_report[:2] == ["previous.json", "previous-case.json"]
    assert [one["change"]["format"] for one in unprinted.asked] == ["kporisk.change/1"] * 2


def test_a_report_that_tells_of_a_change_keeps_telling_it(here: Path) -> None:
    """Printed for another audience, it still says what changed, and since which assessment."""
    asked = Unprinted()
    with printed_once():
        assert run(*CASE, "-o", "new.pdf", "--since", "older.json", "-q", cwd=here).code == ExitCode.DONE
        assert run("verify", "new.pdf", "-q", cwd=here).code == ExitCode.DONE
    with patch.object(room, "pdf", asked):
        assert run("report", "new.pdf", "-o", "next.pdf", "--audience", "vendor", "-q", cwd=here).code == ExitCode.DONE
    assert asked.asked[0]["change"] == json.loads(carried((here / "new.pdf").read_bytes()).attachments["change.json"])


FAILURES: tuple[tuple[BaseException, int], ...] = (
    (RenderingError("a name cannot be shown; write it otherwise"), ExitCode.RENDERING),
    (KeyboardInterrupt(), ExitCode.INTERRUPTED),
)


@pytest.mark.parametrize("source", [CASE, AGAIN])
@pytest.mark.parametrize(("fails", "code"), FAILURES)
def test_nothing_is_written_when_rendering_fails(
    here: Path, unprinted: Unprinted, source: tuple[str, ...], fails: BaseException, code: int
) -> None:
    before = state_of(here)
    unprinted.fails = fails
    for target, signing in (("new.pdf", ()), ("report.pdf", ("--sign", "ada.p12", "--passphrase-file", "secret.txt"))):
        done = run(*source, "-o", target, *signing, cwd=here)
        assert (done.code, done.out) == (code, "")
        assert state_of(here) == before
    assert len(unprinted.asked) == 2


def test_nothing_is_written_when_signing_fails(here: Path, unprinted: Unprinted) -> None:
    before = state_of(here)
    done = run(
        *CASE, "-o", "new.pdf", "--sign", "ada.p12", "--passphrase-file", "secret.txt", "--timestamp", "http://127.0.0.1:1", cwd=here
    )
    assert done.code == ExitCode.RENDERING and "cannot be reached" in done.err
    assert state_of(here) == before
