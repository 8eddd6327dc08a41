"""How parallel work fails. No message repeats what a job was given or gave back."""

from __future__ import annotations

from kporisk.errors import ExitCode, KporiskError


class PoisonedJobError(KporiskError):
    """A job ended its worker every time it was tried, so it was set aside; the others went on."""

    exit_code = ExitCode.SOME_FAILED


class WorkersFailedError(KporiskError):
    """No worker could be made ready, so this job was not tried; `__cause__` is the initializer's own error where there is one."""

    exit_code = ExitCode.SOME_FAILED


class NotCarriedError(KporiskError):
    """What a job raised or gave back cannot be sent out of its worker; only its type is named."""
