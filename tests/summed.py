"""The summed words of a corpus, as tests read them; and documents that change."""

from corpora.models import Document
from corpora.sums import CorpusSum, CorpusWord


def words_of(corpus, part="page"):
    batch = CorpusSum.get_by_id(corpus.id).batch
    of_part = (CorpusWord.part == part) & (CorpusWord.batch == batch)
    rows = CorpusWord.select().where(CorpusWord.corpus_id == corpus.id, of_part)
    return {row.word: row for row in rows}


def totals_of(corpus, part="page"):
    return {word: row.count for word, row in words_of(corpus, part).items() if word}


def figures_of(corpus, part="page"):
    return CorpusSum.get_by_id(corpus.id).figures[part]


def leave(document):
    Document.update(status="gone").where(Document.id == document.id).execute()


def mark(position):
    """Have the batch of a document rebuilt."""
    Document.update(summed_in=-1).where(Document.position == position).execute()
