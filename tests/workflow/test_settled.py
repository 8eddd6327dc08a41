from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from unittest.mock import patch

import pytest

from kporisk.errors import UsageError
from kporisk.workflow.files import write_whole


def test_a_folder_that_cannot_be_flushed_is_told_with_its_name(tmp_path: Path) -> None:
    flush = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        flush(handle)

    with patch.object(os, "fsync", fsync), pytest.raises(UsageError, match="may not have reached the disk: Input/output error") as told:
        write_whole(tmp_path / "report.pdf", b"%PDF-")
    assert str(tmp_path) in str(told.value)
    assert (tmp_path / "report.pdf").read_bytes() == b"%PDF-"
