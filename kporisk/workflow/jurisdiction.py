"""What lies between two countries, without a case."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from typing import Any

from kporisk.documents.cases.languages import language_codes
from kporisk.documents.cases.values import COMMON_CODES
from kporisk.documents.results.jurisdiction import jurisdiction_entry
from kporisk.errors import UsageError
from kporisk.jurisdiction import profile
from kporisk.model.territory import Territories
from kporisk.workflow.library import Library


def between(library: Library, client: str, vendor: str, *, working_language: str, personal_data: bool, as_of: date) -> Mapping[str, Any]:
    """The profile of `vendor` seen from `client` (ISO 3166 codes), with the reference year.

    Raises UsageError for a country or a language that does not exist.
    """
    territories, legal = library.checklists.territories, library.checklists.legal
    for code in (client, vendor):
        if code not in territories.by_code:
            raise UsageError(f"there is no country {code[:20]!r}; {_hint(code, territories)}")
    if working_language.partition("-")[0] not in language_codes(territories):
        raise UsageError(f"there is no language {working_language[:20]!r}; give an ISO 639 code, such as en or fr")
    found = profile(
        vendor,
        client=client,
        working_language=working_language,
        timezones={},
        client_gdpr_personal_data=personal_data and (client in legal.eea or client == "GB"),
        territories=territories,
        legal=legal,
        points=library.method.jurisdiction,
        as_of=as_of,
    )
    return {
        "client": {"country": client, "name": dict(territories.by_code[client].name)},
        "reference_year": territories.year,
        "working_language": working_language,
        "personal_data": personal_data,
        **jurisdiction_entry(found, library.checklists),
    }


def _hint(code: str, territories: Territories) -> str:
    if code in COMMON_CODES:
        return f"did you mean {COMMON_CODES[code]}?"
    names = {name.casefold(): known for known, territory in territories.by_code.items() for name in territory.name.values()}
    near = difflib.get_close_matches(code.casefold(), names, n=1, cutoff=0.6)
    return f"did you mean {names[near[0]]}?" if near else "give an ISO 3166 code of two letters, such as FR or IN"
