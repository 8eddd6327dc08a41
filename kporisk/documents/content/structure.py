"""Holding the data files of checklists against their published schemas, and saying in a sentence what does not fit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from kporisk.documents.content.schemas import published, schema_text
from kporisk.documents.files import verdicts
from kporisk.documents.files.located import Located, Route
from kporisk.documents.files.suggestions import listed, nearest, shown
from kporisk.errors import Problem

_Error: TypeAlias = Any
"""jsonschema's ValidationError, whose attributes have no useful types."""
_REVISION = "3"
"""Changes whenever this module would judge the same file otherwise."""
_FEW = 14


def hold(documents: Sequence[tuple[str, Located]]) -> list[Problem]:
    """The problems of `documents`, each given with its published schema's name; a `checklist` is also held against JSON Schema itself."""
    good, stamp = verdicts.known(), f"{_REVISION} {_library()}"
    keyed = [(_key(stamp, name, located), name, located) for name, located in documents]
    problems: list[Problem] = []
    found_good: list[str] = []
    for key, name, located in keyed:
        if key in good:
            continue
        found = [*_check(name, located)]
        problems += found
        if not found:
            found_good.append(key)
    if found_good:
        verdicts.remember(found_good)
    return problems


def _key(stamp: str, name: str, located: Located) -> str:
    content = located.text or repr(located.value)
    return hashlib.sha256("\0".join((stamp, schema_text(name), content)).encode("utf-8", "surrogatepass")).hexdigest()


def _library() -> str:
    """The installed version of jsonschema, from the name of its metadata: importlib.metadata says the same and takes 30 ms."""
    found = find_spec("jsonschema")
    place = Path(found.origin or "").parent.parent if found else Path()
    return " ".join(sorted(path.name for path in place.glob("jsonschema-*")))


def _check(name: str, located: Located) -> Iterator[Problem]:
    from jsonschema import Draft202012Validator  # costs 80 ms, which a command whose files are known does not pay

    found = [*_problems(Draft202012Validator(published(name=name)), located)]
    if name == "checklist" and not found:
        found = [*_problems(Draft202012Validator(Draft202012Validator.META_SCHEMA), located)]
    yield from found


def _problems(validator: Any, located: Located) -> Iterator[Problem]:
    errors: Iterable[_Error] = validator.iter_errors(located.value)
    for error in errors:
        for leaf in _leaves(error):
            yield from _said(leaf, located)


def _leaves(error: _Error) -> Iterator[_Error]:
    """The errors that say something: of alternatives, those of the branch that comes nearest."""
    if not error.context:
        yield error
        return
    branches: dict[Any, list[_Error]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    for inner in min(branches.values(), key=len):
        yield from _leaves(inner)


def _said(error: _Error, located: Located) -> Iterator[Problem]:
    route: Route = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path and isinstance(error.instance, str):
        yield located.problem((*route, error.instance), f"{shown(error.instance)} cannot be a key here: {_wanted(error)}", of_key=True)
    elif error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
        known = sorted(error.schema.get("properties", {}))
        for key in (key for key in error.instance if key not in known):
            yield located.problem((*route, key), f"{shown(key)} is not known here; {_choice(key, known)}", of_key=True)
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        # jsonschema makes one error for each missing key; its message names which.
        yield from (located.problem(route, f"{key} is missing") for key in missing if error.message.startswith(f"'{key}'"))
    elif error.validator == "not":
        # Our schemas say with `not` which keys do not go together with what stands beside them.
        keys = [key for part in error.validator_value["anyOf"] for key in part["required"] if key in error.instance]
        yield from (located.problem((*route, key), f"{key} does not go together with the rest", of_key=True) for key in keys)
    else:
        yield located.problem(route, _wanted(error))


def _choice(word: str, known: Sequence[str]) -> str:
    near = nearest(word, known)
    if near:
        return f"did you mean {near}?"
    return f"known are {listed(known)}" if 0 < len(known) <= _FEW else "see `kporisk schema`"


def _wanted(error: _Error) -> str:
    """What would fit, in words."""
    value, instance = error.validator_value, error.instance
    match error.validator:
        case "enum":
            hint = _choice(instance, value) if isinstance(instance, str) else f"known are {listed(str(word) for word in value)}"
            return f"{shown(str(instance))} is not an option here; {hint}"
        case "const":
            return f"must be {_plain(value)}"
        case "type":
            kinds = [value] if isinstance(value, str) else value
            return f"{' or '.join(_KINDS.get(kind, kind) for kind in kinds)} is expected here"
        case "minimum":
            return f"must be {value} or more"
        case "maximum":
            return f"must be {value} or less"
        case "exclusiveMinimum":
            return f"must be more than {value}"
        case "exclusiveMaximum":
            return f"must be less than {value}"
        case "minItems" | "minProperties":
            return f"needs at least {value}"
        case "maxItems" | "items":
            return "has more entries than belong here"
        case "maxLength":
            return f"is longer than {value} characters"
        case "uniqueItems":
            return "the same entry stands here twice"
        case "pattern" if value == r"\S":
            return "must not be blank"
        case _:
            described = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
            return f"does not fit. {described}" if described else f"does not fit: {shown(error.message)}"


_KINDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "nothing",
}


def _plain(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
