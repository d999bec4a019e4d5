"""Pages to count: those of a folder, or made ones that resemble pages of the web."""

import itertools
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

# Smaller pages measure how a call begins, larger ones the memory.
SIZES = range(3_000, 3_000_000)  # bytes

# Made pages have the proportions of 253 real ones of 10 to 500 KB: half of the real ones have at
# most 120 KB, a tenth has more than 290; 13 tags for each 1,000 bytes, and a tenth of it is text.
MEDIAN_SIZE = 120_000  # bytes
SPREAD = 0.7  # the standard deviation of a size's natural logarithm
VOCABULARY = 20_000  # different words
SYLLABLES = "ba be co da de el en fa go ha il in ka la lo ma mi no or pa ra re sa st ta to un va wi"

Prose = Callable[[int], str]  # so many words


def pages_of(folder: Path, number: int, sizes: range = SIZES) -> Iterator[bytes]:
    """Every n-th page below `folder`: the files named *.htm and *.html, also *.html.en."""
    paths = sorted(
        path
        for path in folder.rglob("*.htm*")
        if path.is_file() and path.suffix != ".gz" and path.stat().st_size in sizes
    )
    if not paths:
        raise SystemExit(f"{folder} holds no pages of {sizes.start:,} to {sizes.stop:,} bytes.")
    step = max(1, len(paths) // number)
    for path in paths[::step][:number]:
        yield path.read_bytes()


def made_pages(number: int, sizes: range) -> Iterator[bytes]:
    """The same `number` pages in each run: nested elements, links, scripts and some prose."""
    chance = random.Random(16)
    words = [
        "".join(chance.choices(SYLLABLES.split(), k=chance.randint(2, 4)))
        for _ in range(VOCABULARY)
    ]
    # Zipf's law: the second word is half as frequent as the first.
    weights = list(itertools.accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def prose(count: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=count))

    for _ in range(number):
        size = round(MEDIAN_SIZE * chance.lognormvariate(0, SPREAD))
        yield made_page(chance, prose, min(max(size, sizes.start + 4_000), sizes.stop - 8_000))


def made_page(chance: random.Random, prose: Prose, size: int) -> bytes:
    """One page of about `size` bytes."""
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{prose(6)}</title>',
        *(f'<meta property="og:{prose(1)}" content="{prose(8)}">' for _ in range(12)),
        "</head><body>",
    ]
    makers = [menu, article, article, script, script, script, card, card]
    length = sum(map(len, parts))
    while length < size:
        part = chance.choice(makers)(chance, prose)
        parts.append(part)
        length += len(part)
    return "\n".join([*parts, "</body></html>"]).encode()


def menu(chance: random.Random, prose: Prose) -> str:
    items = (
        f'<li class="menu-item menu-item-{number}" data-track="{chance.getrandbits(64):x}">'
        f'<a class="link link--nav" href="https://example.org/{chance.getrandbits(48):x}/section">'
        f"<span>{prose(2)}</span></a></li>"
        for number in range(12)
    )
    return f'<nav class="site-nav"><ul>{"".join(items)}</ul></nav>'


def article(chance: random.Random, prose: Prose) -> str:
    return (
        f'<div class="col col-8"><div class="content"><p class="paragraph">{prose(30)} '
        f'<a href="https://example.org/{chance.getrandbits(64):x}" rel="nofollow">{prose(3)}</a>, '
        f"<em>{prose(2)}</em> {prose(25)}.</p></div></div>"
    )


def script(chance: random.Random, prose: Prose) -> str:
    state = {f"key{number}": f"{chance.getrandbits(256):x}" for number in range(20)}
    return f'<script type="text/javascript">window.state = {json.dumps(state)};</script>'


def card(chance: random.Random, prose: Prose) -> str:
    image = f"https://example.org/images/{chance.getrandbits(96):x}.jpg"
    return (
        f'<div class="card"><div class="card__inner"><div class="card__media"><figure>'
        f'<img src="{image}" srcset="{image}?w=320 320w, {image}?w=640 640w" alt="{prose(3)}">'
        f'</figure></div><div class="card__body"><h3 class="card__title"><a href="{image}">'
        f'{prose(5)}</a></h3><time datetime="2026-01-01">{prose(2)}</time></div></div></div>'
    )
