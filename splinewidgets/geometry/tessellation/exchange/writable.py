"""Whether a file can be written, asked before any work."""

from __future__ import annotations

import os
from pathlib import Path

from splinewidgets.files.disk import check_plain


def check_writable(file: Path) -> None:
    """Raise OSError if its directory is not there or not writable, ValueError if something else bears its name."""
    check_plain(file, links=False)
    there = file.parent.is_dir()
    if not there or not os.access(file.parent, os.W_OK):
        raise (PermissionError if there else FileNotFoundError)(
            f"The file {file} cannot be written. Its directory must be there, and be writable. Make it, or choose "
            "another path."
        )
