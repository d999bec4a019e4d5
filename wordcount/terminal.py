"""What the commands share: output in UTF-8, help and errors, and readers that go away."""

import argparse
import io
import os
import sys
import unicodedata
from collections.abc import Callable
from gettext import gettext as _
from typing import Any, NoReturn

FILLER = "\0"  # follows a wide character while lines are measured in characters


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Help whose lines fit the terminal in Korean too, whose letters are two columns wide."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return [unfilled(line) for line in super()._split_lines(filled(text), width)]


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line. Description and epilog are printed as they are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=HelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        name = self.prog.removeprefix("python -m ")
        hint = _("--help explains the options.")
        self.exit(2, f"{name}: {message}. {hint}\n")


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes: two for a wide character (UAX #11)."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def filled(text: str) -> str:
    """The text with as many characters as it takes columns, for a function that wraps lines."""
    return "".join(each + FILLER * (columns(each) - 1) for each in text)


def unfilled(text: str) -> str:
    return text.replace(FILLER, "")


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
