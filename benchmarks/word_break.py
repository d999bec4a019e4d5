"""Compare where words end with Unicode's own test, and print the differences.

    python -m benchmarks.word_break WordBreakTest.txt

The file is https://www.unicode.org/Public/17.0.0/ucd/auxiliary/WordBreakTest.txt. White space
always ends a word here, so the parts of each case between white space are compared. Two cases
differ on purpose: a word does not span Latin letters and katakana around `_`, and a joiner does not
make an emoji part of what is before it.
"""

import argparse
from pathlib import Path

from wordcount.words.segments import segment


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, metavar="FILE")
    lines = parser.parse_args().file.read_text(encoding="utf-8").splitlines()
    cases = [case for line in lines if (case := line.partition("#")[0].strip())]
    different = 0
    for case in cases:
        expected = [segments_of(part) for part in case.strip("÷ ").split("÷")]
        text = "".join(expected)
        ours = [s for segments in segment(text.split()) for s in segments]
        theirs = [part for segmented in expected for part in segmented.split()]
        if ours != theirs:
            different += 1
            print(f"{text!a}: {ours!a}, not {theirs!a}")
    print(f"{len(cases):,} cases, {different} different")


def segments_of(part: str) -> str:
    return "".join(chr(int(point, 16)) for point in part.split("×"))


if __name__ == "__main__":
    main()
