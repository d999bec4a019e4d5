"""Sentences for people: English in the sources, and translated where they are shown.

A message is raised, stored and sent in English. It is translated by its template, so that one with
values in it, or several sentences, needs no more than its text.
"""

import gettext
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DOMAIN = "wordcount"
FOLDER = Path(__file__).with_name("translations")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def use_environment() -> None:
    """Make gettext, and with it argparse, translate by LANGUAGE, LC_ALL, LC_MESSAGES or LANG."""
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)


def N_(sentence: str) -> str:
    """Mark a sentence to be translated where it is shown: the usual name for that in gettext."""
    return sentence


class Catalogue(gettext.GNUTranslations):
    """Translations from English, which can also be found by a sentence with values in it.

    `templates` are the sentences with values, split at the names of these; those with the most
    text come first.
    """

    _catalog: dict[object, str]  # of the base class, which has no public way to its sentences
    templates: Sequence[tuple[str, Sequence[str]]] = ()

    def _parse(self, fp: Any) -> None:
        super()._parse(fp)
        sentences = [each for each in self._catalog if isinstance(each, str)]
        found = [(each, PLACEHOLDER.split(each)) for each in sentences if PLACEHOLDER.search(each)]
        self.templates = sorted(found, key=lambda found: -sum(map(len, found[1][::2])))

    def translate(self, message: str) -> str:
        """Translate a message of one or more sentences; what is unknown stays as it is."""
        whole = self.translate_one(message) if message else ""
        if whole is not None:
            return whole
        end = message.find(". ")
        while end >= 0:
            first = self.translate_one(message[: end + 1])
            if first is not None:
                return f"{first} {self.translate(message[end + 2 :])}"
            end = message.find(". ", end + 1)
        return message

    def translate_one(self, sentence: str) -> str | None:
        """Translate a sentence of the catalog, with its values; None if there is no such."""
        if sentence in self._catalog:
            return self.gettext(sentence)
        for template, parts in self.templates:
            values = match(parts, sentence)
            if values is not None:
                values = {name: self.translate(value) for name, value in values.items()}
                return self.gettext(template) % values
        return None


def match(parts: Sequence[str], sentence: str) -> dict[str, str] | None:
    """The values of a template that make the sentence; None if it does not fit.

    `parts` are its texts and between them the names of its values.
    """
    texts, names = parts[::2], parts[1::2]
    if not (sentence.startswith(texts[0]) and sentence.endswith(texts[-1])):
        return None
    values, place = {}, len(texts[0])
    last = len(sentence) - len(texts[-1])
    for number, name in enumerate(names, start=1):
        text = texts[number]
        end = last if number == len(names) else sentence.find(text, place, last)
        if end < place or (text and ". " in sentence[place:end]):  # the end of another sentence
            return None
        values[name] = sentence[place:end]
        place = end + len(text)
    return values


def catalogue(languages: Sequence[str] | None = None) -> gettext.NullTranslations:
    """The translations for the first of `languages` that has some, by default the environment's."""
    return gettext.translation(DOMAIN, FOLDER, languages, class_=Catalogue, fallback=True)


def translated(message: str) -> str:
    """A message in the language of the environment."""
    found = catalogue()
    return found.translate(message) if isinstance(found, Catalogue) else message


# What argparse and the operating system say; the first asks gettext for it.
FOREIGN = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("not allowed with argument %s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("No such file or directory"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("Permission denied"),
    N_("No space left on device"),
)
