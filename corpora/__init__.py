"""Corpora: many pages or files that are counted, read and compared as one."""

from corpora.models import Corpus, Document

__all__ = ["Corpus", "Document"]
