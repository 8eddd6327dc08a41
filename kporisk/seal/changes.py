"""What may stand in a file behind a signature, by name."""

from __future__ import annotations

from enum import Enum


class Change(Enum):
    """What differs between the signed document and the one that follows."""

    SIGNATURES = "signatures"
    VALIDATION_DATA = "validation_data"
    DATES = "dates"
    """Dates of change and the producer, in the file's description."""
    DRAWN_OVER = "drawn_over"
    FORM = "form"
    PAGES = "pages"
    METADATA = "metadata"
    ATTACHMENTS = "attachments"
    STRUCTURE = "structure"
    CATALOG = "catalog"
    TRAILER = "trailer"
    OBJECTS = "objects"
    REMOVED = "removed"
    STRAY_BYTES = "stray_bytes"
    UNREADABLE = "unreadable"


class Appended(Enum):
    """What stands in the file behind a signature, from harmless to not."""

    NOTHING = "nothing"
    SIGNATURES = "signatures"
    """Further signatures that cover nothing, timestamps, data to check them by, and the dates of all that."""
    DESCRIBED = "described"
    """The file's description (title, author, state) was changed, but nothing that a page shows and no attachment."""
    DRAWN = "drawn"
    """Further signatures, one of which shows on a page and may cover something."""
    FORM_FILLED = "form_filled"
    MODIFIED = "modified"

    @classmethod
    def of(cls, changes: frozenset[Change]) -> Appended:
        """The worst of the changes."""
        if not changes:
            return cls.NOTHING
        allowed = {Change.SIGNATURES, Change.VALIDATION_DATA, Change.DATES}
        levels = {cls.SIGNATURES: None, cls.DESCRIBED: Change.METADATA, cls.DRAWN: Change.DRAWN_OVER, cls.FORM_FILLED: Change.FORM}
        for level, change in levels.items():
            allowed |= {change} if change is not None else set()
            if changes <= allowed:
                return level
        return cls.MODIFIED
