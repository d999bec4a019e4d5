"""Fragments of text with every kind of character that counting distinguishes, and languages."""

# At least one character of every class in UAX #29 and our own rules, and some words.
PIECES = [
    *"aZ5_ '’\"”.,:;·-/@#&*ßΣςİıǅéåñʼﬁКйאבשءبहिกขລខမ日本かカｶﾟ가각각²½①٣Ａ𐌲😀👩❤🇫\n\t\r!?",
    *"\u0301\u0323\u0307\u0327\u0338\u093c\u05b0\u200b\u200c\u200d\u00ad\u2060\ufeff\u200f\ufe0f",
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
        "the ",
        " и ",
    ],
]

LANGUAGES = ["en", "tr", "az", "el", "he", "th", "ja", "lt", "tlh", "und", "zh-TW"]
