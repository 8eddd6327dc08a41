"""The library that judges signatures tells its own story on the log; here its verdicts are values, and only those."""

from __future__ import annotations

import logging


def quiet() -> None:
    """Keep the libraries' log lines off the terminal where nobody has set up a log."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
