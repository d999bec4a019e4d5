"""Fragments of text with every kind of character that counting distinguishes, and languages."""

# At least one character of every class in UAX #29 and our own rules, and some words.
PIECES = [
    *"aZ5_ '’\"”.,:;·-/@#&*ßΣςİıǅéåñʼﬁКйאבשءبहिกขລខမ日本かカｶﾟ가각각²½①٣Ａ𐌲😀👩❤🇫\n\t\r!?",
    *"\u0301\u0323\u0307\u0327\u0338\u093c\u05b0\u200b\u200c\u200d\u00ad\u2060\ufeff\u200f\ufe0f",
    *"‘ʻʽ´`′‛״׳ـߺ₂₀¹ℹⓂ🅰ﾞｰＡ１ﬁĳﻻ々〱๑໒២၂ລខ\u20e3\u034f\u180e\u2062\u115f\u3164\U000e0100",
    *"°©®€\ufb2a\ufb4a",
    # Letters, marks and digits newer than Unicode 14.
    *"Ᲊ\U00010d50\U0001df25\u0897\U00016ea0\U000105c9\U000105d2\U0001611e\U00011f50\u088f",
    *"\u00a0\u202f\u2028\u3000\u0000\u0085\u001c\ud800\ufffd",
    *[
        "don’t",
        "l'",
        "U.S.",
        "3.14",
        "e\u0301",
        "क्षि",
        "ภาษาไทย",
        "北京大学",
        "東京タワー",
        "צה”ל",
        "''",
        "1\u202f000",
        "3\ufe0f\u20e3",
        "می\u200cشود",
        "ന്\u200d",
        "aujourd'hui",
        "qu’",
        "d'",
        "L'",
        "dell´",
        "the ",
        " и ",
    ],
]

LANGUAGES = [
    "en",
    "tr",
    "az",
    "el",
    "he",
    "th",
    "ja",
    "lt",
    "fr",
    "it-IT",
    "ca",
    "ko",
    "tlh",
    "und",
    "zh-TW",
]
