"""What the command prints of several sources: a row for each, or the words of all of them."""

import argparse
import csv
import sys
from collections import Counter
from gettext import gettext as _
from typing import Any

from wordcount import Count
from wordcount.analysis.readability import figures
from wordcount.messages import N_
from wordcount.printing import (
    LENGTH_NAMES,
    measure,
    pad,
    print_count,
    print_json,
    replace_unsafe,
    to_dict,
)

COLUMNS = ("source", "total", "distinct", "language", "title")
IN_ALL = N_("in all")


class Overview:
    """Adds up the counts of several sources. Of each, it keeps what is printed only."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._rows: list[dict[str, Any]] = []
        self._words: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()  # without the stop words of each source
        self._length: Counter[str] = Counter()

    def add(self, source: str, url: str | None, count: Count) -> None:
        top = self._options.top if self._options.json and not self._options.sum else 0
        self._rows.append({"source": source, **to_dict(url, count, top)})
        self._words.update(count.result_all)
        self._kept.update(count.result_no_stop_words)
        self._length.update(measure(count))

    def print(self) -> None:
        """Print the rows, or the sum if that is wanted. Raises NoDictionary."""
        if self._options.sum:
            print_count(self._options, None, self._sum(), dict(self._length))
        elif self._options.json:
            everything = to_dict(None, self._sum(), self._options.top, dict(self._length))
            print_json({"sources": self._rows, "sum": everything})
        elif self._options.length:
            self._print_lengths()
        elif self._options.csv:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(COLUMNS)
            for row in self._rows:
                writer.writerow([replace_unsafe(str(row[name] or "")) for name in COLUMNS])
        else:
            self._print_rows()

    def _sum(self) -> Count:
        languages = {row["language"] for row in self._rows}
        is_one = len(languages) == 1
        return Count(
            title=None,
            language=languages.pop() if is_one else "und",
            text="",
            total=self._words.total(),
            distinct=len(self._words),
            result_all=_sorted(self._words),
            result_no_stop_words=_sorted(self._kept),
            language_source="sources" if is_one else "several",
        )

    def _print_rows(self) -> None:
        names = (_("words"), _("different"), _("language"))
        print(f"{pad(names[0], 10)}  {pad(names[1], 10)}  {names[2]}")
        for row in self._rows:
            source = replace_unsafe(row["source"])
            print(f"{row['total']:>10,}  {row['distinct']:>10,}  {row['language']:8}  {source}")
        count = self._sum()
        print(f"{count.total:>10,}  {count.distinct:>10,}  {'':8}  {_(IN_ALL)}")

    def _print_lengths(self) -> None:
        """Print a row of figures for each source, and for all together."""
        rows = [
            (row["source"], figures(row["total"], row["length"], row["language"]))
            for row in self._rows
        ]
        count = self._sum()
        names = [name for name in LENGTH_NAMES if any(name in found for _, found in rows)]
        if self._options.csv:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(["source", *names])
            for source, found in rows:
                writer.writerow([replace_unsafe(source), *(found.get(name) for name in names)])
            return
        rows.append((_(IN_ALL), figures(count.total, dict(self._length), count.language)))
        for source, found in rows:
            print(replace_unsafe(source))
            for name in names:
                if found.get(name) is not None:
                    print(f"  {pad(_(LENGTH_NAMES[name]), 20)}  {found[name]:>12,}")


def _sorted(words: Counter[str]) -> dict[str, int]:
    """Sort words by frequency, highest first, then by word."""
    return dict(sorted(words.items(), key=lambda item: (-item[1], item[0])))
