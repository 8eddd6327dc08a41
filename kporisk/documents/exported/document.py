"""An exported response: `kporisk.exported-response/1`, the vendor's own answers with the questions that they answer.

`content` is what was said; `sha256` is its digest over RFC 8785, `parts` the digests of its parts, by which a changed one is found, and
`signature` a detached CMS signature over the same canonical bytes. `stamp` is the digest of everything else, the signature included. The
file is written in one way only, so that not one byte of it can be another unseen.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from kporisk import __version__
from kporisk.documents.cases.questionnaire import last_answers
from kporisk.documents.exported.asked import asked, digest_of
from kporisk.documents.files.digest import canonical, digest
from kporisk.errors import UsageError
from kporisk.model.checklist import Checklists, Respondent

Document = Mapping[str, Any]
FORMAT = "kporisk.exported-response/1"


def exported_content(response: Document, checklists: Checklists, *, vendor: str, on: date) -> dict[str, Any]:
    """What a vendor takes along of a response in normal form that fits the checklists. `vendor`: its name.

    Only the vendor's own answers, as it may see them: no answer of others and no option that only an auditor states; the people and the
    evidence that its own answers name. Raises UsageError where it has answered nothing.
    """
    questions = [question for question in checklists.questions if question.respondent is Respondent.VENDOR]
    answers = last_answers(questions, response["answers"], checklists, respondent=Respondent.VENDOR)
    if not answers:
        raise UsageError("the vendor has answered nothing yet, so there is nothing to take along")
    return {
        "exported_on": on.isoformat(),
        "kporisk_version": __version__,
        "vendor": {"name": vendor},
        "respondent": Respondent.VENDOR.value,
        "checklists": [
            {"id": one.id, "version": one.version, "sha256": one.sha256}
            for one in checklists.checklists
            if any(question.id in answers for question in one.questions)
        ],
        "questions": {id: {"asked": form, "sha256": digest_of(form)} for id in answers for form in (asked(checklists.question[id]),)},
        "response": narrowed(response, answers, alone=answers.keys() == response["answers"].keys()),
    }


def narrowed(response: Document, answers: Document, *, alone: bool) -> dict[str, Any]:
    """The response with these answers and with whom and what they name. `alone`: nobody else answers in it, so who is not named stays."""
    before = response["answers"].values()
    people, evidence = _named(answers.values()), _cited(answers.values())
    spare_people, spare_evidence = (_named(before), _cited(before)) if alone else (None, None)

    def stays(id: str, used: Collection[str], spare: Collection[str] | None) -> bool:
        return id in used or (spare is not None and id not in spare)

    return {
        **response,
        "respondents": [person for person in response["respondents"] if stays(person["id"], people, spare_people)],
        "evidence": {id: item for id, item in response["evidence"].items() if stays(id, evidence, spare_evidence)},
        "answers": dict(answers),
    }


def _named(answers: Collection[Document]) -> set[str]:
    return {answer["by"] for answer in answers if "by" in answer}


def _cited(answers: Collection[Document]) -> set[str]:
    return {citation.partition("#")[0] for answer in answers for citation in answer.get("evidence", ())}


def exported_file(content: Document, sign: Callable[[bytes], bytes] | None = None) -> bytes:
    """The file that holds the content. `sign`: gives the signature of its canonical bytes, in DER."""
    document = {"format": FORMAT, "content": content, "sha256": digest(content), "parts": parts_of(content)}
    if sign is not None:
        document["signature"] = {"cms": base64.b64encode(sign(canonical(content))).decode("ascii")}
    return written({**document, "stamp": digest(document)})


def written(document: Document) -> bytes:
    """The one way in which the file is written."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False).encode() + b"\n"


def parts_of(content: Any) -> dict[str, str]:
    """The digests of the parts of a content, by what they are; whatever it is, since it may have been changed."""
    parts: dict[str, Any] = {}
    for path, held in (((), content), (("response",), None), (("response", "answers"), None), (("questions",), None)):
        found = held if held is not None else _at(content, path)
        if isinstance(found, Mapping):
            parts |= {".".join((*path, name)): value for name, value in found.items()}
    return {name: digest(value) for name, value in parts.items() if name not in ("response", "response.answers", "questions")}


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
