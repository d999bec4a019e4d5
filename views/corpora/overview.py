"""The first page of a corpus: how far it is, and once words are added up, what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.utils import cached_property

from corpora import Document, listing
from corpora.contents import Contents, contents_of
from corpora.kept import Kept
from corpora.words import CorpusRow, Sums, most_frequent, read_sums
from views.corpora.trends import CorpusTrendsPage
from web.corpora.addresses import remember_documents
from web.corpora.facts import CorpusFacts
from web.corpora.page import CorpusPage, choose_part
from web.unusual import reference_of, unusual
from web.view_options import view_options
from wordcount.analysis.keyness import SIGNIFICANT
from wordcount.analysis.queries import Query
from wordcount.analysis.term_list import NamedTerm

WORDS = 10  # in each list
CURVES = 4
LONGEST = 5  # documents
COMPARED = 2_000  # words, the most frequent
KEPT = 100  # lists of unusual words

kept = Kept[Sequence[CorpusRow]](KEPT)


@dataclass(frozen=True)
class Overview(CorpusPage):
    """What is in a corpus: its commonest and most unusual words, languages, dates, and a trend.

    Numbers are left out.
    """

    @cached_property
    def words(self) -> Sequence[CorpusRow]:
        rows = most_frequent(self.sums, 10 * WORDS, keep_stop_words=False)
        return [row for row in rows if has_letter(row.word)][:WORDS]

    @cached_property
    def unusual(self) -> Sequence[CorpusRow]:
        """Empty where the language has no reference."""
        reference = reference_of(self.language)
        if reference is None:
            return ()
        key = (*self.sums.version, reference.language, reference.total)
        found = kept.get(key)
        if found is None:
            found = self.find_unusual()
            kept.add(key, found)
        return found

    def find_unusual(self) -> Sequence[CorpusRow]:
        """The words of several documents that are surely more frequent than usual."""
        rows = most_frequent(self.sums, COMPARED, keep_stop_words=False)
        least = min(2, self.sums.figures.documents)
        ranked = [(row.rank, row.word, row.count) for row in rows if row.documents >= least]
        compared = unusual(self.words_as_result, ranked)
        sure = {
            word: each.g2
            for word, each in compared.items()
            if each.log_ratio > 0 and each.g2 >= SIGNIFICANT
        }
        found = [row for row in rows if row.word in sure and has_letter(row.word)]
        return sorted(found, key=lambda row: -sure[row.word])[:WORDS]

    @cached_property
    def trend(self) -> CorpusTrendsPage:
        """Some words by month, or in the order of the documents if they are of few months."""
        found = self.corpus, self.sums, self.options
        shown = [row.word for row in (self.unusual or self.words)[:CURVES]]
        text = "\n".join(shown)
        terms = [NamedTerm(word, Query(word, [(word,)])) for word in shown]
        by_month = CorpusTrendsPage(*found, text, terms, "month")
        if len(by_month.periods.periods) > 2:
            return by_month
        return CorpusTrendsPage(*found, text, terms, "order")

    @cached_property
    def contents(self) -> Contents:
        return contents_of(self.corpus.id)

    @cached_property
    def longest(self) -> Sequence[Document]:
        found = listing.longest(self.corpus.id, LONGEST)
        remember_documents(self.corpus.id, found)
        return found


def has_letter(word: str) -> bool:
    return any(map(str.isalpha, word))


@dataclass(frozen=True)
class CorpusOverviewPage(CorpusFacts):
    @cached_property
    def sums(self) -> Sums | None:
        return read_sums(self.corpus.id)

    @property
    def is_summing(self) -> bool:
        """Whether the pages are counted, and their words about to be added up."""
        is_waiting = self.unsummed.until is not None
        return self.sums is None and self.corpus.done > 0 and not (self.is_running or is_waiting)

    @cached_property
    def overview(self) -> Overview | None:
        """None without words, and while pages are counted: browsers ask again and again then."""
        if self.is_running or self.sums is None or not self.sums.page.total:
            return None
        return Overview(self.corpus, choose_part(self.sums), view_options())
