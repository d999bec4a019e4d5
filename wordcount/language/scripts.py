"""Detect the main script of a text, and list the languages that use each script."""

from bisect import bisect
from collections import Counter
from functools import lru_cache
from string import ascii_letters

# The script of a text is the one that at least this share of its letters belongs to.
MAJORITY = 0.5
# A Chinese, Japanese or Korean word has about a third as many letters as a Latin one.
CJK_WEIGHT = 3

ASCII_LETTERS = ascii_letters.encode()

# The Unicode ranges of each script: pairs of first and last character.
BLOCKS = {
    "Latin": "AZ az ªª ºº ÀÖ Øö øʯ Ḁỿ ﬀﬆ Ａｚ",
    "Greek": "\u0370\u03ff \u1f00\u1fff",
    "Cyrillic": "Ѐԯ \u1c80\u1c8f \u2de0\u2dff \ua640\ua69f",
    "Armenian": "\u0530\u058f",
    "Hebrew": "\u0590\u05ff \ufb1d\ufb4f",
    "Arabic": "\u0600\u06ff \u0750\u077f \u08a0\u08ff \ufb50\ufdff \ufe70\ufefc",
    "Thaana": "\u0780\u07bf",
    "Devanagari": "\u0900\u097f",
    "Bengali": "\u0980\u09ff",
    "Gurmukhi": "\u0a00\u0a7f",
    "Gujarati": "\u0a80\u0aff",
    "Oriya": "\u0b00\u0b7f",
    "Tamil": "\u0b80\u0bff",
    "Telugu": "\u0c00\u0c7f",
    "Kannada": "\u0c80\u0cff",
    "Malayalam": "\u0d00\u0d7f",
    "Sinhala": "\u0d80\u0dff",
    "Thai": "\u0e00\u0e7f",
    "Lao": "\u0e80\u0eff",
    "Tibetan": "\u0f00\u0fff",
    "Burmese": "\u1000\u109f",
    "Georgian": "\u10a0\u10ff \u1c90\u1cbf",
    "Ethiopic": "\u1200\u137f",
    "Khmer": "\u1780\u17ff",
    "Hangul": "\u1100\u11ff \u3130\u318f \uac00\ud7a3",
    "Kana": "\u3041\u30ff \uff66\uff9f",
    "Han": "\u3400\u4dbf \u4e00\u9fff \uf900\ufaff \U00020000\U0003ffff",
}
RANGES = sorted(
    (ord(block[0]), ord(block[1]), script)
    for script, blocks in BLOCKS.items()
    for block in blocks.split()
)
RANGE_STARTS = [first for first, _, _ in RANGES]

# The languages written in each script. Where nothing distinguishes them (see detection.py), the
# first is assumed for a text that declares none of them.
LANGUAGES_BY_SCRIPT = {
    script: tuple(codes.split())
    for script, codes in {
        "Latin": "af an ast az bar bcl bm br bs ca cbk ceb co cs cy da de diq dsb ee egl en eo es "
        "et eu fi fil fo fr frr fy ga gd gl gn gsw gv ha hif hr hsb ht hu ia id ie ig ilo io is it "
        "jbo jv kk ku kw la lb lg li lmo ln lt lv mg mi min ms mt mwl nah nap nb nds nl nn no nso "
        "ny oc om pam pfl pl pms pt qu rm rn ro rw sc scn sco se sk sl sn so sq sr ss st su sv sw "
        "tk tl tn tr ts tw ug uz ve vec vep vi vls vo wa war wo xh yo zu",
        "Cyrillic": "av az ba be bg bxr ce cv kk krc kv ky lez mhr mk mn mrj myv os ru rue sah sr "
        "tg tk tt tyv uk uz xal",
        "Arabic": "ar arz az azb ckb fa ha kk ks ku lrc ms mzn pa pnb ps sd ug ur uz",
        "Devanagari": "bho dty gom hi kok ks mai mr ne new sa sd",
        "Hebrew": "he yi",
        "Thaana": "dv",
        "Ethiopic": "am ti",
        "Greek": "el",
        "Armenian": "hy",
        "Georgian": "ka xmf",
        "Bengali": "bn as bpy",
        "Gurmukhi": "pa",
        "Gujarati": "gu",
        "Oriya": "or",
        "Tamil": "ta",
        "Telugu": "te",
        "Kannada": "kn",
        "Malayalam": "ml",
        "Sinhala": "si",
        "Thai": "th",
        "Lao": "lo",
        "Tibetan": "bo dz",
        "Burmese": "my",
        "Khmer": "km",
        "Hangul": "ko",
        "Kana": "ja",
        "Han": "zh ja yue wuu lzh",
    }.items()
}
KNOWN_LANGUAGES = frozenset(code for codes in LANGUAGES_BY_SCRIPT.values() for code in codes)


def detect_script(text: str) -> str | None:
    """Return the script of most letters of `text`; None if it has no letters or no majority."""
    plain = text.encode("ascii", "ignore")
    letters = len(plain) - len(plain.translate(None, ASCII_LETTERS))
    if letters > MAJORITY * (letters + CJK_WEIGHT * (len(text) - len(plain))):
        return "Latin"
    counts: Counter[str] = Counter()
    for character, occurrences in Counter(text).items():
        script = _script_of_character(ord(character))
        if script:
            counts[script] += occurrences
    if not counts:
        return None
    for script in ("Han", "Kana", "Hangul"):
        counts[script] *= CJK_WEIGHT
    # Only Japanese uses kana, so Han with some kana is Japanese, as Hangul with hanja is Korean.
    if counts["Kana"] * 10 > counts["Han"] and counts["Kana"] > counts["Hangul"]:
        counts["Kana"] += counts.pop("Han")
    elif counts["Hangul"] * 3 > counts["Han"]:
        counts["Hangul"] += counts.pop("Han")
    script, most = counts.most_common(1)[0]
    return script if most >= MAJORITY * counts.total() else None


@lru_cache(4_096)
def _script_of_character(number: int) -> str | None:
    index = bisect(RANGE_STARTS, number) - 1
    if index < 0:
        return None
    _, last, script = RANGES[index]
    return script if number <= last else None
