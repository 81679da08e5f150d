"""Questions that worker processes answer in tests: slow enough to be stopped midway, and each leaves a mark."""

import time
from pathlib import Path
from typing import Any


def marked(folder: str, number: int) -> dict[str, Any]:
    """Take a while; tell where it was answered."""
    import os

    time.sleep(0.15)
    Path(folder, f"{number}-{os.getpid()}").touch()
    return {"number": number, "value": number * number}
