"""The sections into which a checklist divides its questions."""

from __future__ import annotations

from tests.worlds import shipped


def test_every_section_has_a_title_in_both_languages_unless_it_is_the_only_one() -> None:
    for checklist in shipped().checklists.checklists:
        for question in checklist.questions:
            title = checklist.section_of(question)
            assert (title is None) is (len(checklist.sections) == 1)
            assert title is None or (title["en"] and title["fr"])
