"""The assessment on a terminal: everything in its place, at every width, and nothing that steers the terminal."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest
from rich.cells import cell_len

from kporisk.errors import RenderingError, UsageError
from kporisk.reports.text import text
from tests.reports.assessment_by_hand import assessment, both, finding, request, rule
from tests.reports.catalogues import said
from tests.reports.report_factory import document
from tests.reports.snapshot import hold

WIDTHS = (40, 50, 60, 80, 120, 200)
SGR = re.compile("\x1b\\[[0-9;]*m")
HOSTILE = (
    "\x1b]52;c;c3RlYWw=\x07\x1b[2J\x9b31m [bold red]Ṽendor[/bold red] :smile: \u202etxt.exe\u202c e"
    + "\u0301" * 300
    + " 日本語株式会社 "
    + "x" * 300
)


def shown(
    made: Mapping[str, Any] | None = None, *, lang: str = "en", width: int = 80, colour: bool = False, case: str = "case.yaml"
) -> str:
    return text(made or assessment(), lang=lang, width=width, colour=colour, again=(case,))


def flat(printed: str) -> str:
    """What is printed as one line, without the signs that stand at the left."""
    return " ".join(printed.replace("▌", " ").split())


@pytest.fixture(scope="module", params=(3, 7))
def long(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A whole assessment with the shipped questions in it."""
    seed: int = request.param
    return document(seed=seed, vendor=HOSTILE, modules=("rnd", "data_analysis"), quality=0.5 if seed == 3 else 0.8)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(long: dict[str, Any], lang: str, width: int) -> None:
    for made in (long, assessment()):
        lines = shown(made, lang=lang, width=width, case="a folder/with a rather long name/of a case.yaml").splitlines()
        wide = [line.strip(" \\") for line in lines if cell_len(line) > min(width, 100)]
        assert wide in ([], ["'a folder/with a rather long name/of a case.yaml'"]), "only a word of a command may be"
        assert width < 80 or not wide
        assert len(lines) > 40
        assert not [line for line in lines if line != line.rstrip()]


def test_a_terminal_too_narrow_for_anything_gets_forty_columns() -> None:
    assert shown(width=7) == shown(width=40)
    assert shown(width=100) == shown(width=500)


@pytest.mark.parametrize("colour", [False, True])
def test_nothing_that_a_vendor_wrote_steers_the_terminal(long: dict[str, Any], colour: bool) -> None:
    printed = shown(long, colour=colour)
    bare = SGR.sub("", printed) if colour else printed
    assert not [sign for sign in bare if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co")]
    assert "[bold red]Ṽendor[/bold red] :smile:" in bare
    assert "\u0301" * 31 not in bare and "\u0301" * 29 in bare
    assert "]52;c;" in bare


def test_colour_adds_nothing_but_colour(long: dict[str, Any]) -> None:
    coloured = shown(long, colour=True)
    assert "\x1b[" in coloured
    assert SGR.sub("", coloured) == shown(long)


def test_neither_the_environment_nor_the_run_changes_a_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    first = [shown(colour=colour) for colour in (False, True)]
    for name, value in {"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "33", "TTY_COMPATIBLE": "1"}.items():
        monkeypatch.setenv(name, value)
    assert [shown(colour=colour) for colour in (False, True)] == first


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_draws_with_strokes_and_blocks_alone(lang: str) -> None:
    drawn = {sign for sign in shown(lang=lang) if unicodedata.category(sign) in ("So", "Sm", "Sk", "Po", "Pd")}
    assert {sign for sign in drawn if ord(sign) > 0xFF} - set("–’“”") <= set(map(chr, range(0x2500, 0x25A0)))
    assert set("█▒─│├┤┬▌") <= set(shown(lang=lang))


def test_the_recommendation_and_its_reason_come_first() -> None:
    head = flat(shown()[: shown().index("Risk from 0 to 100")])
    assert head.startswith(
        "Acme Research Pvt Ltd Research and development; Legal services · India As of 24 November 2026 · answers of 20 November 2026"
    )
    assert "Do not start until remedied Risk MODERATE to HIGH · 19.4 as told, 37.0 as proven" in head
    assert "On what has been proven the risk is HIGH (37.0); if all that Acme Research Pvt Ltd says is true it is MODERATE (19.4)" in head
    assert "individuals" not in head


@pytest.mark.parametrize(("stage", "words"), [("live", "Limit what is shared and remedy by a date"), ("exit", "Complete the return first")])
def test_the_recommendation_fits_the_stage_of_the_contract(stage: str, words: str) -> None:
    made = assessment()
    made["engagement"]["contract_stage"] = stage
    assert f"▌ {words}\n" in shown(made)


def test_what_qualifies_the_recommendation_stands_with_it() -> None:
    made = assessment(declared=False)
    made["engagement"]["relation"] = "freelance_platform"
    printed = flat(shown(made))
    assert "not declared complete and true by anybody" in printed
    assert "No automated decision: a person decides" in printed


def test_each_domain_has_its_bar_and_its_numbers() -> None:
    lines = shown(width=80).splitlines()
    (row,) = (line for line in lines if line.startswith("  Intellectual property "))
    length = 80 - 4 - len("22 – 41") - 2 - len("Intellectual property") - 2
    assert row.count("█") == round(0.22 * length)
    assert row.count("█") + row.count("▒") == round(0.41 * length)
    assert row.index("│") - row.index("█") == round(0.8 * length)
    assert row.endswith(" 22 – 41")
    (row,) = (line for line in lines if line.startswith("  Workforce impact "))
    assert row.endswith(" 10") and "▒" not in row


def test_narrow_terminals_have_the_bar_below_the_name() -> None:
    lines = shown(width=50).splitlines()
    at = lines.index("  Intellectual property")
    assert lines[at + 1].startswith("  █") and lines[at + 1].endswith(" 22 – 41")


@pytest.mark.parametrize("width", [50, 80, 200])
def test_severity_is_said_in_words(width: int) -> None:
    printed = flat(shown(width=width))
    assert "F1 High Weak point laptops" in printed
    assert "F2 Major Weak point weak1" in printed
    assert "F5 Minor Weak point weak4" in printed
    assert "R1 Critical Cannot be excluded: is nda in place?" in printed


def test_the_first_findings_come_with_what_to_do_and_how_many_follow() -> None:
    printed = flat(shown())
    assert "7 findings, from what was said; those that hold the tier first, then by points." in printed
    assert "Data security · 2.4 – 2.6 points Remediation: Repair laptops within 30 days." in printed
    assert "Repair weak4 within 30 days." in printed and "weak5" not in printed
    assert "and 2 more, in the report" in printed


def test_a_vendor_without_findings_is_accused_of_nothing() -> None:
    assert "Nothing that was said is a finding." in shown(assessment(findings=[]))


def test_a_waived_rule_is_marked() -> None:
    waiver = {"rule": "open-laptops", "reason": "no", "approver": "A. Laurent", "until": "2027-03-31"}
    made = assessment(rules=[rule("ko-nda", "possible", "critical", "nda"), rule("open-laptops", "fires", "high") | {"waiver": waiver}])
    assert "2.4 – 2.6 points (waived)" in shown(made)


def test_what_could_decide_alone_is_told_apart_from_what_is_known() -> None:
    printed = flat(shown())
    start, end = printed.index("Still open, and able to decide alone"), printed.index("What to ask for first")
    part = printed[start:end]
    assert "2 such points cannot be excluded yet" in part
    assert "R1 Critical Cannot be excluded: is nda in place? Intellectual property · would make the tier CRITICAL" in part
    assert "R2 Major Not answered: is walls in place?" in part
    assert printed.index("Findings") < start


def test_a_rule_below_the_top_says_which_tier_it_would_hold() -> None:
    made = assessment(rules=[rule("ko-nda", "possible", "high", "nda"), rule("open-laptops", "fires", "high")])
    assert "would hold the tier at HIGH or above" in flat(shown(made))


def test_nothing_open_means_no_such_section() -> None:
    made = assessment(requests=[request("logs", "not_proven", "minor", (0.5, 2.25))])
    assert "decide alone" not in shown(made)


def test_the_requests_that_narrow_most_come_first_and_none_twice() -> None:
    printed = flat(shown())
    part = printed[printed.index("What would narrow the band most") : printed.index("Points to check")]
    assert "4 requests in all" in part
    assert re.findall(r"\bR\d\b", part) == ["R4", "R3"]
    assert "Not shown: is logs in place? Intellectual property · 1.8 points of the band To show it: Signed policy; Access log" in part
    assert "0.5 points of the band" in part


def test_requests_that_narrow_nothing_are_not_listed_as_if_they_did() -> None:
    printed = flat(shown(assessment(requests=[request("logs", "not_proven", "minor", (2.0, 1.0))])))
    assert "No single request would narrow the band. and one more, in the report" in printed
    assert "What would narrow the band most" not in shown(assessment(requests=[]))


def test_the_documents_to_ask_for_are_named_with_what_they_bear_on() -> None:
    printed = flat(shown())
    assert "2 documents, if accepted, would bring the tier down to MODERATE (28.8):" in printed
    assert "1 Signed policy, for 2 answers 2 Access log, for one answer" in printed
    none = assessment(plan={"documents": [], "score": 37.0, "tier": "high", "reached": False})
    assert "but no document would change the proven score" in flat(shown(none))


def test_points_to_check_are_counted_and_the_first_are_shown() -> None:
    many = [{"source": "response", "pointer": "$", "message": both(f"point {n} is odd", "")} for n in range(1, 9)]
    printed = flat(shown(assessment(warnings=many)))
    assert "(8)" in printed and "point 5 is odd and 3 more, in the report" in printed and "point 6" not in printed
    assert "stand in appendix B of the report" in printed
    quiet = shown(assessment(warnings=[]))
    assert "Points to check" not in quiet and "appendix B" not in quiet


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", ["case.yaml", "my case; rm -rf.yaml"])
def test_the_next_commands_can_be_copied_into_a_shell(width: int, case: str) -> None:
    printed = shown(width=width, case=case, lang="fr")
    copied = re.findall(r"^    (kporisk (?:.*\\\n)*.*)$", printed, re.MULTILINE)
    assert [shlex.split(command.replace("\\\n", " ")) for command in copied] == [
        ["kporisk", "assess", case, "--as-of", "2026-11-24", "--lang", "fr", "--pdf", "acme-research.pdf"],
    ]


def test_no_command_is_offered_for_a_report_that_is_there() -> None:
    assert "kporisk assess" not in text(assessment(), lang="en", width=80, colour=False)


def test_a_file_name_longer_than_the_line_stays_in_one_piece() -> None:
    case = "folder/" + "x" * 200 + ".yaml"
    assert f"    kporisk assess \\\n    {case} \\\n" in shown(case=case)


def test_what_to_do_next_follows_what_is_missing() -> None:
    assert "Ask for the documents above" in shown()
    none = {"documents": [], "score": 37.0, "tier": "high", "reached": False}
    assert "Have the open questions answered first" in shown(assessment(plan=none))
    assert "Have the open questions answered first" not in shown()
    insufficient = flat(shown(assessment(recommendation="insufficient")))
    assert "Have the open questions answered first: they decide most. Ask for the documents above" in insufficient


def test_an_overdue_assessment_says_so() -> None:
    assert "The next assessment is due on 20 May 2027." in shown()
    assert "The next assessment was due on 1 June 2026 and is overdue." in shown(assessment(next_assessment_on="2026-06-01"))


def test_french_has_no_english_in_it() -> None:
    made = document(seed=11, vendor="Acme")
    english, french = (set(said(lang).values()) for lang in ("en", "fr"))
    printed = flat(shown(made, lang="fr").replace("\u00a0", " "))
    strange = {
        phrase for phrase in english - french if "{" not in phrase and len(phrase) > 5 and re.search(rf"\b{re.escape(phrase)}\b", printed)
    }
    assert strange <= {"Points"}
    assert not re.search(r"\b(the|and|risk|proven|told|points? apart|documents above)\b", printed)
    assert "Risque ÉLEVÉ" in printed or "Risque CRITIQUE" in printed or "Risque MODÉRÉ" in printed
    assert re.search(r"\d,\d", printed) and not re.search(r"\d\.\d", printed)


def test_in_french_no_line_begins_with_a_mark() -> None:
    made = document(seed=12, vendor="Acme")
    for width in WIDTHS:
        assert not [line for line in shown(made, lang="fr", width=width).splitlines() if re.match(r"[\s▌]*[:;?!»%]", line)]


def test_an_unknown_language_and_a_document_against_itself_are_refused() -> None:
    with pytest.raises(UsageError):
        shown(lang="xx")
    with pytest.raises(RenderingError):
        shown(assessment(score={"told": 1.0, "proven": 37.0}))


@pytest.mark.parametrize(("lang", "width"), [("en", 50), ("en", 80), ("en", 120), ("fr", 80)])
def test_it_reads_as_it_was_found_good(lang: str, width: int, update: bool) -> None:
    hold(f"assessment-{lang}-{width}.txt", shown(lang=lang, width=width), update=update)


def test_it_is_coloured_as_it_was_found_good(update: bool) -> None:
    hold("assessment-en-80-colour.txt", shown(colour=True), update=update)


def test_findings_without_a_rule_of_their_own_name_their_domain() -> None:
    made = assessment(findings=[finding("weak1", "minor", (1.0, 1.5))])
    assert "One finding, from what was said." in shown(made)
    assert "Data security · 1.0 – 1.5 points" in shown(made)
