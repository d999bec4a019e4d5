"""Every sentence of pages is marked for translation, and translated."""

import re
from functools import cache
from io import BytesIO

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from unmarked import unmarked, unmarked_messages
from werkzeug.exceptions import default_exceptions
from werkzeug.http import HTTP_STATUS_CODES

from settings import ROOT
from web.errors import MESSAGES
from web.languages import translated
from wordcount.errors import PageError
from wordcount.messages import catalogue

PAGES, PACKAGE = ROOT / "translations", ROOT / "wordcount" / "translations"
CATALOGUES = sorted([*PAGES.glob("*/LC_MESSAGES/*.po"), *PACKAGE.glob("*/LC_MESSAGES/*.po")])
TEMPLATES = sorted(path for path in ROOT.glob("templates/**/*") if path.is_file())
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr]")
HANGUL = re.compile("[가-힣]")
# A particle that fits only some of the values before it, or that is written for both kinds.
PARTICLE = re.compile(
    r"%\(\w+\)s(?:</\w+>)?[”’]?(?:이|가|을|를|은|는|과|와|로|으로)\b|\(으\)|[이을은]\([가를는]\)"
)


def name_of(path):
    return str(path.relative_to(ROOT))


@cache
def sentences_of(folder):
    """The sentences of the sources of a folder of catalogues, as `make messages` finds them."""
    if folder == PACKAGE:
        commands = extract_from_file("python", ROOT / "commands.py", keywords=KEYWORDS)
        found = [*extract_from_dir(PACKAGE.parent, keywords=KEYWORDS), *commands]
    else:
        with (ROOT / "babel.cfg").open() as file:
            methods, options = parse_mapping_cfg(file)
        found = extract_from_dir(ROOT, methods, options, KEYWORDS)
    return {message for *_, message, _, _ in found}


def messages_of(path):
    locale = path.parts[-3]
    return [message for message in read_po(BytesIO(path.read_bytes()), locale) if message.id]


def sources(message):
    return [message.id] if isinstance(message.id, str) else list(message.id)


def strings(message):
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_a_catalogue_has_every_sentence_and_no_other(path):
    messages = {message.id for message in messages_of(path)}
    sentences = sentences_of(path.parents[2])

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
def test_no_korean_particle_follows_a_value(path):
    found = [string for message in messages_of(path) for string in strings(message)]

    assert [string for string in found if PARTICLE.search(string)] == []


@pytest.mark.parametrize("path", [*PACKAGE.glob("*/LC_MESSAGES/*.po")], ids=name_of)
def test_the_compiled_catalogue_of_the_package_is_that_of_its_source(path):
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(path.read_bytes()), path.parts[-3]))

    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make messages`"


def errors_under(error):
    return {error, *(each for child in error.__subclasses__() for each in errors_under(child))}


ERRORS = {
    "abort",
    "cls",
    "InvalidField",
    *("ClickException", "UsageError", "ArgumentTypeError", "FolderError", "ArchiveUnreadable"),
    *("StartFailed", "echo", "_fail", "_report"),
    *(error.__name__ for error in default_exceptions.values()),
}
PAGE_ERRORS = {error.__name__: error for error in errors_under(PageError)}
ERRORS |= PAGE_ERRORS.keys()
MODULES = [
    ROOT / "commands.py",
    *(
        path
        for folder in ("background", "corpora", "watches", "web", "views", "wordcount")
        for path in sorted((ROOT / folder).glob("**/*.py"))
    ),
]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_marks_the_sentences_of_its_errors(path):
    assert [*unmarked_messages(path.read_text(), ERRORS)] == []


@pytest.mark.parametrize(
    "source",
    [
        'raise TooLarge("That page is too large.")',
        'abort(400, f"{name} must be a number.")',
        'MESSAGE = "There is no such page."\nabort(404, MESSAGE)',
        'raise errors.NotText("No text. " + EXAMPLE)',
        'parser.add_argument("--all", help="every result")',
        'MANY = "It has more than {} tags."\nraise TooLarge(MANY.format(MOST))',
        'raise TooLarge("It has more than %s tags." % MOST)',
    ],
)
def test_a_sentence_of_an_error_that_is_not_marked_is_found(source):
    assert [*unmarked_messages(source, ERRORS)]


@pytest.mark.parametrize("name", sorted(PAGE_ERRORS))
def test_the_sentence_of_every_error_of_a_page_is_translated(name):
    assert HANGUL.search(catalogue(["ko"]).translate_one(PAGE_ERRORS[name].message) or "")


@pytest.mark.parametrize("status", MESSAGES)
def test_the_sentence_of_every_error_of_a_request_is_translated(status, app):
    _, sentence = MESSAGES[status]

    with app.test_request_context("/", headers={"Accept-Language": "ko"}):
        assert sentence is None or HANGUL.search(str(sentence))
        assert HANGUL.search(translated(HTTP_STATUS_CODES[status]))


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
