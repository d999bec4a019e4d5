"""The language of a page: that of the address (`?lang=ko`), of a cookie, or of the browser.

JSON and CSV are always in English, and so are feeds and saved charts without `lang`.
"""

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, Response, request, url_for
from flask_babel import Babel, get_locale
from werkzeug.datastructures import LanguageAccept, MultiDict

from web.catalogs import CODES, SOURCE, Catalogs, catalog, messages
from web.formats import wanted_format
from web.once import once_in_request

COOKIE = "lang"
COOKIE_AGE = 400 * 24 * 60 * 60  # seconds; browsers keep none for longer


def register(app: Flask) -> None:
    babel = Babel(app, locale_selector=lambda: locale_of(page_language()))
    babel.domain_instance = Catalogs()
    for code in CODES:
        catalog(code)
    app.add_template_global(page_locale)
    app.add_template_global(language_links)
    app.add_template_global(feed_language)
    app.after_request(remember)


def page_language() -> str:
    """Return the code of the language of this answer; outside of a request, English."""
    if not request or wanted_format() != "html":
        return SOURCE
    is_file = request.path.endswith((".svg", ".atom"))
    kept = None if is_file else named_language(request.cookies.get(COOKIE))
    preferred = SOURCE if is_file else request.accept_languages.best_match(CODES, SOURCE)
    return named_language(request.args.get("lang")) or kept or preferred


@once_in_request
def page_locale() -> Locale:
    """Return the locale of this answer; outside of a request, that of English."""
    return get_locale() or locale_of(SOURCE)


def named_language(tag: str | None) -> str | None:
    """Return the language of a tag such as ko or ko-KR, or None without translations."""
    return LanguageAccept([(tag, 1)]).best_match(CODES) if tag else None


def translated(sentence: str) -> str:
    """Translate an English sentence that was put together or stored elsewhere for this page."""
    code = page_language()
    return sentence if code == SOURCE else messages(code).translate(sentence)


def language_links() -> Mapping[str, tuple[str, str]]:
    """Map each language to its own name and the address of this page in it: a query is enough."""
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
    """Return `lang` for the addresses of feeds and saved charts, which programs open."""
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
