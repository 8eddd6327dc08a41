"""The published schema of what `kporisk verify --format json` says, `kporisk.verification/1`."""

from __future__ import annotations

from functools import cache

from kporisk.documents.results.shapes import BOOL, COUNT, STRING, Schema, exactly, list_of, maybe

FORMAT = "kporisk.verification/1"
OF_A_REPORT = ("original", "file", "data", "recomputed", "pages", "signatures", "copy")
OF_A_REGISTER = ("database", "chain", "anchor", "bodies", "vendors", "assessments", "evidence", "reports")
CHECKS = (*OF_A_REPORT, *OF_A_REGISTER)
AUDIENCES = ("", "internal", "legal", "vendor", "summary", "external")

_VALUE: Schema = {"type": ["string", "number", "boolean", "null"]}
_SIGNATURE = "signer organisation claimed timestamp trust intact holds appended"
_PLACE = "at name found wanted"

CODES = {
    "file.ours": "state audience as_of pages sha256",
    **dict.fromkeys(("file.no_pdf", "file.bomb", "file.damaged", "file.not_ours"), ""),
    "file.exported": "n name as_of sha256",
    "file.no_export": "",
    "data.intact": "n",
    "data.exported": "",
    "data.changed": "name",
    **dict.fromkeys(("data.stamp", "data.rewritten"), ""),
    **dict.fromkeys(("data.missing", "data.checksum", "data.not_printed", "data.unknown"), "name"),
    "data.no_text": "",
    "recomputed.equal": "n told proven",
    "recomputed.equal_unscored": "n",
    "recomputed.change_equal": "",
    "recomputed.other_version": "there here",
    "recomputed.differs": "n",
    "recomputed.number": "path there here",
    "recomputed.place": "path",
    "recomputed.more": "n",
    "recomputed.no_data": "",
    "recomputed.unreadable": "",
    "recomputed.problem": "place",
    **dict.fromkeys(("pages.equal", "pages.authentic"), "n"),
    "pages.differ": "",
    "pages.differ_from_original": "",
    **dict.fromkeys((f"pages.{where}" for where in ("words", "drawing", "pages", "object", "bytes", "broken")), _PLACE),
    "pages.more": "n",
    "pages.by_signature": "",
    "pages.not_checked": "",
    "pages.other_renderer": "names",
    "pages.other_edition_renderer": "",
    "pages.no_edition": "",
    "pages.no_data": "",
    "pages.authentic_by_signature": "",
    "pages.give_original": "",
    "signatures.none": "",
    "signatures.none_to_trust": "",
    **dict.fromkeys(("signatures.signature", "signatures.timestamp"), _SIGNATURE),
    "signatures.unreadable": "",
    "signatures.trust_not_asked": "",
    **dict.fromkeys((f"signatures.behind.{what}" for what in ("described", "drawn", "form_filled", "modified", "unsigned")), "n"),
    "copy.original": "sha256",
    "copy.original_fails": "",
    "copy.original_without_data": "",
    "copy.equal": "n",
    "copy.look": "",
    "copy.resaved": "",
    "copy.same": "",
    "copy.other_report": "",
    "copy.pages": "found wanted",
    "copy.differs": "n",
    "copy.words": "at found wanted",
    "copy.more_than_original": "n",
    "copy.added": "at found",
    "copy.order": "at",
    "copy.no_text": "",
    "database.in_order": "",
    "database.faulty": "n",
    "chain.whole": "n sha256",
    **dict.fromkeys((f"chain.{what}" for what in ("order", "body", "header", "link", "kind")), "at"),
    **dict.fromkeys(("chain.unreadable", "chain.more"), "n"),
    **dict.fromkeys(("anchor.holds", "anchor.missing", "anchor.differs"), "at"),
    "anchor.other_workspace": "",
    **dict.fromkeys(("bodies.open", "bodies.purged", "bodies.lost", "bodies.more"), "n"),
    "bodies.closed": "at",
    **dict.fromkeys(("vendors.match", "vendors.no_record", "vendors.more"), "n"),
    "vendors.other_id": "at",
    "vendors.unreadable": "",
    **dict.fromkeys((f"assessments.{what}" for what in ("same", "by_another", "not_computed", "gave_up", "more")), "n"),
    **dict.fromkeys(("assessments.differs", "assessments.unreadable", "assessments.no_content"), "at"),
    **dict.fromkeys(("evidence.intact", "evidence.extra", "evidence.more"), "n"),
    **dict.fromkeys(("evidence.missing", "evidence.changed"), "at"),
    **dict.fromkeys(("reports.intact", "reports.more", "reports.more_moved"), "n"),
    **dict.fromkeys(("reports.moved", "reports.changed"), "name"),
}
"""Everything that can be said, by its code, with the names of what is said with it. A code keeps its meaning within a format."""

_SHAPES: dict[str, Schema] = {
    "n": COUNT,
    "sha256": STRING,
    "pages": COUNT,
    "at": COUNT,
    "claimed": maybe(STRING),
    "timestamp": maybe(STRING),
    "intact": BOOL,
    "holds": BOOL,
}


@cache
def verification_schema() -> Schema:
    """The schema, closed: a code or a name that is not in it is not said."""
    details = [
        exactly({"code": {"const": code}, **{name: _SHAPES.get(name, _VALUE) for name in names.split()}}) for code, names in CODES.items()
    ]
    check = exactly(
        {"check": {"enum": list(CHECKS)}, "outcome": {"enum": ["ok", "failed", "not_checked"]}, "details": list_of({"oneOf": details})}
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        **exactly(
            {
                "format": {"const": FORMAT},
                "file": STRING,
                "outcome": {"enum": ["verified", "not_all_checked", "failed"]},
                "audience": {"enum": list(AUDIENCES)},
                "checks": list_of(check),
            }
        ),
    }
