"""Evidence in an interview: what is cited for a question, and what is declared for it, each thing asked for until it will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from kporisk.cli.interview_voice import Voice
from kporisk.documents.files.suggestions import nearest
from kporisk.errors import UsageError
from kporisk.model.checklist import Question
from kporisk.workflow.filling.interview import Interview
from kporisk.workflow.filling.said import Refused


def cite(interview: Interview, voice: Voice, typed: str) -> None:
    """Cite a piece of evidence for the question, by what was typed or, where that is nothing or will not do, by what is asked for."""
    known = sorted(interview.evidence)
    if not typed:
        _list(interview, voice, known)
    while typed := typed or voice.asked("ask_evidence"):
        citation = _declared(interview, voice) if typed == "+" else _citation(typed, known)
        if not citation:
            break
        if citation.partition("#")[0] not in interview.evidence:
            near = nearest(citation.partition("#")[0], known)
            voice.refuse("near", near=near) if near else voice.refuse("no_piece")
            typed = ""
            continue
        refused = interview.cite(citation)
        if refused is None:
            _tell_cited(interview, voice)
            return
        voice.told(refused)
        typed = ""
    voice.tell("cancelled")


def _list(interview: Interview, voice: Voice, known: Sequence[str]) -> None:
    voice.tell("declared" if known else "no_evidence")
    for number, id in enumerate(known, 1):
        item = interview.evidence[id]
        voice.show(voice.screen.prose(f"{number}  {id}: {item['title']} ({item['kind']}, {item.get('issued', '–')})", indent=2))


def _citation(typed: str, known: Sequence[str]) -> str:
    """A citation, with the id for the number of the list."""
    id, sign, where = (part.strip() for part in typed.partition("#"))
    if id.isdecimal() and id not in known and 1 <= int(id[:6]) <= len(known):
        id = known[int(id[:6]) - 1]
    return f"{id}{sign}{where}"


def _tell_cited(interview: Interview, voice: Voice) -> None:
    cited = interview.draft.cited.get(interview.at, ())
    voice.tell("cited_now", cited=", ".join(cited)) if cited else voice.tell("cited_none")
    answer = interview.draft.answers.get(interview.at)
    if cited and answer is not None and answer["status"] == "unknown":
        voice.tell("cited_later")


def _declared(interview: Interview, voice: Voice) -> str:
    """Ask for a piece of evidence and declare it; its id, empty where no kind or no title was given."""
    question = interview.question
    assert question is not None
    item: dict[str, str] = {}
    for key in ("kind", "title", "issued", "expires"):
        item[key] = _kind(interview, voice, question) if key == "kind" else _held(interview, voice, item, key)
        if not item[key] and key in ("kind", "title"):
            return ""
    item |= _file(interview, voice, item)
    made = interview.declare(item)
    if isinstance(made, Refused):
        voice.told(made)
        return ""
    return made


def _held(interview: Interview, voice: Voice, item: Mapping[str, str], key: str) -> str:
    """Ask for one thing that is said of a piece, until it will do with what was said before it; empty where nothing is said."""
    while typed := voice.asked(f"ask_{key}"):
        if key in ("issued", "expires") and not _is_day(typed):
            voice.refuse("refused_day")
            continue
        refused = interview.refused_evidence({**item, key: typed})
        if refused is None:
            break
        voice.told(refused)
    return typed


def _is_day(typed: str) -> bool:
    try:
        return date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        return False


def _kind(interview: Interview, voice: Voice, question: Question) -> str:
    """Ask of which kind it is, by number or id, until it is one; empty where nothing is said."""
    expected = [kind for kind in question.evidence if kind in interview.kinds]
    for number, kind in enumerate(expected, 1):
        voice.show(voice.screen.prose(f"{number}  {voice.screen.kinds([kind])}", indent=2))
    while typed := voice.asked("ask_kind"):
        if typed.isdecimal() and 1 <= int(typed[:6]) <= len(expected):
            return expected[int(typed[:6]) - 1]
        if typed in interview.kinds:
            return typed
        near = nearest(typed, interview.kinds)
        voice.tell("no_kind", near=near) if near else voice.tell("no_kind_near")
    return ""


def _file(interview: Interview, voice: Voice, item: Mapping[str, str]) -> dict[str, str]:
    """Ask for the file until it can be read: its name and SHA-256; nothing where none is named."""
    while typed := voice.asked("ask_file"):
        found = _read(typed)
        refused = found if isinstance(found, Refused) else interview.refused_evidence({**item, **found})
        if not (isinstance(found, Refused) or refused):
            return found
        voice.told(refused)
    return {}


def _read(typed: str) -> dict[str, str] | Refused:
    import hashlib

    from kporisk.workflow.files import read_whole

    try:
        path = Path(typed).expanduser()
        content = read_whole(path)
        if not content:
            return Refused(f"{path} is empty; an empty file shows nothing")
        return {"file": path.name, "sha256": hashlib.sha256(content).hexdigest()}
    except (UsageError, RuntimeError, ValueError) as error:
        return Refused(str(error))
