"""Languages, hours, holidays and legal facts between two countries, from the shipped tables."""

from kporisk.jurisdiction.clocks import overlap, zone_names, zones_differ
from kporisk.jurisdiction.days import days_apart
from kporisk.jurisdiction.derived import derive
from kporisk.jurisdiction.languages import LEVELS, language_level
from kporisk.jurisdiction.profiles import profile

__all__ = ["LEVELS", "days_apart", "derive", "language_level", "overlap", "profile", "zone_names", "zones_differ"]
