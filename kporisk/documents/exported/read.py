"""An exported response that came along: whether it is what was exported, and if not, where it is another."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk.documents.exported.asked import digest_of
from kporisk.documents.exported.document import FORMAT, parts_of, written
from kporisk.documents.exported.schema import exported_schema
from kporisk.documents.files.digest import canonical, digest
from kporisk.documents.files.source import read_content
from kporisk.errors import InvalidDocument, Problem

_NAME = FORMAT.partition("/")[0]
# Within a text the quotes would have a backslash before them: what is found here is a key with its value.
_SAYS_SO = re.compile(rb'"format"\s*:\s*"' + re.escape(_NAME.encode()) + rb"/")
MOST_NAMED = 8
WRITTEN_ANEW = "layout"
STAMP = "stamp"
"""Where nothing of the content is another: how it is written; or the digests and the signature themselves."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file holds. `changed`: the parts that are not as they were exported; none where all of it is.

    `signature`: in DER, over `canonical`; None where it is not signed.
    """

    content: Mapping[str, Any]
    sha256: str
    signature: bytes | None
    changed: tuple[str, ...]

    @property
    def canonical(self) -> bytes:
        """The bytes that were signed."""
        return canonical(self.content)

    @property
    def response(self) -> Mapping[str, Any]:
        """What the vendor said, in normal form."""
        found: Mapping[str, Any] = self.content["response"]
        return found


def is_exported(content: bytes) -> bool:
    """Whether a file says that it is an exported response, of whatever version."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and _SAYS_SO.search(content) is not None


def read_exported(content: bytes, source: str) -> Exported:
    """The exported response in a file that calls itself one. `source`: the file's name, for messages.

    A file that was changed is told by `changed`. Raises InvalidDocument for what is no such document at all.
    """
    document = read_content(content, Path("exported.json"), source=source)
    if document.problems:
        raise InvalidDocument(document.problems)
    value = json.loads(content.decode("utf-8-sig"))
    if value.get("format") != FORMAT:
        message = f"version 1 of {_NAME} is read here, not another; take a kporisk as new as the one that wrote this"
        raise InvalidDocument([Problem(source, 0, "$.format", message)])
    changed = tuple(_changed(value, content))
    problems = [] if changed else list(_problems(value, source))
    if problems:
        raise InvalidDocument(problems)
    signature = value.get("signature")
    return Exported(value.get("content", {}), str(value.get("sha256", "")), None if changed else _decoded(signature, source), changed)


def _changed(value: Mapping[str, Any], content: bytes) -> Iterator[str]:
    """The parts of a file that are not as they were exported; where none can be named, what else is not."""
    found, told = parts_of(value.get("content")), value.get("parts")
    told = told if isinstance(told, Mapping) else {}
    differing = [name for name in dict.fromkeys((*found, *told)) if found.get(name) != told.get(name)]
    whole = digest(value.get("content")) == value.get("sha256")
    yield from differing if not whole else ()
    others = {key: item for key, item in value.items() if key != STAMP}
    if (not whole and not differing) or (whole and digest(others) != value.get(STAMP)):
        yield STAMP
    elif whole and written(value) != content:
        yield WRITTEN_ANEW


def _problems(value: Mapping[str, Any], source: str) -> Iterator[Problem]:
    """What makes an unchanged file no exported response: nobody but whoever wrote it can mend that."""
    from jsonschema import Draft202012Validator

    errors = sorted(Draft202012Validator(exported_schema()).iter_errors(value), key=lambda error: error.json_path)
    for error in errors[:MOST_NAMED]:
        yield Problem(source, 0, error.json_path[:120], f"does not fit the JSON Schema of {FORMAT} ({error.validator})")
    if errors:
        return
    questions = value["content"]["questions"]
    for id in value["content"]["response"]["answers"]:
        if id not in questions:
            yield Problem(source, 0, "$.content.questions", "a question is missing that is answered")
    for question in questions.values():
        if digest_of(question["asked"]) != question["sha256"]:
            yield Problem(source, 0, "$.content.questions", "a question does not have the SHA-256 that stands beside it")


def _decoded(signature: Mapping[str, str] | None, source: str) -> bytes | None:
    if signature is None:
        return None
    try:
        return base64.b64decode(signature["cms"], validate=True)
    except binascii.Error:
        raise InvalidDocument([Problem(source, 0, "$.signature.cms", "is no base64, so there is no signature to check")]) from None
