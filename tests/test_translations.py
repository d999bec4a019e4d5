"""Every sentence of pages is marked for translation, and translated."""

import re
from io import BytesIO

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from unmarked import unmarked

from settings import ROOT

CATALOGUES = [*ROOT.glob("translations/*/LC_MESSAGES/messages.po")]
TEMPLATES = [path for path in ROOT.glob("templates/**/*") if path.is_file()]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
KEYWORDS = {
    name: places
    for prefix in ("", "lazy_")
    for name, places in ((f"{prefix}gettext", None), (f"{prefix}ngettext", (1, 2)))
} | {"_": None}


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def sentences():
    """The sentences of templates and modules, as `make messages` finds them."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS)
    return {message for _, _, message, _, _ in found}


def messages_of(path):
    locale = path.relative_to(ROOT / "translations").parts[0]
    return [message for message in read_po(BytesIO(path.read_bytes()), locale) if message.id]


def sources(message):
    return [message.id] if isinstance(message.id, str) else list(message.id)


def strings(message):
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_a_catalogue_has_every_sentence_and_no_other(path, sentences):
    messages = {message.id for message in messages_of(path)}

    assert messages - sentences == set(), "run `make messages`"
    assert sentences - messages == set(), "run `make messages`"


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_every_sentence_is_translated(path):
    messages = messages_of(path)

    assert [message.id for message in messages if not all(strings(message))] == []
    assert [message.id for message in messages if message.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_a_translation_has_the_values_of_its_sentence(path):
    for message in messages_of(path):
        values = {*PLACEHOLDER.findall(sources(message)[-1])}
        for string in strings(message):
            assert {*PLACEHOLDER.findall(string)} == values, string


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_a_catalogue_is_sorted(path):
    ids = [sources(message)[0] for message in messages_of(path)]

    assert ids == sorted(ids), "run `make messages`"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_marks_its_sentences(path):
    assert [*unmarked(path.read_text())] == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Not marked</p>",
        "<p>{{ _('Marked') }} and not</p>",
        '<p title="Not marked"></p>',
        '<p>{{ "word" if one else "words" }}</p>',
        '<p>{{ {"a": "word"}[which] }}</p>',
        '{{ nav_link("Words", url) }}',
        '{% set label = "Words of " ~ name %}',
        '{% macro paging(later="Later") %}{% endmacro %}',
        "{% if page %}Not marked{% endif %}",
        '{% for name, label in (("words", "Words"),) %}{% endfor %}',
    ],
)
def test_a_sentence_that_is_not_marked_is_found(source):
    assert [*unmarked(source)]


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ _('Marked') }} · wordcount</p>",
        '<p class="{{ "wide" if wide }}" title="{{ _("Marked") }}">{{ ngettext("a", "b", n) }}</p>',
        "<a href=\"{{ url_for('words.show', sort='frequent') }}\">JSON</a>",
        '<kbd>black cat</kbd>{% if sort == "frequent" %}1{% endif %}',
        '<p>{{ {"a": _("word")}[which] }}</p>',
    ],
)
def test_what_needs_no_translation_is_not_found(source):
    assert [*unmarked(source)] == []
