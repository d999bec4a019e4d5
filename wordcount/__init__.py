"""Counts the words of any web page: `count_page` for bytes, `count_text` for text."""

from .count import Count, count_page, count_text
from .words import clean_text

__all__ = ["Count", "clean_text", "count_page", "count_text"]
