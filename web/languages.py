"""The language of a page: that of the address (`?lang=ko`), of a cookie, or of the browser.

JSON and CSV are always in English, and so are feeds and saved charts without `lang`.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, request, url_for
from flask_babel import Babel, Domain, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept, MultiDict

from settings import ROOT
from web.formats import wanted_format
from wordcount.messages import FOLDER as PACKAGE_FOLDER
from wordcount.messages import Catalogue

FOLDER = ROOT / "translations"
CATALOGUES = ((FOLDER, "messages.po"), (PACKAGE_FOLDER, "wordcount.po"))
SOURCE = "en"  # the language of the sentences in templates and modules
CODES = (SOURCE, *sorted(path.parent.name for path in FOLDER.glob("*/LC_MESSAGES")))

COOKIE = "lang"
COOKIE_AGE = 400 * 24 * 60 * 60  # seconds; browsers keep none for longer


class Catalogues(Domain):
    """The translations of this request, read from .po files: nothing is compiled beforehand."""

    def get_translations(self) -> NullTranslations:
        return translations() if g else NullTranslations()


def translations() -> NullTranslations:
    """Those of this request, found once: a page has a hundred sentences."""
    found: NullTranslations | None = g.get("translations")
    if found is None:
        found = g.translations = catalogue(str(get_locale()))
    return found


@cache
def catalogue(code: str) -> NullTranslations:
    """The translations from English; sentences without one stay as they are."""
    return NullTranslations() if code == SOURCE else Translations(BytesIO(compiled(code)))


@cache
def messages(code: str) -> Catalogue:
    """The same translations, for sentences that are made or stored elsewhere."""
    return Catalogue(BytesIO(compiled(code)))


@cache
def compiled(code: str) -> bytes:
    """The catalogs of the pages and of `wordcount` as one file in gettext's binary format."""
    paths = [folder / code / "LC_MESSAGES" / name for folder, name in CATALOGUES]
    pages, package = [read_po(BytesIO(path.read_bytes()), locale=code) for path in paths]
    for message in package:
        if message.id not in pages:
            pages[message.id] = message
    file = BytesIO()
    write_mo(file, pages)
    return file.getvalue()


def register(app: Flask) -> None:
    babel = Babel(app, locale_selector=lambda: locale_of(page_language()))
    babel.domain_instance = Catalogues()
    for code in CODES:
        catalogue(code)
    app.jinja_env.globals |= {"_": sentence, "gettext": sentence, "ngettext": counted}
    app.add_template_global(get_locale)
    app.add_template_global(language_links)
    app.add_template_global(feed_language)
    app.add_template_filter(date_time)
    app.add_template_filter(decimal)
    app.add_template_filter(signed)
    app.add_template_filter(translated)
    app.after_request(remember)


def page_language() -> str:
    """The code of the language in which this request is answered; outside of one, English."""
    if not request or wanted_format() != "html":
        return SOURCE
    is_file = request.path.endswith((".svg", ".atom"))
    kept = None if is_file else named_language(request.cookies.get(COOKIE))
    preferred = SOURCE if is_file else request.accept_languages.best_match(CODES, SOURCE)
    return named_language(request.args.get("lang")) or kept or preferred


def page_locale() -> Locale:
    """The language of this page, found once: a page has many numbers. Outside of one, English."""
    locale: Locale | None = g.get("locale") if g else None
    if locale is None:
        locale = get_locale() or locale_of(SOURCE)
        if g:
            g.locale = locale
    return locale


def named_language(tag: str | None) -> str | None:
    """The language that a tag such as ko or ko-KR names; None if there are no translations."""
    return LanguageAccept([(tag, 1)]).best_match(CODES) if tag else None


def language_links() -> Mapping[str, tuple[str, str]]:
    """Of each language, its own name and the address of this page in it: its query is enough."""
    is_page = request.method in ("GET", "HEAD")
    path, asked = ("", request.args) if is_page else (url_for("front.show"), MultiDict[str, str]())
    rest = [(name, value) for name, value in asked.items(multi=True) if name != "lang"]
    links = {code: f"{path}?{urlencode([*rest, ('lang', code)])}" for code in CODES}
    return {code: (own_name(code), links[code]) for code in CODES}


@cache
def own_name(code: str) -> str:
    return locale_of(code).get_display_name() or code


@cache
def locale_of(code: str) -> Locale:
    return Locale.parse(code)


def feed_language() -> str | None:
    """The `lang` in addresses of feeds and saved charts, which programs open; None is English."""
    code = page_language()
    return None if code == SOURCE else code


def remember(response: Response) -> Response:
    """Keep the language of the address in the visitor's browser, if no other site links to it."""
    language = named_language(request.args.get("lang"))
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if response.mimetype != "text/html":
        return response
    response.content_language.add(page_language())
    if language and site in ("same-origin", "none") and language != request.cookies.get(COOKIE):
        response.set_cookie(
            COOKIE, language, COOKIE_AGE, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return response


def decimal(number: float, digits: int = 0) -> str:
    """A number with the separators of the page's language, such as 1,574."""
    written = f"{number:z,.{digits}f}"
    symbols = separators(page_locale())
    return written if symbols is None else written.translate(symbols)


@cache
def separators(locale: Locale) -> dict[int, str] | None:
    """How to replace the separators of English; None for a language that has the same."""
    symbols = locale.number_symbols["latn"]
    if (symbols["group"], symbols["decimal"]) == (",", "."):
        return None
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"]})


def signed(number: float, digits: int = 0) -> str:
    return ("+" if number >= 0 else "") + decimal(number, digits).replace("-", "\N{MINUS SIGN}")


def translated(sentence: str) -> str:
    """An English sentence that was made or stored elsewhere, in the language of the page."""
    code = page_language()
    return sentence if code == SOURCE else messages(code).translate(sentence)


def date_time(moment: dt.datetime, pattern: str) -> str:
    """A moment in UTC, by a pattern of Unicode's CLDR, in the language of the page."""
    return write_date_time(moment, pattern, page_locale())


@lru_cache(maxsize=10_000)
def write_date_time(moment: dt.datetime, pattern: str, locale: Locale) -> str:
    return str(format_datetime(moment, pattern, locale=locale))


@pass_eval_context
def sentence(context: EvalContext, message: str, **values: Any) -> str:
    """The translation of a template's sentence, as Jinja's `_` in half of its time."""
    if not context.autoescape:
        return translations().gettext(message) % values
    return markup(translations(), message) % values if values else plain(translations(), message)


@cache
def markup(catalogue: NullTranslations, message: str) -> Markup:
    return Markup(catalogue.gettext(message))


@cache
def plain(catalogue: NullTranslations, message: str) -> Markup:
    """A sentence without values, in which %% is one sign."""
    return markup(catalogue, message) % {}


@pass_eval_context
def counted(context: EvalContext, one: str, many: str, number: int, **values: Any) -> str:
    """The same of a sentence with a plural; its `%(num)s` is written with separators."""
    text = translations().ngettext(one, many, number)
    text = Markup(text) if context.autoescape else text
    return text % {"num": decimal(number), **values}
