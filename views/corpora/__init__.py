"""One module for each thing that people visit of a corpus."""

from views.corpora import (
    cloud,
    collocates,
    contexts,
    documents,
    feed,
    lifecycle,
    matrix,
    phrases,
    trends,
    vocabulary,
    watch,
    words,
)

VIEWS = (
    lifecycle,
    documents,
    feed,
    cloud,
    collocates,
    contexts,
    matrix,
    phrases,
    trends,
    vocabulary,
    watch,
    words,
)
