"""The report of an external response proves itself."""

from __future__ import annotations

import functools
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pytest

from kporisk.documents.external.document import external_document, external_from
from kporisk.errors import RenderingError, UsageError
from kporisk.model.case import Vendor
from kporisk.model.external import ExternalForm, ExternalResponse, ExternalRow, FormGroup, FormKind, RowStatus
from kporisk.reports.edition import Edition
from kporisk.reports.external import external_pdf
from kporisk.reports.verification import verification_lines
from kporisk.seal.carried import carried
from kporisk.seal.differences import page_texts
from kporisk.workflow.filling.external_report import external_report
from kporisk.workflow.library import library
from kporisk.workflow.verify import verification_document, verify
from tests.reports.conformance import complaints

VENDOR = Vendor("acme", "Acme Research Pvt Ltd")
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
ROWS = (
    ExternalRow("AAA-01.1", "Form!C3", "AAA", "Is there a policy?", RowStatus.ANSWERED, "Yes", 1.0, note="No formal policy yet."),
    ExternalRow("AAA-01.2", "Form!C4", "AAA", "Is it reviewed?", RowStatus.ANSWERED, "No", 0.0, depends_on="AAA-01.1", owner="Shared"),
    ExternalRow("BBB-01.1", "Form!C5", "BBB", "Are keys kept apart?", RowStatus.NOT_APPLICABLE, "NA", note="long " * 120),
    ExternalRow("BBB-01.2", "Form!C6", "BBB", "Are they changed?", RowStatus.BLANK),
    ExternalRow(
        "BBB-02.1",
        "Form!C7",
        "BBB",
        "By whom?",
        RowStatus.NOT_UNDERSTOOD,
        "see there",
        reason={"en": "neither yes nor no", "fr": "ni oui ni non"},
    ),
    ExternalRow("CCC-01", "Form!C8", "CCC", "Describe it.", RowStatus.ANSWERED, "As <b>told</b> & shown", scored=False),
)
RESPONSE = ExternalResponse(
    ExternalForm(FormKind.CAIQ, "CAIQv4.0.3", "4.0.3", (FormGroup("AAA", "Audit"), FormGroup("BBB", "Keys"), FormGroup("CCC", ""))),
    date(2026, 3, 1),
    "caiq.xlsx",
    "ab" * 32,
    ROWS,
)


@functools.cache
def printed(*languages: str) -> bytes:
    return of(RESPONSE, *languages)


def of(response: ExternalResponse, *languages: str) -> bytes:
    return external_report(response, VENDOR, library(), edition=Edition(languages or ("en",)))


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page_texts(pdf)).split())


def test_every_row_stands_in_it_with_its_place() -> None:
    text = words(printed())
    for row in ROWS:
        assert row.id in text and row.place in text and row.text in text
    assert "As <b>told</b> & shown" in text and "neither yes nor no" in text and "Left blank" in text and "Seen to by: Shared" in text
    assert "its note says less" in text, "a contradiction is told"


def test_it_says_that_it_is_no_risk_and_has_no_tier() -> None:
    text = words(printed())
    assert "there is no tier and no recommendation here" in text
    for tier in ("LOW", "MODERATE", "HIGH", "CRITICAL"):
        assert tier not in text


def test_the_same_bytes_every_time() -> None:
    assert of(RESPONSE, "en") == printed()


@pytest.mark.parametrize("languages", [("en",), ("fr",), ("en", "fr")], ids="-".join)
def test_it_conforms_and_verifies_in_every_language(languages: tuple[str, ...]) -> None:
    content = printed(*languages)
    assert complaints(content) == []
    found = verify(content, at=NOON)
    assert verification_document(found, file="x.pdf")["outcome"] == "verified", found
    lines = "\n".join(verification_lines(verification_document(found, file="x.pdf"), lang="en", width=100))
    assert "response to another form" in lines and "Recomputed from what is attached" in lines
    assert ("Réponse à un autre formulaire" in words(content)) is ("fr" in languages)


def with_attachment(content: bytes, name: str, text: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        stream = pdf.attachments[name].obj["/EF"]["/F"]
        stream.write(text)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_a_number_that_was_changed_is_found() -> None:
    content = printed()
    document = json.loads(carried(content).attachments["external-assessment.json"])
    document["score"]["told"] = 1.0
    found = verify(with_attachment(content, "external-assessment.json", json.dumps(document).encode()), at=NOON)
    details = verification_document(found, file="x")
    assert details["outcome"] == "failed"
    assert any(
        one["code"] == "recomputed.number" and one["path"] == "$.score.told" for check in details["checks"] for one in check["details"]
    )


def test_an_answer_that_was_changed_is_found() -> None:
    content = printed()
    document = json.loads(carried(content).attachments["external.json"])
    document["rows"][1] |= {"said": "Yes", "satisfaction": 1.0}
    found = verify(with_attachment(content, "external.json", json.dumps(document).encode()), at=NOON)
    assert verification_document(found, file="x")["outcome"] == "failed"


@pytest.mark.parametrize("broken", [b"[]", b"{}", b'{"format":"kporisk.external/1"}', b"\xff"])
def test_what_cannot_be_read_is_said(broken: bytes) -> None:
    found = verification_document(verify(with_attachment(printed(), "external.json", broken), at=NOON), file="x")
    codes = [one["code"] for check in found["checks"] for one in check["details"]]
    assert found["outcome"] == "failed" and "recomputed.unreadable" in codes


def test_a_form_without_scores_has_no_number() -> None:
    content = of(replace(RESPONSE, rows=ROWS[-1:]))
    assert "so there is no number" in words(content)
    found = verification_document(verify(content, at=NOON), file="x")
    assert found["outcome"] == "verified"
    assert any(one["code"] == "recomputed.equal_unscored" for check in found["checks"] for one in check["details"])


def test_a_forms_own_grade() -> None:
    weighted = replace(
        RESPONSE, form=replace(RESPONSE.form, kind=FormKind.HECVAT, weighted=True), rows=tuple(replace(row, weight=10.0) for row in ROWS)
    )
    text = words(of(weighted))
    assert "10 of 40 points (25%), by its own weights" in text and "weight 10" in text
    blank = replace(weighted, rows=(ROWS[3],))
    assert "None, since nothing is answered" in words(of(blank))


def test_a_document_that_contradicts_itself_is_not_printed() -> None:
    document = json.loads(carried(printed()).attachments["external-assessment.json"])
    document["score"]["proven"] += 1
    with pytest.raises(RenderingError, match="do not add up"):
        external_pdf(document)
    with pytest.raises(UsageError, match="no report language"):
        external_pdf(json.loads(carried(printed()).attachments["external-assessment.json"]), edition=Edition(("xx",)))


def test_the_normal_form_goes_there_and_back() -> None:
    assert external_from(json.loads(json.dumps(external_document(RESPONSE)))) == RESPONSE


@pytest.mark.parametrize(
    "change",
    [
        {"status": "blank"},
        {"satisfaction": 2.0},
        {"weight": 0},
        {"weight": float("nan")},
        {"reason": {"en": "x"}},
        {"id": "AAA-01.2"},
        {"group": "ZZZ"},
        {"status": "perhaps"},
    ],
    ids=str,
)
def test_a_row_that_says_two_things_is_none(change: dict[str, object]) -> None:
    document = external_document(RESPONSE)
    document["rows"][0] |= change
    with pytest.raises((ValueError, KeyError, TypeError)):
        external_from(document)
