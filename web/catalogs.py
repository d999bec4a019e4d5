"""The translations of sentences, read from the .po files: nothing is compiled beforehand."""

from functools import cache
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import Domain, get_locale

from settings import ROOT
from web.once import once_in_request
from wordcount.messages import FOLDER as PACKAGE_FOLDER
from wordcount.messages import Catalogue

FOLDER = ROOT / "translations"
FILES = ((FOLDER, "messages.po"), (PACKAGE_FOLDER, "wordcount.po"))
SOURCE = "en"  # the language of the sentences in templates and modules
CODES = (SOURCE, *sorted(path.parent.name for path in FOLDER.glob("*/LC_MESSAGES")))


class Catalogs(Domain):
    """Flask-Babel's source of translations: our catalogs, chosen by the locale of the request."""

    def get_translations(self) -> NullTranslations:
        return translations() if g else NullTranslations()


@once_in_request
def translations() -> NullTranslations:
    """Return the translations of this request."""
    return catalog(str(get_locale()))


@cache
def catalog(code: str) -> NullTranslations:
    """Return the translations from English; sentences without one stay as they are."""
    return NullTranslations() if code == SOURCE else Translations(BytesIO(compiled(code)))


@cache
def messages(code: str) -> Catalogue:
    """Return the same translations, for sentences that were put together or stored elsewhere."""
    return Catalogue(BytesIO(compiled(code)))


@cache
def compiled(code: str) -> bytes:
    """Return the catalogs of pages and of `wordcount` as one file in gettext's binary format."""
    paths = [folder / code / "LC_MESSAGES" / name for folder, name in FILES]
    pages, package = [read_po(BytesIO(path.read_bytes()), locale=code) for path in paths]
    for message in package:
        if message.id not in pages:
            pages[message.id] = message
    file = BytesIO()
    write_mo(file, pages)
    return file.getvalue()
