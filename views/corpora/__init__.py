"""The views of corpora."""

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
