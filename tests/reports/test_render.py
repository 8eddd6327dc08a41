"""The report as HTML: what people wrote stays text, nothing is fetched, the same text every time."""

from __future__ import annotations

import copy
import os
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from kporisk import resources
from kporisk.errors import RenderingError
from kporisk.reports.dossier import requests as grouped
from kporisk.reports.dossier import stated
from kporisk.reports.edition import Edition
from kporisk.reports.reading import read
from kporisk.reports.render import html
from kporisk.reports.setting import environment
from kporisk.reports.speech import speech
from tests.reports.report_factory import document

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "</td></tr><script>alert(1)</script><img src=http://127.0.0.1:9/x.png onerror=alert(1)> {{ 7*7 }} {% include '/etc/passwd' %} "
    '"\' onload=x style="background:url(file:///etc/hostname)" <style>*{display:none}</style> &lt;b&gt; \u202egnp.exe\u0007'
)


class Structure(HTMLParser):
    """What the markup is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.texts: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("meta", "col", "br", "rect", "line", "circle"):
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def structure(text: str) -> Structure:
    made = Structure()
    made.feed(text)
    made.close()
    return made


def poisoned(**choices: Any) -> dict[str, Any]:
    """A document in which everything that people write is hostile."""
    made: dict[str, Any] = copy.deepcopy(document(most=1, answered=1.0, shown=1.0, **choices))
    made["vendor"]["name"] = HOSTILE
    made["respondents"][0].update(name=HOSTILE, role=HOSTILE)
    made["declaration"].update(name=HOSTILE, role=HOSTILE)
    for question in made["questions"]:
        question.update(note=HOSTILE, by=HOSTILE)
        if question["status"] == "answered":
            question["value_text"] = {"en": HOSTILE, "fr": HOSTILE}
        for cited in question["evidence"]:
            cited.update(title=HOSTILE, place=HOSTILE)
            for review in cited["reviews"]:
                review.update(by=HOSTILE, note=HOSTILE)
    for rule in made["rules"]:
        rule["waiver"] = {"rule": rule["id"], "reason": HOSTILE, "approver": HOSTILE, "until": "2027-01-01"}
    return made


def test_what_people_wrote_appears_as_text_and_never_as_markup() -> None:
    harmless, hostile = (
        structure(html(document(most=1, answered=1.0, shown=1.0), edition=Edition(("en",)))),
        structure(html(poisoned(), edition=Edition(("en",)))),
    )
    assert hostile.tags == harmless.tags
    assert hostile.attributes.keys() == harmless.attributes.keys()
    assert not [value for values in hostile.attributes.values() for value in values if "127.0.0.1" in value or "alert" in value]
    text = " ".join(hostile.texts)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text and "49 " not in text
    assert "&lt;b&gt; gnp.exe" in text
    assert "\u202e" not in text and "\u0007" not in text


def test_the_file_refers_to_nothing_outside_itself() -> None:
    text = html(poisoned(), edition=Edition(("fr",)))
    made = structure(text)
    assert not made.tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "image", "use"}
    assert not made.attributes.keys() & {"src", "srcset", "style", "action", "data", "xlink:href", "onload", "onerror", "onclick"}
    assert all(value.startswith("#") for value in made.attributes["href"])
    style = text[text.index("<style>") : text.index("</style>")]
    assert set(re.findall(r"url\(\"?(\w+:)", style)) == {"data:"}
    assert "@import" not in style


def test_links_lead_to_their_places_and_ids_are_unique() -> None:
    made = structure(html(document(most=4), edition=Edition(("en",))))
    assert {value[1:] for value in made.attributes["href"]} <= set(made.ids)
    assert len(made.ids) == len(set(made.ids))


def test_all_sections_stand_in_their_order() -> None:
    made = structure(html(document(most=2), edition=Edition(("en",))))
    wanted = ["cover", "counsel", "control", "domains", "findings", "requests", "jurisdiction", "engagement", "answers", "method"]
    assert [id for id in made.ids if id in wanted] == wanted


def test_every_figure_is_described_and_every_table_has_heads() -> None:
    text = html(document(most=2), edition=Edition(("fr",)))
    assert text.count("<svg") == text.count("<title>") - 1
    assert text.count('class="lines') == text.count("<thead>")


def test_severity_is_always_a_word() -> None:
    text = html(document(most=6), edition=Edition(("fr",)))
    for level, word in (("critical", "Critique"), ("high", "Élevée"), ("major", "Majeure"), ("minor", "Mineure")):
        assert set(re.findall(rf'<span class="severity {level}">([^<]*)</span>', text)) <= {word}


def test_open_and_unproven_answers_stand_apart_from_findings() -> None:
    made = document(most=8, answered=0.5)
    text = html(made, edition=Edition(("en",)))
    findings = text[text.index('id="findings"') : text.index('id="requests"')]
    for request in made["requests"]:
        assert request["title"]["en"].startswith(("Not shown: ", "Not answered: ", "Cannot be excluded: "))
    assert not re.search("Not shown: |Not answered: |Cannot be excluded: ", findings)


def test_a_request_about_one_question_says_what_is_missing_of_it() -> None:
    made = document(most=8, answered=0.5)
    text = html(made, edition=Edition(("en",)))
    requests = unescape(text[text.index('id="requests"') : text.index('id="jurisdiction"')])
    asked = {question["id"]: question["text"]["en"].replace("'", "\u2019") for question in made["questions"]}
    of_questions = [request for request in made["requests"] if request["basis"] in ("open", "not_proven")]
    assert {request["basis"] for request in of_questions} == {"open", "not_proven"}
    for request in of_questions:
        missing = "Not answered" if request["basis"] == "open" else "Not shown"
        assert f"<td>{missing}: {asked[request['question']]}</td>" in requests


def test_evidence_without_a_date_says_so() -> None:
    made = copy.deepcopy(document(most=8))
    cited = [one for question in made["questions"] for one in question["evidence"]]
    for one in cited:
        one["issued"] = one["expires"] = None
    assert cited
    text = html(made, edition=Edition(("en",)))
    assert "no issue date" in text and "issued –" not in text


def test_a_fact_that_is_a_question_has_no_colon_after_it() -> None:
    reading = read(document(most=1), speech("fr", (resources.folder("report_templates"),)))
    assert stated(reading, "Est-ce vrai\u202f?", "Oui") == "Est-ce vrai\u202f? Oui"
    assert stated(reading, "Langue", "anglais") == "Langue\u00a0: anglais"


def test_facts_of_law_below_high_confidence_are_to_be_confirmed() -> None:
    text = html(document(most=1), edition=Edition(("en",)))
    law = text[text.index('id="jurisdiction"') : text.index('id="engagement"')]
    rows = re.findall(r"<tr>.*?</tr>", law, re.S)
    words = speech("en", (resources.folder("report_templates"),))
    uncertain = [row for row in rows if words.say("jurisdiction.confirm") in row]
    assert {re.sub(r"<.*", "", row.split('scope="row">')[1]) for row in uncertain} == {
        words.label("law", name) for name in ("trade_secret_law", "hague_evidence", "noncompete")
    }
    facts = [row for row in rows if "October 2026" in row]
    assert len(facts) == 7
    assert all("1 October 2026" in row for row in facts)


def test_the_trace_shows_its_sum() -> None:
    made = document(most=3)
    text = html(made, edition=Edition(("en",)))
    for end in ("told", "proven"):
        assert f"{made['score'][end]:.4f}" in text
    assert "The contributions sum to" in text


def test_every_cited_document_has_its_digest() -> None:
    made = document(most=5, shown=1.0, answered=1.0)
    text = html(made, edition=Edition(("en",)))
    digests = {cited["sha256"] for question in made["questions"] for cited in question["evidence"]}
    assert digests and all(digest in text for digest in digests)


def test_long_notes_are_cut_in_a_card_and_whole_in_the_appendix() -> None:
    made = copy.deepcopy(document(most=5, quality=0.2, answered=1.0))
    question = next(q for q in made["questions"] if q["id"] == made["findings"][0]["question"])
    question.update(note="alpha " * 500 + "omega", respondent="vendor")
    text = html(made, edition=Edition(("en",)))
    findings, appendix = text[text.index('id="findings"') : text.index('id="requests"')], text[text.index('id="answers"') :]
    assert "(continued in appendix A)" in findings and "omega" not in findings
    assert "omega" in appendix


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    "choices",
    [
        {"most": 1, "modules": ()},
        {"least_weight": 0, "modules": ("rnd", "legal", "medical", "data_analysis")},
        {"answered": 0.0},
        {"answered": 1.0, "quality": 1.0, "shown": 0.0},
        {"vendor": "देवनागरी अनुसंधान प्राइवेट लिमिटेड · Ελληνική Εταιρεία · Київський Дім"},
        {"vendor": "x" * 120},
    ],
)
def test_every_size_and_script_holds(choices: dict[str, Any], lang: str) -> None:
    made = document(**choices)
    text = html(made, edition=Edition((lang,)))
    assert made["vendor"]["name"] in text
    assert text.count('class="card') == len(made["findings"])


def test_a_document_with_nothing_to_say_says_so() -> None:
    made = copy.deepcopy(document(most=1))
    made.update(findings=[], requests=[], rules=[], warnings=[], respondents=[], declared=False, declaration=None, frameworks={})
    made["plan"]["documents"] = []
    for question in made["questions"]:
        question["evidence"] = []
    text = html(made, edition=Edition(("en",)))
    for sentence in ("There is no finding", "nothing left to show", "No evidence was cited", "Nobody is named", "No rule is met"):
        assert sentence in text


def test_the_same_text_in_every_process() -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from tests.reports.report_factory import document\nfrom kporisk.reports.edition import Edition\n"
        "from kporisk.reports.render import html\n"
        "print(hashlib.sha256(html(document(most=2), edition=Edition(('fr',))).encode()).hexdigest())"
    )
    said = set()
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/New_York")):
        variables = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        run = subprocess.run([sys.executable, "-c", program, str(ROOT)], env=variables, capture_output=True, check=True, text=True)
        said.add(run.stdout)
    assert len(said) == 1


def test_an_organisation_replaces_one_block_and_adds_its_look(tmp_path: Path) -> None:
    (tmp_path / "report.html.j2").write_text(
        '{% extends "shipped/report.html.j2" %}{% block cover_page %}<section class="cover" id="cover">Own cover</section>{% endblock %}',
        encoding="utf-8",
    )
    (tmp_path / "look.css").write_text("h1 { color: #004400 }", encoding="utf-8")
    text = html(document(most=1), edition=Edition(("en",)), templates=(tmp_path,))
    assert "Own cover" in text and "#004400" in text and "For the general counsel" in text


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{{ nothing_of_this_name }}", "nothing_of_this_name"),
        ("{% if %}", "line 1"),
        ('{% extends "shipped/none.html.j2" %}', "none.html.j2"),
    ],
)
def test_a_template_that_does_not_work_is_named(tmp_path: Path, template: str, complaint: str) -> None:
    (tmp_path / "report.html.j2").write_text(template, encoding="utf-8")
    with pytest.raises(RenderingError, match=re.escape(complaint)):
        html(document(most=1), edition=Edition(("en",)), templates=(tmp_path,))


def test_templates_escape_everything_and_trust_nothing() -> None:
    folder = resources.folder("report_templates")
    made = environment((folder,))
    assert made.autoescape is True
    for file in folder.glob("*.j2"):
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|Markup", source), file.name
        assert not re.search(r"\{\{[^}]*\s[-+*/]\s[^}]*\}\}", source), f"{file.name} computes"


def test_requests_stand_by_domain_none_left_out_and_none_twice() -> None:
    groups = grouped(read(document(most=8, answered=0.5), speech("en", (resources.folder("report_templates"),))))
    assert any(len(group.places) > 1 for group in groups)
    for group in groups:
        by_place = [(request, place) for place in group.places for request in place.requests]
        assert sorted(request.anchor for request, _ in by_place) == sorted(request.anchor for request in group.requests)
        assert all(request.domain == place.title for request, place in by_place)
        assert all(place.many.startswith(f"{len(place.requests)} request") for place in group.places)
        assert group.places[0].requests[0] == group.requests[0]
