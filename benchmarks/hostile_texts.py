"""Texts that strangers could make to slow the service down, each with words of another kind."""

import random
from functools import cache
from itertools import product

SIZE = 400_000  # bytes of each text; no more of a text is read
SIGNS = ",;:!?-+=&%$#@*/|~^`<>"
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"

chance = random.Random(1)


@cache
def texts() -> dict[str, str]:
    """Texts by name; each is cut at SIZE bytes."""

    def from_range(start: int, number: int) -> str:
        return chr(start + chance.randrange(number))

    def words(*alphabets: str) -> str:
        return " ".join(map("".join, product(*alphabets)))

    made = {
        "one-word": "cat " * 100_000,
        "long-words": " ".join(f"{number:0>1000}" for number in range(400)),
        "different": words(*[LETTERS] * 4),
        "signs": words(LETTERS, SIGNS, LETTERS, SIGNS, LETTERS),
        "han": "".join(from_range(0x4E00, 8000) for _ in range(140_000)),
        "han-latin": " ".join(
            from_range(0x4E00, 8000) + chance.choice(LETTERS) for _ in range(80_000)
        ),
        "marks": " ".join(
            "a" + "".join(from_range(0x300, 60) for _ in range(3)) for _ in range(60_000)
        ),
        "rtl": " ".join("".join(from_range(0x5D0, 27) for _ in range(2)) for _ in range(100_000)),
        "accents": words(LETTERS, "éèàù", LETTERS, LETTERS),
        "lines": "a b\n" * 100_000,
    }
    return {name: text.encode()[:SIZE].decode(errors="ignore") for name, text in made.items()}


def first_word(text: str) -> str:
    return text.split(None, 1)[0][:100] if " " in text[:1001] else text[0]
