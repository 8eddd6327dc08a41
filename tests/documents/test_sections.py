"""The titles of sections stand above their questions, wherever people answer."""

from __future__ import annotations

from kporisk.documents.cases.questionnaire import questionnaire
from kporisk.documents.form.page import write_form
from kporisk.model.case import Vendor
from kporisk.model.checklist import Respondent
from tests.documents.filled import Person, made
from tests.documents.form.filling import data_in
from tests.worlds import shipped

CHECKLISTS = shipped().checklists


def test_a_workbook_has_them_above_their_first_question() -> None:
    person = Person(made(langs=("en", "fr")))
    access = next(one for one in CHECKLISTS.checklists if one.id == "data_security").sections["access"]
    sheet, row = person.cells(next(one.id for one in made().questions if one.section == "access"))
    assert sheet.cell(row - 1, 2).value == f"{access['en']} / {access['fr']}" and sheet.cell(row - 1, 1).value is None


def test_a_questionnaire_and_a_form_have_them_too() -> None:
    access = next(one for one in CHECKLISTS.checklists if one.id == "data_security").sections["access"]
    text = questionnaire(
        None, set(CHECKLISTS.question), CHECKLISTS, respondent=Respondent.VENDOR, lang="fr", vendor=Vendor("acme", "Acme"), due=None
    )
    assert text is not None and text.count(f"# -- {access['fr']} --") == 1
    page = write_form(made(langs=("en", "fr")))
    assert data_in(page) and page.decode().count(f">{access['en']}<") == 1
