"""What stands on every page: the organisation, its marking, the state, and who put a name under it."""

from __future__ import annotations

from dataclasses import dataclass

from kporisk.reports.edition import Anchor, Edition, SignOff
from kporisk.reports.speech import Speech


@dataclass(frozen=True, slots=True)
class Imprint:
    """The edition in words."""

    organisation: str
    """Empty where none is set."""
    logo: str
    """The address of the logo, or empty."""
    marking: str
    state: str
    """draft, reviewed or approved: a class of the style."""
    state_word: str
    state_sentence: str
    prepared: str
    reviewed: str
    approved: str
    """Each a name with its day, or empty: a line to write on."""
    for_signature: bool
    colours: dict[str, str]
    register: str
    """Where the register stood when the assessment was recorded, or empty."""


def imprint(edition: Edition, speech: Speech, *, logo: str) -> Imprint:
    """The edition in the words of one language; `logo` is the address under which the picture is served."""
    look = edition.look
    return Imprint(
        organisation=speech.text(look.name),
        logo=logo if look.logo is not None else "",
        marking=speech.text(look.marking) or speech.say("marking"),
        state=edition.state.value,
        state_word=speech.say(f"state.{edition.state.value}.word"),
        state_sentence=speech.say(f"state.{edition.state.value}.sentence"),
        prepared=_signed(edition.prepared, speech),
        reviewed=_signed(edition.reviewed, speech),
        approved=_signed(edition.approved, speech),
        for_signature=edition.for_signature,
        colours=dict(look.colours),
        register=_register(edition.anchor, speech),
    )


def _signed(one: SignOff | None, speech: Speech) -> str:
    return "" if one is None else speech.say("state.signed", name=one.name, on=speech.day(one.on.isoformat()))


def _register(anchor: Anchor | None, speech: Speech) -> str:
    return "" if anchor is None else speech.say("method.register", seq=speech.number(anchor.seq), sha256=anchor.sha256)
