"""Whatever can be found about a signature has its words in both languages."""

from __future__ import annotations

import pytest

from kporisk import resources
from kporisk.reports.speech import speech
from kporisk.seal.revisions import Appended
from kporisk.seal.signatures import Trust


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_verdict_has_its_words(lang: str) -> None:
    say = speech(lang, (resources.folder("report_templates"),)).say
    filled = {"n": 1}
    for trust in Trust:
        assert say(f"verify.signatures.trust.{trust.value}")
    for appended in set(Appended) - {Appended.NOTHING}:
        assert say(f"verify.signatures.appended.{appended.value}")
    for behind in set(Appended) - {Appended.NOTHING, Appended.SIGNATURES}:
        assert say(f"verify.signatures.behind.{behind.value}", **filled)
