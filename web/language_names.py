"""Names of languages in the language of the page, from Unicode's CLDR."""

from functools import cache

from babel import Locale
from flask import Flask

from web.catalogs import CODES, SOURCE
from web.languages import page_locale
from wordcount.language import names


def register(app: Flask) -> None:
    app.add_template_global(language_name)


def language_name(tag: str) -> str | None:
    """Return the name of a BCP 47 tag, such as "Portuguese (Brazil)", or None."""
    locale = page_locale()
    if locale.language == SOURCE:
        return names.language_name(tag)
    base, *rest = tag.split("-")
    name = locale.languages.get(base.lower())
    if name is None or base == "und":
        return names.language_name(tag)
    details = [
        locale.scripts.get(part.title()) or locale.territories.get(part.upper()) for part in rest
    ]
    known = ", ".join(detail for detail in details if detail)
    return f"{name} ({known})" if known else str(name)


def find_language(name: str) -> str | None:
    """Return the code of a language by its name, in English or in a language of our pages."""
    return names.find_language(name) or local_names().get(" ".join(name.lower().split()))


@cache
def local_names() -> dict[str, str]:
    return {
        name.lower(): code
        for locale in CODES[1:]
        for code, name in Locale.parse(locale).languages.items()
        if "_" not in code
    }
