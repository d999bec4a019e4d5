"""What the commands share: output in UTF-8, errors in one line, and readers that go away."""

import argparse
import io
import os
import sys
from collections.abc import Callable
from gettext import gettext as _
from typing import NoReturn


class OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        name = self.prog.removeprefix("python -m ")
        hint = _("--help explains the options.")
        self.exit(2, f"{name}: {message}. {hint}\n")


def parse_positive(text: str) -> int:
    """The value of an option that is a number from 1 on. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18 and int(text)):
        raise argparse.ArgumentTypeError(_("%r is not a whole number above 0") % text)
    return int(text)


def run_in_utf8(main: Callable[[], int]) -> NoReturn:
    """Run a command, and print every word in UTF-8 whatever the locale is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    raise SystemExit(main())


def abandon_output() -> int:
    """Discard the rest of the output, whose reader has closed the pipe; return the exit status."""
    # Python flushes at exit, which must not fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
