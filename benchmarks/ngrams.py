"""Write wordcount/language/ngrams/ from the model of py3langid, and print the sizes.

    pip install -r benchmarks/requirements-language.txt
    python -m benchmarks.ngrams

py3langid is under the BSD license, which is beside the tables. Its model is made from Wikipedia,
the Leipzig Corpora, Common Crawl, Tatoeba and three smaller collections, and knows 139 languages.
Kept are the n-grams of lowercase letters that set the languages of a script apart most.
"""

import lzma
from collections import deque

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE
from py3langid.modelio import load_model

from wordcount.language.ngrams import FOLDER, UNIT

CONTINUATION = frozenset(range(0x80, 0xC0))
# The bytes of lowercase letters in UTF-8; the languages, by our tags; the n-grams that are kept.
BYTES = {
    "Latin": CONTINUATION
    | frozenset(b"abcdefghijklmnopqrstuvwxyz '\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xe1"),
    "Cyrillic": CONTINUATION | frozenset(b" \xd0\xd1\xd2\xd3"),
}
LANGUAGES = {
    "Latin": "af an az bcl br bs ca cs cy da de en eo es et eu fi fo fr fy ga gd gl ha hr ht hu id "
    "ig is it jv ku la lb lg ln lt lv mg ms mt nb nl nn nso oc om pl pt qu ro rw se sk sl sn so "
    "sq sr st sv sw tk tl tr uz vec vi vo wa xh yo zu",
    "Cyrillic": "ba be bg kk ky mk mn ru sr tg tt uk uz",
}
KEPT = {"Latin": 30_000, "Cyrillic": 10_000}
LABELS = {"nb": "no"}
# Words that are in only one of the two scripts, for languages that have a class for each.
TYPICAL = {"Latin": b" na ", "Cyrillic": "на".encode()}


def main() -> None:
    weights, _, classes, moves, rows, output = load_model(MODEL_DIR / MODEL_FILE)
    ngrams = read_ngrams(moves, rows, output)
    for script, languages in LANGUAGES.items():
        typical = next(index for index, ngram in ngrams.items() if ngram == TYPICAL[script])
        columns = [
            max(find_columns(classes, tag), key=lambda column: weights[typical, column])
            for tag in languages.split()
        ]
        chosen = [index for index, ngram in ngrams.items() if is_lowercase(ngram, BYTES[script])]
        write_table(script, [ngrams[index] for index in chosen], weights[np.ix_(chosen, columns)])


def find_columns(classes: list[str], tag: str) -> list[int]:
    return [column for column, name in enumerate(classes) if name == LABELS.get(tag, tag)]


def read_ngrams(moves: list[int], rows: list[int], output: list[int]) -> dict[int, bytes]:
    """The n-gram of each feature: the shortest path through the automaton to it."""
    paths, found, states = {0: b""}, {}, deque([0])
    while states:
        state = states.popleft()
        if output[state] >= 0:
            found.setdefault(output[state], paths[state])
        for byte in range(256):
            following = moves[rows[state] * 256 + byte]
            if following not in paths:
                paths[following] = paths[state] + bytes([byte])
                states.append(following)
    return found


def is_lowercase(ngram: bytes, allowed: frozenset[int]) -> bool:
    text = ngram.decode(errors="ignore")
    return allowed.issuperset(ngram) and text == text.lower() and bool(ngram.strip())


def write_table(script: str, ngrams: list[bytes], weights: np.ndarray) -> None:
    logs = weights.astype(np.float64)
    shares = np.exp(logs) / np.exp(logs).sum(axis=0)
    matters = (shares * np.abs(logs - np.median(logs, axis=1, keepdims=True))).max(axis=1)
    kept = np.argsort(-matters, kind="stable")[: KEPT[script]]
    kept = sorted(kept, key=lambda row: ngrams[row])
    units = np.round((logs[kept] - logs[kept].min(axis=1, keepdims=True)) / UNIT).astype(np.uint8)
    head = b"\n".join([LANGUAGES[script].encode(), *(ngrams[row] for row in kept)])
    path = FOLDER / f"{script.lower()}.xz"
    table = head + b"\n\n" + units.tobytes()
    # Unpacking takes as much memory as the dictionary, which would be 64 MB.
    size = 1 << (len(table) - 1).bit_length()
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": size}]
    path.write_bytes(lzma.compress(table, filters=filters))
    print(f"{script}: {len(kept):,} of {len(ngrams):,} n-grams, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
