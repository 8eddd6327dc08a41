"""The form in a real browser: filled by keyboard, kept, taken up, handed out; nothing leaves, nothing is refused, everybody can use it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser

from kporisk.documents.form.back import read_form
from kporisk.documents.form.page import write_form
from kporisk.documents.form.schema import filled_form_schema
from kporisk.documents.form.words import WORDS
from kporisk.documents.workbook.back import read_workbook
from tests.browser import Visit, needs_chromium, visiting
from tests.documents.filled import Person, made
from tests.documents.form.filling import FEW, data_in, draft_of, form_at, some
from tests.documents.test_questionnaire import EXAMPLES, example
from tests.worlds import shipped

pytestmark = needs_chromium
ANALYTICS = next(path for path in EXAMPLES if path.parent.name == "analytics-firm")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with visiting(browser) as visit:
        yield visit
        assert visit.complaints == []
        assert all(url.startswith(("file:", "blob:")) for url in visit.requests)


def day(visit: Visit, selector: str, typed: str) -> None:
    """Type a day, the digits of day and month the same, where the keyboard leads to it."""
    visit.tab_to(selector)
    visit.page.keyboard.type(typed)


def test_somebody_without_a_mouse_fills_it_in_goes_away_comes_back_and_gets_the_answers(visit: Visit, tmp_path: Path) -> None:
    visit.go(form_at(tmp_path, some()))
    page, press = visit.page, visit.page.keyboard.press
    visit.tab_to(".skip")
    press("Enter")
    assert visit.focused() == "questions"
    visit.go(tmp_path / "form.html")
    day(visit, "#answered_on", "11112026")
    visit.tab_to('[data-add="people"]')
    press("Enter")
    page.keyboard.type("R. Iyer")
    press("Tab")
    page.keyboard.type("security lead")
    visit.tab_to('[data-key="domains"][value="data_security"]')
    press("Space")
    visit.tab_to('[data-add="evidence"]')
    press("Enter")
    page.keyboard.type("SOC 2 Type II")
    visit.tab_to('[data-list="evidence"] [data-key="title"]')
    page.keyboard.type("SOC 2 report")
    day(visit, '[data-list="evidence"] [data-key="issued"]', "06062026")
    visit.tab_to('#q-ip_need_to_know input[type="radio"]')
    press("Space")
    press("ArrowDown")
    visit.tab_to("#entry-ds_mfa")
    page.keyboard.type("97,5")
    visit.tab_to("#q-ds_mfa summary")
    press("Enter")
    visit.tab_to("#note-ds_mfa")
    page.keyboard.type("two accounts pending")
    visit.tab_to("#by-ds_mfa")
    press("ArrowDown")
    visit.tab_to("#q-ds_mfa [data-cite]")
    press("Enter")
    press("ArrowDown")
    visit.tab_to('#q-ds_mfa [data-key="where"]')
    page.keyboard.type("CC6.1")
    day(visit, "#entry-ds_pentest_date", "03032026")
    for option in ("plan", "absence"):
        visit.tab_to(f'#q-ds_bcp input[value="option:{option}"]')
        press("Space")
    visit.tab_to('#q-hc_attrition input[value="unknown"]')
    press("Space")
    visit.tab_to('#q-rd_material_custody input[value="not_applicable"]')
    press("Space")
    visit.tab_to("#reason-rd_material_custody")
    page.keyboard.type("no samples here")
    assert page.text_content("[data-progress-all] [lang=en]") == "6 of 8 answered"
    visit.until("document.querySelector('[data-kept] [lang=en]').textContent.startsWith('Saved in this browser')")
    page.reload()
    assert page.text_content("[data-progress-all] [lang=en]") == "6 of 8 answered"
    given = visit.downloaded('[data-do="download"]')
    assert given["confirmed"] == [] and given["format"] == "kporisk.filled-form/1"
    assert given["response"] == {
        "format": "kporisk.response/1",
        "answered_on": "2026-11-11",
        "respondents": [{"id": "r-iyer", "name": "R. Iyer", "role": "security lead", "domains": ["data_security"]}],
        "evidence": {"soc-2-report-2026-06-06": {"kind": "soc2_report", "title": "SOC 2 report", "issued": "2026-06-06"}},
        "answers": {
            "ip_need_to_know": {"status": "answered", "value": "named_own"},
            "ds_mfa": {
                "status": "answered",
                "value": 97.5,
                "note": "two accounts pending",
                "by": "r-iyer",
                "evidence": ["soc-2-report-2026-06-06#CC6.1"],
            },
            "ds_pentest_date": {"status": "answered", "value": "2026-03-03"},
            "ds_bcp": {"status": "answered", "value": ["plan", "absence"]},
            "hc_attrition": {"status": "unknown"},
            "rd_material_custody": {"status": "not_applicable", "reason": "no samples here"},
        },
    }
    (tmp_path / "answers.json").write_text(json.dumps(given), encoding="utf-8")
    filled = read_form(tmp_path / "answers.json", shipped().checklists)
    assert filled is not None
    assert filled.returned(before=None, reviewed={}).response["answers"].keys() == given["response"]["answers"].keys()


def opened(visit: Visit, path: Path, draft: Any) -> None:
    """Open a saved copy."""
    path.write_text(json.dumps(draft), encoding="utf-8")
    with visit.page.expect_file_chooser() as asked:
        visit.page.click('[data-do="open-copy"]')
    asked.value.set_files(path)
    visit.until("document.querySelector('[data-copy-message]').textContent !== ''")


def test_every_answer_that_can_be_given_comes_out_as_it_was_given(visit: Visit, tmp_path: Path) -> None:
    response = example(ANALYTICS)["response"]
    of = made(langs=("en", "fr"))
    visit.go(form_at(tmp_path, of))
    opened(visit, tmp_path / "draft.json", draft_of(data_in(write_form(of)), response))
    given = visit.downloaded('[data-do="download"]')
    (tmp_path / "answers.json").write_text(json.dumps(given), encoding="utf-8")
    filled = read_form(tmp_path / "answers.json", shipped().checklists)
    assert filled is not None
    said = filled.returned(before=None, reviewed={}).response
    assert list(Draft202012Validator(filled_form_schema(shipped().checklists)).iter_errors(given)) == []
    assert not Draft202012Validator(filled_form_schema(shipped().checklists)).is_valid({**given, "confirmed": [3]})
    own = {question.id for question in of.questions}
    assert said["answers"] == {id: answer for id, answer in response["answers"].items() if id in own} and len(said["answers"]) > 50
    for key in ("answered_on", "declaration", "respondents", "evidence"):
        assert said[key] == response[key], key
    person = Person(of)
    person.everything(response)
    workbook = read_workbook(person.saved(tmp_path / "back.xlsx"), shipped().checklists)
    assert workbook.returned(before=None, reviewed={}).response == said
    saved = visit.downloaded('[data-do="save-copy"]')
    assert saved["answers"].keys() == own and saved["form"] == data_in(write_form(of))["form"]["sha256"]


def test_last_times_answers_count_once_they_are_confirmed(visit: Visit, tmp_path: Path) -> None:
    of = some(ANALYTICS)
    visit.go(form_at(tmp_path, of))
    page = visit.page
    assert page.text_content("[data-progress-all] [lang=en]") == "0 of 8 answered"
    page.fill("#answered_on", "2026-11-27")
    confirmed = [id for id in of.last if id != "hc_attrition"]
    for id in confirmed:
        page.check(f'#q-{id} input[value="same"]')
    given = visit.downloaded('[data-do="download"]')
    assert given["confirmed"] == confirmed and given["form"]["last"] == list(of.last)
    last = example(ANALYTICS)["response"]
    assert given["response"]["answers"] == {id: of.last[id] for id in confirmed}
    cited = {one.partition("#")[0] for id in confirmed for one in of.last[id].get("evidence", ())}
    assert given["response"]["evidence"] == {id: last["evidence"][id] for id in cited} and cited
    piece = page.locator('[data-list="evidence"] fieldset', has=page.locator("[data-remove]")).count()
    assert piece == 0  # what answers of last time may need is not taken away
    first = page.locator('[data-list="evidence"] fieldset').first
    first.locator('[data-key="issued"]').fill("2026-10-01")
    first.locator('[data-key="expires"]').fill("2027-10-01")
    again = visit.downloaded('[data-do="download"]')["response"]
    renewed = first.get_attribute("data-last")
    assert f"{renewed}-2" in again["evidence"] and renewed not in again["evidence"]
    everything = [one for answer in again["answers"].values() for one in answer.get("evidence", ())]
    assert {one.partition("#")[0] for one in everything} == set(again["evidence"])


def test_what_is_wrong_is_said_where_it_is_and_nothing_is_handed_out(visit: Visit, tmp_path: Path) -> None:
    visit.go(form_at(tmp_path, some()))
    page = visit.page
    page.fill("#entry-ds_mfa", "1,000")
    page.fill("#entry-ds_pentest_date", "2026-12-24")
    page.fill("#answered_on", "2026-11-27")
    page.check('#q-rd_material_custody input[value="not_applicable"]')
    page.click("#q-hc_attrition summary")
    page.fill("#note-hc_attrition", "about ten")
    page.fill("#declaration-name", "R. Iyer")
    page.click('[data-do="download"]')
    assert visit.focused("dataset.summary") == ""
    links = page.locator("[data-summary-wrong] a")
    assert [one.get_attribute("href") for one in links.all()] == [
        "#entry-ds_pentest_date",
        "#entry-ds_mfa",
        "#q-hc_attrition",
        "#reason-rd_material_custody",
        "#declaration-role",
        "#declaration-on",
    ]
    assert page.get_attribute("#entry-ds_mfa", "aria-invalid") == "true"
    described = page.get_attribute("#entry-ds_mfa", "aria-describedby")
    assert described and WORDS["en"]["wrong_grouped"] in (page.text_content(f"#{described}") or "")
    links.nth(1).focus()
    page.keyboard.press("Enter")
    assert visit.focused() == "entry-ds_mfa"
    page.fill("#entry-ds_mfa", "101")
    assert page.get_attribute("#entry-ds_mfa", "aria-invalid") is None and described not in (page.inner_html("#q-ds_mfa") or "")
    page.click('[data-do="check"]')
    assert "The number is 100 or less." in (links.nth(1).text_content() or "")
    page.fill("#entry-ds_mfa", "100")
    page.fill("#entry-ds_pentest_date", "2026-11-24")
    page.fill("#reason-rd_material_custody", "none here")
    page.check('#q-hc_attrition input[value="unknown"]')
    page.fill("#declaration-name", "")
    given = visit.downloaded('[data-do="download"]')
    assert set(given["response"]["answers"]) == {"ds_mfa", "ds_pentest_date", "hc_attrition", "rd_material_custody"}
    assert page.locator(".error").count() == 0
    assert page.locator("[data-summary-open] a").count() == 4
    page.check("[data-only-open]")
    assert page.locator(".question:visible").count() == 4


def test_what_excludes_the_rest_does(visit: Visit, tmp_path: Path) -> None:
    visit.go(form_at(tmp_path, some()))
    page = visit.page
    for value in ("option:plan", "none"):
        page.check(f'#q-ds_bcp input[value="{value}"]')
    assert page.locator("#q-ds_bcp input:checked").evaluate_all("all => all.map(one => one.value)") == ["none"]
    page.check('#q-ds_bcp input[value="option:plan"]')
    assert page.locator("#q-ds_bcp input:checked").evaluate_all("all => all.map(one => one.value)") == ["option:plan"]
    page.check('#q-ds_mfa input[value="unknown"]')
    page.fill("#entry-ds_mfa", "9")
    assert not page.is_checked('#q-ds_mfa input[value="unknown"]')
    page.check('#q-ds_mfa input[value="option:not_measured"]')
    assert page.input_value("#entry-ds_mfa") == ""
    assert page.locator('#q-ds_mfa input[value="not_applicable"]').count() == 0  # a knock-out always applies
    page.check('#q-ip_need_to_know input[value="option:role"]')
    page.click("#q-ip_need_to_know [data-clear]")
    assert page.locator("#q-ip_need_to_know input:checked").count() == 0


def test_a_file_is_described_and_never_leaves(visit: Visit, tmp_path: Path) -> None:
    visit.go(form_at(tmp_path, some()))
    page = visit.page
    (tmp_path / "soc2.pdf").write_bytes(b"%PDF-1.7 secret")
    page.click('[data-add="evidence"]')
    with page.expect_file_chooser() as asked:
        page.click("[data-choose]")
    asked.value.set_files(tmp_path / "soc2.pdf")
    visit.until("document.querySelector('[data-list=evidence] [data-key=sha256]').value !== ''")
    assert page.input_value('[data-list="evidence"] [data-key="sha256"]') == hashlib.sha256(b"%PDF-1.7 secret").hexdigest()
    assert page.input_value('[data-list="evidence"] [data-key="file"]') == "soc2.pdf"


def test_the_languages_change_without_loading_anything(visit: Visit, tmp_path: Path) -> None:
    visit.go(form_at(tmp_path, some()))
    page = visit.page
    page.check('#q-ip_need_to_know input[value="option:role"]')
    loaded = len(visit.requests)
    visit.tab_to('[data-lang="fr"]', key="Shift+Tab")
    page.keyboard.press("Enter")
    assert page.get_attribute("html", "lang") == "fr" and page.title() == "Questions à Acme Research"
    assert page.inner_text("#q-ip_need_to_know [data-state]") == WORDS["fr"]["state_done"]
    assert page.is_checked('#q-ip_need_to_know input[value="option:role"]') and len(visit.requests) == loaded
    assert not page.locator('.t[lang="en"]:visible').count()
    visit.until("Object.keys(localStorage).length === 1")
    page.reload()
    assert page.get_attribute("html", "lang") == "fr" and page.is_checked('#q-ip_need_to_know input[value="option:role"]')


def test_where_nothing_can_be_kept_that_is_said_and_a_copy_can_be_saved_and_opened(browser: Browser, tmp_path: Path) -> None:
    with visiting(browser) as visit:
        visit.page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); };")
        visit.go(form_at(tmp_path, some()))
        kept = visit.page.locator("[data-kept]")
        assert WORDS["en"]["kept_failed"] in (kept.text_content() or "")
        visit.page.fill("#entry-ds_mfa", "97")
        copy = visit.downloaded('[data-do="save-copy"]')
        visit.page.reload()
        assert visit.page.input_value("#entry-ds_mfa") == ""
        opened(visit, tmp_path / "copy.json", copy)
        assert visit.page.input_value("#entry-ds_mfa") == "97"
        visit.page.click('[data-add="people"]')
        visit.page.fill('[data-list="people"] [data-key="name"]', "R. Iyer")
        for wrong in ({**copy, "form": "0" * 64}, {**copy, "people": None}, {**copy, "answers": None}, [1]):
            opened(visit, tmp_path / "copy.json", wrong)
            visit.until("document.querySelector('[data-copy-message]').textContent.includes('no copy saved')")
            assert visit.page.input_value("#entry-ds_mfa") == "97"
            assert visit.page.input_value('[data-list="people"] [data-key="name"]') == "R. Iyer"


def test_whoever_fills_it_in_twice_is_told(visit: Visit, tmp_path: Path) -> None:
    visit.go(form_at(tmp_path, some(asked=FEW)))
    other = visit.page.context.new_page()
    other.goto(visit.page.url)
    other.fill("#entry-ds_mfa", "97")
    visit.until("document.querySelector('[data-kept]').classList.contains('failed')")
    assert WORDS["en"]["kept_elsewhere"] in (visit.page.text_content("[data-kept]") or "")


def test_what_no_document_may_hold_is_left_out_and_enter_sends_nothing(visit: Visit, tmp_path: Path) -> None:
    of = some(asked=FEW)
    visit.go(form_at(tmp_path, of))
    note = "a\x00b\x1bc\ud800d\r\ne\u0085 <script>{{x}}</script> \U0001f600"
    answer = {"status": "answered", "value": 97, "note": note}
    response = {"answered_on": "2026-11-27", "respondents": [], "evidence": {}, "answers": {"ds_mfa": answer}}
    opened(visit, tmp_path / "draft.json", draft_of(data_in(write_form(of)), response))
    visit.page.focus("#entry-ds_mfa")
    visit.page.keyboard.press("Enter")
    given = visit.downloaded('[data-do="download"]')
    (tmp_path / "answers.json").write_text(json.dumps(given), encoding="utf-8")
    filled = read_form(tmp_path / "answers.json", shipped().checklists)
    assert filled is not None
    said = filled.returned(before=None, reviewed={}).response["answers"]["ds_mfa"]
    assert said == {"status": "answered", "value": 97, "note": "abc\ufffdd\ne <script>{{x}}</script> \U0001f600"}


def test_paper_shows_the_questions_and_a_line_to_sign_on(visit: Visit, tmp_path: Path) -> None:
    visit.go(form_at(tmp_path, some(asked=FEW)))
    visit.page.evaluate("document.querySelector('#note-ds_mfa').value = 'pending'")
    visit.page.emulate_media(media="print")
    visit.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert visit.page.locator("button:visible, nav:visible, .bar:visible").count() == 0
    assert visit.page.locator(".question:visible").count() == 5 and visit.page.is_visible(".signature")
    assert visit.page.is_visible("#note-ds_mfa")


def test_what_is_kept_is_deleted_when_asked(visit: Visit, tmp_path: Path) -> None:
    visit.go(form_at(tmp_path, some()))
    page = visit.page
    page.fill("#entry-ds_mfa", "97")
    visit.until("Object.keys(localStorage).length === 1")
    (key,) = page.evaluate("Object.keys(localStorage)")
    assert data_in(write_form(some()))["form"]["sha256"] in key
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.click('[data-do="delete"]')
    assert page.evaluate("Object.keys(localStorage).length") == 0 and page.input_value("#entry-ds_mfa") == ""


def test_the_browser_refuses_whatever_is_not_the_forms_own(browser: Browser, tmp_path: Path) -> None:
    page = write_form(some()).decode()
    added = "<script>document.title = 'taken over'</script><img src='https://example.invalid/x.png'><p style='color: red'>"
    (tmp_path / "form.html").write_text(page.replace("</main>", f"{added}</main>"), encoding="utf-8")
    with visiting(browser) as visit:
        visit.go(tmp_path / "form.html")
        assert visit.page.title() == "Questions for Acme Research"
        refused = " ".join(visit.complaints)
        assert "inline script" in refused and "inline style" in refused and "example.invalid" in refused


def fill_in(visit: Visit) -> None:
    """Something everywhere, and everything unfolded."""
    page = visit.page
    for list in ("people", "evidence"):
        page.click(f'[data-add="{list}"]')
    page.fill('[data-list="evidence"] fieldset:last-child [data-key="title"]', "SOC 2")
    for summary in page.locator(".question summary").all():
        summary.click()
    page.locator("[data-cite]").first.click()
    page.check('#q-rd_material_custody input[value="not_applicable"]')
    page.check('#q-ip_need_to_know input[value="option:role"]')


def go_wrong(visit: Visit) -> None:
    """A mistake, and what it brings up."""
    visit.page.fill("#entry-ds_mfa", "many")
    visit.page.click('[data-do="check"]')
    assert visit.page.locator(".error").count() > 3


def found(visit: Visit) -> tuple[list[tuple[str, str]], bool]:
    """What bars somebody, and whether the page is wider than the window."""
    return visit.violations(), visit.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_nothing_bars_anybody_from_a_new_form(visit: Visit, tmp_path: Path) -> None:
    visit.go(form_at(tmp_path, some(asked=FEW)))
    states = {"empty": found(visit)}
    fill_in(visit)
    states["filled"] = found(visit)
    go_wrong(visit)
    states["wrong"] = found(visit)
    visit.page.click('[data-lang="fr"]')
    states["French"] = found(visit)
    assert states == dict.fromkeys(states, ([], False))


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1100)])
def test_nothing_bars_anybody_from_one_with_last_times_answers(browser: Browser, scheme: Any, width: int, tmp_path: Path) -> None:
    with visiting(browser, viewport={"width": width, "height": 800}, color_scheme=scheme) as visit:
        visit.go(form_at(tmp_path, some(ANALYTICS, asked=FEW)))
        fill_in(visit)
        go_wrong(visit)
        assert found(visit) == ([], False)


def test_the_search_for_bars_finds_one(browser: Browser, tmp_path: Path) -> None:
    page = write_form(some()).decode()
    (tmp_path / "form.html").write_text(page.replace('<label for="answered_on">', "<label>"), encoding="utf-8")
    with visiting(browser) as visit:
        visit.go(tmp_path / "form.html")
        assert [rule for rule, _ in visit.violations()] == ["label"]
