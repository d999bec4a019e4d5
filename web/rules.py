"""Whether results are comparable: if their rules differ, some differences may be due to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext
from werkzeug.utils import cached_property

from jobs.recounts import Recount
from jobs.worker_packs import segmenter_of_workers
from models import Result
from wordcount.words import RULE

OTHER_TEXT = lazy_gettext(
    "The texts were extracted by different rules, which may explain some differences. "
    "To compare them by the same rules, count the pages again."
)
OTHER_WORDS = lazy_gettext(
    "These words were counted by different rules, which may explain some differences."
)


@dataclass(frozen=True)
class Comparability:
    """Whether the counts of `results` are comparable, and a sentence if they are not."""

    results: Sequence[Result]

    @property
    def comparable(self) -> bool:
        return len({tuple(result.rules.values()) for result in self.results}) <= 1

    @property
    def note(self) -> str | None:
        if self.comparable:
            return None
        return str(OTHER_WORDS if self.has_one_text_rule else OTHER_TEXT)

    @property
    def has_one_text_rule(self) -> bool:
        return len({result.text_rule for result in self.results}) <= 1

    @property
    def outdated(self) -> list[int]:
        """The ids of the results to recount, if that makes all of them comparable."""
        if self.comparable or not self.has_one_text_rule:
            return []
        return [result.id for result in self.results if is_outdated(result)]

    @cached_property
    def is_recounting(self) -> bool:
        return Recount.are_waiting(self.outdated)


def is_outdated(result: Result) -> bool:
    """Whether a done result was counted by other rules than those of this release.

    It can be recounted from its stored text. The Alembic version stored neither a text nor a date.
    """
    if result.status != "done" or result.created_at is None:
        return False
    is_japanese = (result.language or "").partition("-")[0] == "ja"
    expected = segmenter_of_workers() if is_japanese else None
    by_other_segmenter = result.rule == RULE and result.segmenter != expected
    return result.rule is None or result.rule < RULE or by_other_segmenter
