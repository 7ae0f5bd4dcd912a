"""Tells the user what goes on, on the standard error, so that the standard output has results only."""

import sys
import time

_BEGIN = time.monotonic()


def tell(message: str) -> None:
    """A line with the time since the start."""
    print(f"[{time.monotonic() - _BEGIN:6.1f} s] {message}", file=sys.stderr, flush=True)
