"""The letters of languages: text with other letters is seldom in that language.

From the main exemplar characters of Unicode's CLDR, without those of foreign words.
"""

# Latin letters beyond a to z.
LATIN = """
af áèéêëíîïóôöúûü|az çəğıöşü|bs čćđšž|br êéèùñüû|ca àçèéíïòóúü|cs áčďéěíňóřšťúůýž
cy âêîôûŵŷáéíóúàèìòùäëïöü|da æøåé|de äöüß|dsb čćěłńóŕšśžź|en |eo ĉĝĥĵŝŭ|es áéíóúüñ|et äõöüšž
eu ñçü|fi äöåšž|fr àâæçéèêëïîôœùûüÿ|fy âêéôûúëïöüäà|ga áéíóú|gd àèìòùáéó|gl áéíóúüñï|hr čćđšž
hsb čćěłńóřšžź|ht èàòé|hu áéíóöőúüű|id |is áéíðóúýþæö|it àèéìíîòóùú|jv èéê|ku çêîşû|la āēīōūȳæœë
lb äëéöüêôâèî|lt ąčęėįšųūž|lv āčēģīķļņšūž|ms |mt ċġħżàèìòù|nb æøåéèêóòô|nl éèëïóöüáíúêç
nn æøåéèêóòôà|oc àáèéíòóúçïü|pl ąćęłńóśźż|pt áâãàçéêíóôõúü|ro ăâîșțşţ|sk áäčďéíĺľňóôŕšťúýž|sl čšž
sq çë|sr čćđšž|su éè|sv åäöé|sw |tk äçžňöşüý|tl ñáíóúâîû|tr çğıöşüâîû|uz |ast áéíóúüñ
an áéíóúüñ|bcl ñâêô|ceb ñ|gv çïêëâ|ia |ie |ilo ñ|io |jbo |kw |lmo àâçèéêëìòóôöùü|mg àâéèêëïîôñ
min é|mwl áàâãçéêíóôõúũ|pam ñáâ|pms àéèëìòùçô|rm àèéìòù|sco |scn àâçèéìîòùûúíó|vep äčöšüž|war ñ
"""
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
CYRILLIC = """
be абвгдеёжзійклмнопрстуўфхцчшыьэюя|bg абвгдежзийклмнопрстуфхцчшщъьюя
mk абвгдѓежзѕијклљмнњопрстќуфхцчџш|ru |sr абвгдђежзијклљмнњопрстћуфхцчџш
tg абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя|uk абвгґдеєжзиіїйклмнопрстуфхцчшщьюя
ba +әөүғҡңҙҫһ|cv +ӑӗҫӳ|kk +әғқңөұүһі|ky +ңөү|mn +өү|sah +ҕҥөһү|tt +әөүҗңһ
"""


def _parse(rows: str) -> dict[str, frozenset[str]]:
    entries = [entry.partition(" ") for entry in rows.strip().replace("\n", "|").split("|")]
    return {code: frozenset(letters.replace("+", RUSSIAN)) for code, _, letters in entries}


ALPHABETS = {
    "Latin": _parse(LATIN),
    "Cyrillic": _parse(CYRILLIC.replace("ru ", f"ru {RUSSIAN}")),
}


def count_foreign_letters(letters: set[str], language: str, script: str) -> int:
    """Return how many of `letters`, in NFC and lowercase, the alphabet of a language does not have.

    It is 0 for languages whose alphabet is not here.
    """
    alphabet = ALPHABETS.get(script, {}).get(language)
    return 0 if alphabet is None else len(letters - alphabet)
