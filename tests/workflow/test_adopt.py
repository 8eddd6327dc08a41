"""Other checklists are adopted whole or not at all, by whoever says so, after being shown what they move."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from kporisk.errors import InvalidDocument, UsageError
from kporisk.model.band import Tier
from kporisk.register import vault
from kporisk.register.book import MovedError
from kporisk.register.kinds import Kind
from kporisk.workers.errors import PoisonedJobError
from kporisk.workflow.library import Library
from kporisk.workflow.programme.adopt import Plan, adopt, adoption_document, adoption_lines, checked, inputs, plan
from kporisk.workflow.programme.past import Past, assessments, last_assessment
from kporisk.workflow.programme.record import look_at_vendor
from kporisk.workflow.programme.state import VendorFacts, state_of
from kporisk.workflow.programme.vendors import add_vendor, retire_vendor
from kporisk.workflow.programme.weigh import made_ready, weigh
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.places import PINNED
from kporisk.workflow.workspace.sets import candidate, installed_folders, newer_set, pinned_sets
from tests.workflow.adopting import RULE, SECOND, SHIPPED, own_rule, renamed_option, required_fact, second_vendor
from tests.workspaces import NOON, VENDOR, Place, assessed_place

LATER = NOON + timedelta(days=1)
TODAY = LATER.date()

_loaded: dict[str, Library] = {}


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A workspace with one assessed vendor."""
    return assessed_place(tmp_path_factory, tmp_path)


def planned(workspace: Workspace, version: str | None = None, *, as_of: date = TODAY) -> Plan:
    """What adopting does, computed in this process; the same checklists are loaded once for all tests."""
    chosen = candidate(workspace, version)
    sha256 = chosen.content.sha256
    if sha256 not in _loaded:
        _loaded[sha256] = checked(chosen)
    made_ready(_loaded[sha256], sha256)
    return plan(workspace, chosen.content, inputs(workspace, as_of=as_of, at=LATER), as_of=as_of, executor=None)


def last(workspace: Workspace, id: str = VENDOR) -> Past:
    """The vendor's last assessment."""
    past = last_assessment(workspace.register, workspace.vendor(id))
    assert past is not None
    return past


def test_a_plan_names_who_moves_and_why_and_records_nothing(place: Place) -> None:
    second_vendor(place, ds_mfa=100)
    own_rule(place)
    with place.open() as workspace:
        head = workspace.register.head()
        made = planned(workspace)
        assert workspace.register.head() == head
        assert [effect.vendor for effect in made.moved] == [VENDOR]
        (effect,) = made.moved
        assert effect.before is not None and effect.after is not None
        assert (effect.before.tier.told, effect.after.tier.told) == (Tier.LOW, Tier.HIGH)
        assert (effect.reasons[0].kind, effect.reasons[0].ids) == ("rule_fires", (RULE,))
        text = "\n".join(adoption_lines(made))
        assert f"{VENDOR}: told low → high, proven critical, standing critical" in text
        assert f"  {RULE} now fires and holds the tier at high: " in text
        assert SECOND not in text and "1 of 2 vendors moves" in text
        document = adoption_document(made, recorded=False)
        assert document["from"]["sha256"] == workspace.content.sha256 != document["to"]["sha256"]
        assert [(one["id"], one["moves"], one["warnings"], one["lacking"]) for one in document["vendors"]] == [
            (VENDOR, True, 0, []),
            (SECOND, False, 0, []),
        ]
        assert document["vendors"][0]["tier"] == {
            "before": {"told": "low", "proven": "critical", "standing": "critical"},
            "after": {"told": "high", "proven": "critical", "standing": "critical"},
        }


def test_what_is_adopted_is_recorded_in_one_commit_and_scored_with_from_then_on(place: Place) -> None:
    second_vendor(place, ds_mfa=100)
    own_rule(place)
    with place.open() as workspace:
        head, before = workspace.register.head(), workspace.content.sha256
        made = planned(workspace)
        adopt(workspace, made, at=LATER)
        added = [record for record in workspace.register.records() if record.seq > head.seq]
        assert [record.kind for record in added] == [Kind.CONTENT, Kind.ASSESSMENT, Kind.ASSESSMENT]
        assert {record.recorded_at for record in added} == {LATER}
        assert workspace.content.sha256 == made.content.sha256 != before
        assert RULE in workspace.library.checklists.rule
        for effect in made.effects:
            past = last(workspace, effect.vendor)
            assert effect.after is not None
            assert (past.why, past.content, past.as_of) == ("adopt", made.content.sha256, TODAY)
            assert (past.score, past.tier, past.standing) == (effect.after.score, effect.after.tier, effect.after.standing)
            looked = look_at_vendor(workspace, workspace.vendor(effect.vendor), as_of=TODAY, depth=None)
            assert {**looked.document} == past.document
        assert newer_set(workspace) is None
        assert sorted(one.name for one in (workspace.folder / PINNED).iterdir()) == sorted((before[:16], made.content.sha256[:16]))


def test_the_way_back_gives_the_numbers_of_before(place: Place) -> None:
    own_rule(place)
    with place.open() as workspace:
        first = last(workspace)
        adopt(workspace, planned(workspace), at=LATER)
        made = planned(workspace, first.content[:8].upper())
        assert [reason.kind for reason in made.effects[0].reasons][:1] == ["rule_clear"]
        assert f"{RULE} no longer holds the tier at high" in "\n".join(adoption_lines(made))
        adopt(workspace, made, at=LATER)
        back = last(workspace)
        assert (back.content, back.score, back.tier, back.case_text) == (first.content, first.score, first.tier, first.case_text)
        assert [one.sha256[:8] for one in pinned_sets(workspace)] == [
            first.content[:8],
            assessments_content(workspace)[1][:8],
            first.content[:8],
        ]


def assessments_content(workspace: Workspace) -> list[str]:
    """The digests of the sets that the vendor was assessed with, the oldest first."""
    return [past.content for past in assessments(workspace.register, workspace.vendor(VENDOR))]


def test_an_answer_that_no_longer_fits_is_open_and_comes_back_with_its_option(place: Place) -> None:
    second_vendor(place, ds_independent_assurance="type1")
    renamed_option(place)
    with place.open() as workspace:
        first = last(workspace, SECOND)
        made = planned(workspace)
        assert [len(effect.warnings) for effect in made.effects] == [0, 1]
        assert f"  {SECOND}: 1 warning, such as: what was answered to ds_independent" in "\n".join(adoption_lines(made))
        adopt(workspace, made, at=LATER)
        assert set(last(workspace, SECOND).case_document["response"]["answers"]) == {"ds_mfa"}
        state = state_of(workspace.register, workspace.vendor(SECOND))
        assert state.response is not None and set(state.response["answers"]) == {"ds_mfa", "ds_independent_assurance"}
        adopt(workspace, planned(workspace, first.content[:12]), at=LATER)
        assert last(workspace, SECOND).case_text == first.case_text


def test_who_lacks_a_fact_that_is_required_now_is_named_and_the_others_are_recorded(place: Place) -> None:
    second_vendor(place)
    required_fact(place, "vendor_revenue_share")
    with place.open() as workspace:
        made = planned(workspace)
        assert [(one.vendor, one.lacking, one.after) for one in made.unassessed] == [
            (VENDOR, ("vendor_revenue_share",), None),
            (SECOND, ("vendor_revenue_share",), None),
        ]
        assert f"{VENDOR} cannot be assessed until the client states vendor_revenue_share" in "\n".join(adoption_lines(made))
        assert adoption_document(made, recorded=True)["vendors"][0]["tier"]["after"] is None
        adopt(workspace, made, at=LATER)
        assert last(workspace).content != workspace.content.sha256
        with pytest.raises(UsageError, match="until the client states vendor_revenue_share"):
            look_at_vendor(workspace, workspace.vendor(VENDOR), as_of=TODAY, depth=None)


def test_retired_vendors_and_those_without_a_case_are_left_alone(place: Place) -> None:
    second_vendor(place)
    own_rule(place)
    with place.open() as workspace:
        retire_vendor(workspace, SECOND, on=NOON.date(), at=NOON)
        add_vendor(workspace, VendorFacts("gamma", "Gamma"), at=NOON)
        assert [effect.vendor for effect in planned(workspace).effects] == [VENDOR]


def test_a_vendor_that_was_never_assessed_is_assessed_and_one_that_cannot_be_says_why(place: Place) -> None:
    with place.open() as workspace:
        planned(workspace, workspace.content.sha256)
        (read,) = inputs(workspace, as_of=TODAY, at=LATER).tasks
        effect, entry = weigh(replace(read, before=None))
        assert entry is not None and (effect.before, effect.moves, effect.shifts, effect.reasons) == (None, False, False, ())
        effect, entry = weigh(replace(read, before=None, as_of=date(2026, 11, 1)))
        assert entry is None and effect.after is None and "lies before the answers" in effect.problem


def test_nothing_is_adopted_when_anything_was_recorded_meanwhile(place: Place) -> None:
    own_rule(place)
    with place.open() as workspace:
        made = planned(workspace)
        add_vendor(workspace, VendorFacts("gamma", "Gamma"), at=LATER)
        with pytest.raises(MovedError):
            adopt(workspace, made, at=LATER)
        made = planned(workspace)
        retire_vendor(workspace, VENDOR, on=TODAY, at=LATER)
        with pytest.raises(MovedError):
            adopt(workspace, made, at=LATER)
        assert len(pinned_sets(workspace)) == 1
        made = planned(workspace)
        adopt(workspace, made, at=LATER)
        with pytest.raises(MovedError):
            adopt(workspace, made, at=LATER)
        assert len(pinned_sets(workspace)) == 2


def test_what_ends_in_the_middle_leaves_the_old_set_in_force(place: Place) -> None:
    second_vendor(place)
    own_rule(place)
    with place.open() as workspace:
        head, made = workspace.register.head(), planned(workspace)
        sealed = 0

        def seal(*arguments: object) -> bytes:
            nonlocal sealed
            sealed += 1
            if sealed == 3:
                raise KeyboardInterrupt
            return vault.seal(*arguments)  # type: ignore[arg-type]

        with patch("kporisk.register.book.seal", seal), pytest.raises(KeyboardInterrupt):
            adopt(workspace, made, at=LATER)
        assert (sealed, workspace.register.head()) == (3, head)
        assert len(pinned_sets(workspace)) == 1
        adopt(workspace, made, at=LATER)
        assert len(pinned_sets(workspace)) == 2


def test_workers_plan_what_one_process_plans(place: Place) -> None:
    second_vendor(place)
    own_rule(place)
    with place.open() as workspace:
        alone = planned(workspace)
        with ThreadPoolExecutor(2) as executor:
            made = plan(workspace, alone.content, inputs(workspace, as_of=TODAY, at=LATER), as_of=TODAY, executor=executor)
        assert made == alone


class _Poisoned(ThreadPoolExecutor):
    """A pool in which one vendor ends every worker that it is given to."""

    def submit(self, fn: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        if arguments[0].known.id != SECOND:
            return super().submit(fn, *arguments, **named)
        future: Future[Any] = Future()
        future.set_exception(PoisonedJobError("its worker ended"))
        return future


def test_a_vendor_that_ends_its_worker_is_named_and_the_others_are_recorded(place: Place) -> None:
    second_vendor(place)
    own_rule(place)
    with place.open() as workspace:
        content = planned(workspace).content
        with _Poisoned(1) as executor:
            made = plan(workspace, content, inputs(workspace, as_of=TODAY, at=LATER), as_of=TODAY, executor=executor)
        assert [(one.vendor, one.problem) for one in made.unassessed] == [(SECOND, "its worker ended")]
        assert [entry.kind for entry in made.entries] == [Kind.CONTENT, Kind.ASSESSMENT]
        assert f"  {SECOND}: its worker ended" in "\n".join(adoption_lines(made))


def test_a_set_with_anything_wrong_in_it_is_refused_whole(place: Place) -> None:
    words = "finding: {en: No, fr: Non}, remediation: {en: Do it, fr: Le faire}"
    own_rule(place, text=f"- {{id: our-mfa, when: satisfaction(answers.ds_mfa) <= 0.7, domain: data_security, {words}}}\n")
    with place.open() as workspace:
        with pytest.raises(InvalidDocument, match="no case that expects") as refused:
            checked(candidate(workspace, None))
        assert all(problem.source.endswith("ours.yaml") and problem.line for problem in refused.value.problems)
        own_rule(place, text=f"- {{id: our-mfa, when: answers.ds_mfaa == 1, domain: data_security, {words}}}\n")
        with pytest.raises(InvalidDocument, match="ds_mfa"):
            checked(candidate(workspace, None))
        (workspace.folder / "checklists" / "methd.yaml").write_text("a: 1\n", encoding="utf-8")
        with pytest.raises(InvalidDocument, match=r"did you mean method\.yaml"):
            candidate(workspace, None)


def test_files_that_change_while_they_are_read_are_not_adopted(place: Place) -> None:
    own_rule(place)
    with place.open() as workspace:
        chosen = candidate(workspace, None)
        own_rule(place, text=(workspace.folder / "checklists/data_security/rules/ours.yaml").read_text("utf-8") + "# more\n")
        with pytest.raises(UsageError, match="changed while they were read"):
            checked(chosen)


def test_an_unknown_version_is_refused_with_those_there_are(place: Place) -> None:
    with place.open() as workspace:
        known = pinned_sets(workspace)[0].short
        for version in ("9.9.9", "abcdef", known[:5]):
            with pytest.raises(
                UsageError, match=rf"no set of checklists '{version}'; those there are: .* \(installed\), {known} \(kporisk"
            ):
                candidate(workspace, version)
        assert candidate(workspace, known[:6]).content == workspace.content


def test_own_checklists_are_those_the_settings_name_or_the_folder_that_holds_some(place: Place) -> None:
    with place.open() as workspace:
        (workspace.folder / "checklists/README.md").write_text("ours\n")
        assert installed_folders(workspace) == (SHIPPED,)
        assert newer_set(workspace) is None
        own_rule(place, folder="other")
        own_rule(place)
        assert installed_folders(workspace) == (SHIPPED, workspace.folder / "checklists")
    settings = place.folder / "kporisk.toml"
    settings.write_text(settings.read_text("utf-8").replace('#own = ["checklists"]', 'own = ["other"]'), "utf-8")
    with place.open() as workspace:
        assert installed_folders(workspace) == (SHIPPED, workspace.folder / "other")
