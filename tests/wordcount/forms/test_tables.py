import weakref
from threading import Event

import pytest
from patience import PATIENCE

from wordcount.forms.tables import MOST_WAITING, DictionaryLoading, Shelf, Table


@pytest.fixture
def gate():
    event = Event()
    yield event
    event.set()


def test_a_table_finds_what_it_has_with_an_index():
    indexed = Table("bg")

    forms = [form for place, form in enumerate(indexed) if place % 1000 == 0]

    assert indexed.bits
    assert [indexed.get(form) for form in forms] == [indexed.entries[form] for form in forms]


def test_the_index_answers_for_most_words_that_a_table_has_not():
    table = Table("bg")
    asked = []
    table.entries = type("Entries", (), {"get": lambda _, form, default: asked.append(form)})()

    assert [table.get(f"слово{number}") for number in range(1000)] == [None] * 1000
    assert len(asked) < 300


def test_at_most_three_languages_are_kept():
    loaded = []
    shelf = Shelf(lambda code: loaded.append(code) or code)

    for code in ["en", "de", "fr", "en", "es", "en", "de"]:
        assert shelf.get(code) == code

    assert loaded == ["en", "de", "fr", "es", "de"]
    assert [*shelf.kept] == ["es", "en", "de"]


def test_loading_goes_on_in_the_background(gate):
    shelf = Shelf(lambda code: gate.wait() and code)

    with pytest.raises(DictionaryLoading):
        shelf.get("en", timeout=0)
    gate.set()

    assert shelf.get("en") == "en"


def test_a_language_that_has_to_wait_is_dropped_for_later_ones(gate):
    shelf = Shelf(lambda code: gate.wait() and code, most=2)

    for code in ["en", "de", "fr", "es"]:
        with pytest.raises(DictionaryLoading):
            shelf.get(code, timeout=0)
    gate.set()

    assert [*shelf.kept] == ["fr", "es"]
    assert shelf.get("fr") == "fr"


def test_few_threads_wait_for_a_table(gate):
    shelf = Shelf(lambda code: gate.wait() and code)
    for _ in range(MOST_WAITING):
        shelf.places.acquire()

    with pytest.raises(DictionaryLoading):
        shelf.get("en", timeout=PATIENCE)
    gate.set()

    assert shelf.get("en") == "en"
    assert shelf.get("en", timeout=PATIENCE) == "en"


def test_a_failure_to_load_is_not_kept():
    answers = iter([MemoryError(), "table"])

    def load(code):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    shelf = Shelf(load)

    with pytest.raises(MemoryError):
        shelf.get("en")
    assert shelf.get("en") == "table"


def test_a_dropped_table_is_freed_before_the_next_is_loaded():
    class Cyclic:
        def __init__(self, code):
            self.itself = self

    shelf = Shelf(Cyclic, most=1)
    dropped = weakref.ref(shelf.get("en"))

    # A collection does nothing while another thread collects, so one may not be enough.
    loaded = next(
        (code for code in ("de", "fr", "es", "it") if shelf.get(code) and not dropped()), ""
    )

    assert loaded
