"""The letters of languages: text with other letters is seldom in that language.

The main exemplar characters of Unicode's CLDR 48.2 (`characters.json` of the npm package
`cldr-misc-full`), in lowercase. Added are letters that CLDR lists as auxiliary though texts
have them: the old ş and ţ of Romanian, the circumflexes of Turkish, and Russian letters in Kyrgyz
and Sakha.
"""

# Latin letters beyond a to z.
LATIN = """
af áâèéêëîïôöû|az çöüğışə|bs ćčđšž|br êñù|ca àçèéíïòóúü|cs áéíóúýčďěňřšťůž
cy àáâäèéêëìíîïòóôöùúûüýÿŵŷẁẃẅỳ|da åæø|de ßäöü|dsb óćčěłńŕśšźž|en |eo ĉĝĥĵŝŭ|es áéíñóúü|et äõöüšž
eu çñ|fi äåöšž|fr àâæçèéêëîïôùûüÿœ|fy àáâäèéêëíïóôöúûüý|ga áéíóú|gd àèìòù|gl áéíïñóúü|hr ćčđšž
hsb óćčěłńřšźž|ht èò|hu áéíóöúüőű|id |is áæéíðóöúýþ|it àèéìòù|jv âåèéêìòù|ku çêîûş|la |lb äéë
lt ąčėęįšūųž|lv āčēģīķļņšūž|ms |mt àèìòùċġħż|nb àåæéòóôø|nl áäéëíïóöúü|nn àåæéòóôø|oc àáçèéíïòóúü
pl óąćęłńśźż|pt àáâãçéêíòóôõú|ro âîăşţșț|sk áäéíóôúýčďĺľňŕšťž|sl čšž|sq çë|sr ćčđšž|su é|sv àäåéö
sw |tk äçöüýňşž|tl ñ|tr âçîöûüğış|uz |ast áéíñóúüḥḷ|an áéíóúü|ceb |gv ç|ia |ie áéíóú|io |jbo |kw
mg àèìòôỳ|pms àèéëìòù|rm àèéìòù|scn àâèêìîòôùûḍ
"""
# `+` is the Russian alphabet.
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
CYRILLIC = """
be абвгдежзйклмнопрстуфхцчшыьэюяёіў|bg абвгдежзийклмнопрстуфхцчшщъьюя
mk абвгдежзиклмнопрстуфхцчшѓѕјљњќџ|ru +|sr абвгдежзиклмнопрстуфхцчшђјљњћџ
tg абвгдежзийклмнопрстуфхчшъэюяёғқҳҷӣӯ|uk абвгдежзийклмнопрстуфхцчшщьюяєіїґ|ba +ғҙҡңҫүһәө|cv +ҫӑӗӳ
kk +іғқңүұһәө|ky +ңүө|mn +үө|sah +ҕҥүһө|tt +җңүһәө
"""


def _parse(rows: str) -> dict[str, frozenset[str]]:
    entries = [entry.partition(" ") for entry in rows.strip().replace("\n", "|").split("|")]
    return {code: frozenset(letters.replace("+", RUSSIAN)) for code, _, letters in entries}


ALPHABETS = {
    "Latin": _parse(LATIN),
    "Cyrillic": _parse(CYRILLIC),
}


def count_foreign_letters(letters: set[str], language: str, script: str) -> int:
    """Return how many of `letters`, in NFC and lowercase, the alphabet of a language does not have.

    It is 0 for languages whose alphabet is not here.
    """
    alphabet = ALPHABETS.get(script, {}).get(language)
    return 0 if alphabet is None else len(letters - alphabet)
