"""Words come from the English source, from catalogues and from an organisation's files, and never from nowhere."""

from __future__ import annotations

import gettext
import itertools
import shutil
from pathlib import Path

import pytest
from babel import Locale

from kporisk.errors import RenderingError
from kporisk.reports.speech import languages, speech
from kporisk.reports.words import Words
from tests.reports.catalogues import FOLDER, make_words, translate

SHIPPED = tuple(sorted((FOLDER / "locale").glob("*/LC_MESSAGES/kporisk.mo")))


def test_french_is_a_catalogue_in_step_with_the_english_source() -> None:
    made = make_words.made()
    assert set(made) == {file for file in (FOLDER / "locale").rglob("*") if file.is_file()}
    assert FOLDER / "locale" / "fr" / "LC_MESSAGES" / "kporisk.mo" in made
    for file, content in made.items():
        assert file.read_bytes() == content, f"run `make words`: {file.name} is not what words/en.yaml and the translations say"
    assert make_words.untranslated() == []
    assert languages((FOLDER,)) == ("en", "fr")


@pytest.mark.parametrize(("lang", "plural"), [("fr", "nplurals=2; plural=(n > 1);"), ("en", "nplurals=2; plural=(n != 1);")])
def test_plural_forms_of_gettext_and_babel_agree(lang: str, plural: str, tmp_path: Path) -> None:
    files = [translate(tmp_path, lang, lambda key, english: english, plural=plural), *(file for file in SHIPPED if file.parts[-3] == lang)]
    one, other = _english("why.more_rules")
    for file in files:
        with file.open("rb") as opened:
            catalogue = gettext.GNUTranslations(opened)
        single = catalogue.npgettext("why.more_rules", one, other, 1)
        for n in (*range(2_000), 999_999, 10_000_001):
            form = catalogue.npgettext("why.more_rules", one, other, n)
            assert (form == single) is (Locale.parse(lang).plural_form(n) == "one"), n


def _english(key: str) -> tuple[str, str]:
    _, messages = make_words.english(FOLDER / "words" / "en.yaml")
    one, other = next(message.id for message in messages if message.key == key)
    return one, other


@pytest.mark.parametrize(("lang", "said"), [("en", ("other", "one", "other", "other")), ("fr", ("one", "one", "one", "other"))])
def test_nothing_one_and_a_half_take_the_form_of_the_language(lang: str, said: tuple[str, ...]) -> None:
    spoken = speech(lang, (FOLDER,))
    words = Words(lang, (FOLDER,))
    for n, form in zip((0, 1, 1.5, 2), said, strict=True):
        text = words.plural("country.days", 1 if form == "one" else 2, form)
        assert spoken.count("country.days", n) == text.format(n=spoken.measure(n))
    assert spoken.count("country.days", 1.5).startswith("1,5 " if lang == "fr" else "1.5 ")


def test_a_language_is_added_by_a_catalogue_alone(tmp_path: Path) -> None:
    translate(tmp_path, "de", lambda key, english: "de_DE" if key == "locale" else f"[{english}]")
    folders = (tmp_path, FOLDER)
    assert languages(folders) == ("de", "en", "fr")
    german = speech("de", folders)
    assert german.say("marking") == "[Confidential]"
    assert german.say("cover.decided", tier="X") == "[X, both as told and as proven]"
    assert german.count("why.more_rules", 3) == "[3 further rules have the same effect.]"
    assert len(german.paragraphs("method.steps")) == len(speech("en", folders).paragraphs("method.steps"))
    assert german.paragraphs("method.steps")[0].startswith("[Every answer")
    assert (german.label("tier", "low"), german.label("tier", "own_tier")) == ("[LOW]", "own tier")
    assert german.day("2026-03-01") == "[1]. März 2026"
    assert (german.has("labels.law_value.special_301"), german.has("labels.law_value.no_such"), german.has("marking")) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize("key", ["marking", "why.more_rules", "method.steps.2", "labels.tier.low"])
def test_what_a_catalogue_lacks_is_an_error_and_never_english(key: str, tmp_path: Path) -> None:
    translate(tmp_path, "de", lambda one, english: None if one == key else english)
    german = speech("de", (tmp_path, FOLDER))
    with pytest.raises(RenderingError, match=rf"'de' lacks {key.removesuffix('.2')}: add it to words/de.yaml"):
        match key.split("."):
            case ["why", *_]:
                german.count(key, 1)
            case ["method", *_]:
                german.paragraphs("method.steps")
            case ["labels", group, name]:
                german.label(group, name)
            case _:
                german.say(key)


def test_an_english_text_that_changed_waits_for_its_translation(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(FOLDER / "words", templates / "words")
    (templates / "words" / "fr.yaml").unlink(missing_ok=True)
    file = templates / "locale" / "fr" / "LC_MESSAGES" / "kporisk.po"
    file.parent.mkdir(parents=True)
    first = make_words.in_step("fr", None, make_words.english(templates / "words" / "en.yaml")[1])
    for message in first:
        if message.context:
            message.string = f"fr {message.id}" if isinstance(message.id, str) else tuple(f"fr {one}" for one in message.id)
    first.get("en_GB", "locale").string = "fr_FR"
    file.write_bytes(make_words.po(first))
    for made, content in make_words.made(templates).items():
        made.write_bytes(content)
    assert make_words.untranslated(templates) == []
    assert Words("fr", (templates,)).text("marking") == "fr Confidential"

    source = templates / "words" / "en.yaml"
    source.write_text(
        source.read_text(encoding="utf-8").replace("marking: Confidential\n", "marking: Secret\nnew: New\n"), encoding="utf-8"
    )
    (changed := tmp_path / "changed").mkdir()
    shutil.copytree(templates, changed, dirs_exist_ok=True)
    for made, content in make_words.made(changed).items():
        made.write_bytes(content)
    assert make_words.untranslated(changed) == ["fr: marking (fuzzy)", "fr: new"]
    assert b'#| msgid "Confidential"' in (changed / file.relative_to(templates)).read_bytes()
    french = Words("fr", (changed,))
    for key in ("marking", "new"):
        with pytest.raises(RenderingError, match=f"'fr' lacks {key}"):
            french.text(key)
    assert french.text("cover.tier") == "fr Tier"


def test_an_organisation_says_single_keys_otherwise_in_any_language(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "words").mkdir(parents=True)
    (own / "words" / "en.yaml").write_text(
        "marking: Ours\nmore: {text: Added}\nwhy: {more_rules: {one: A single one.}}\n", encoding="utf-8"
    )
    (own / "words" / "fr.yaml").write_text("marking: Le nôtre\nmethod: {steps: [Un seul]}\nlabels: {domain: {a_b: Ab}}\n", encoding="utf-8")
    english, french = (speech(lang, (own, FOLDER)) for lang in ("en", "fr"))
    assert (english.say("marking"), french.say("marking")) == ("Ours", "Le nôtre")
    assert (english.say("more.text"), english.say("cover.tier")) == ("Added", "Tier")
    assert english.count("why.more_rules", 1) == "A single one."
    assert english.count("why.more_rules", 2) == "2 further rules have the same effect."
    assert french.paragraphs("method.steps") == ("Un seul",)
    assert french.say("cover.tier") == speech("fr", (FOLDER,)).say("cover.tier")
    assert (french.label("domain", "a_b"), english.label("domain", "a_b")) == ("Ab", "a b")


def test_an_english_word_of_an_organisation_does_not_lose_our_translation(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    shutil.copytree(FOLDER / "words", ours / "words")
    translate(ours, "de", lambda key, english: f"[{english}]")
    own = tmp_path / "own"
    (own / "words").mkdir(parents=True)
    (own / "words" / "en.yaml").write_text("marking: Ours\nwhy: {more_rules: {other: All of them.}}\n", encoding="utf-8")
    words = Words("de", (own, ours))
    assert words.text("marking") == "[Confidential]"
    assert words.plural("why.more_rules", 2, "other") == "[{n} further rules have the same effect.]"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("words/en.yaml", b"marking: [\n"),
        ("words/en.yaml", b"marking: \xff\n"),
        ("words/en.yaml", b"- a\n"),
        ("words/en.yaml", b""),
        ("locale/en/LC_MESSAGES/kporisk.mo", b""),
        ("locale/en/LC_MESSAGES/kporisk.mo", b"no catalogue at all"),
        ("locale/en/LC_MESSAGES/kporisk.mo", b"\xde\x12\x04\x95" + bytes(range(40))),
    ],
)
def test_a_damaged_file_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    with pytest.raises(RenderingError, match=file.name):
        speech("en", (tmp_path, FOLDER))


@pytest.mark.parametrize("text", ["{nothing}", "{", "{vendor.x}", "{0}"])
def test_a_place_that_nothing_fills_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.yaml").write_text(f"document: {{title: '{text}'}}\n", encoding="utf-8")
    with pytest.raises(RenderingError, match=r"document\.title of the report language 'en'"):
        speech("en", (tmp_path, FOLDER)).say("document.title", vendor="X")


def test_the_same_words_give_the_same_catalogue(tmp_path: Path) -> None:
    made = [translate(tmp_path / name, "de", lambda key, english: english).read_bytes() for name in ("a", "b")]
    assert made[0] == made[1]
    assert b"Babel" not in made[0] and b"POT-Creation-Date" not in made[0]


def test_no_key_is_told_twice() -> None:
    _, messages = make_words.english(FOLDER / "words" / "en.yaml")
    keys = [message.key for message in messages]
    assert len(set(keys)) == len(keys) > 400
    assert all(one.key != f"{other.key}.0" for one, other in itertools.pairwise(messages))
