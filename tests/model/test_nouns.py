from __future__ import annotations

from kporisk.model.case import Citation
from tests.worlds import shipped


def test_a_citation_reads_as_it_is_written() -> None:
    assert str(Citation("soc2", "CC6.1")) == "soc2#CC6.1"
    assert str(Citation("soc2")) == "soc2"


def test_checklists_find_their_parts_by_id() -> None:
    checklists = shipped().checklists
    assert checklists.question["ds_mfa"].knock_out in checklists.rule
    assert set(checklists.rule) == {rule.id for rule in checklists.rules}
    assert checklists.fact["relation"].dimension == "control_distance"
