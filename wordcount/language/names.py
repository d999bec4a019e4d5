"""English names of languages, for people who do not read BCP 47 tags."""

from functools import cache

# ISO 639 codes, two-letter codes where they exist, with the names from Unicode's CLDR.
NAMES = """
aa Afar|ab Abkhazian|ae Avestan|af Afrikaans|ak Akan|am Amharic|an Aragonese|ar Arabic
arz Egyptian Arabic|as Assamese|ast Asturian|av Avaric|ay Aymara|az Azerbaijani
azb South Azerbaijani|ba Bashkir|bar Bavarian|bcl Central Bikol|be Belarusian|bg Bulgarian
bho Bhojpuri|bi Bislama|bm Bambara|bn Bangla|bo Tibetan|bpy Bishnupriya|br Breton|bs Bosnian
bxr Russia Buriat|ca Catalan|cbk Chavacano|ce Chechen|ceb Cebuano|ch Chamorro|chr Cherokee
ckb Central Kurdish|cnr Montenegrin|co Corsican|cr Cree|cs Czech|cu Church Slavic|cv Chuvash
cy Welsh|da Danish|de German|diq Zazaki|dsb Lower Sorbian|dty Dotyali|dv Divehi|dz Dzongkha|ee Ewe
egl Emilian|el Greek|en English|eo Esperanto|es Spanish|et Estonian|eu Basque|fa Persian|ff Fula
fi Finnish|fil Filipino|fj Fijian|fo Faroese|fr French|frr Northern Frisian|fy Western Frisian
ga Irish|gd Scottish Gaelic|gl Galician|gn Guarani|gom Goan Konkani|gsw Swiss German|gu Gujarati
gv Manx|ha Hausa|haw Hawaiian|he Hebrew|hi Hindi|hif Fiji Hindi|hmn Hmong|ho Hiri Motu|hr Croatian
hsb Upper Sorbian|ht Haitian Creole|hu Hungarian|hy Armenian|hz Herero|ia Interlingua|id Indonesian
ie Interlingue|ig Igbo|ii Sichuan Yi|ik Inupiaq|ilo Iloko|in Indonesian|io Ido|is Icelandic
it Italian|iu Inuktitut|iw Hebrew|ja Japanese|jbo Lojban|ji Yiddish|jv Javanese|ka Georgian|kg Kongo
ki Kikuyu|kj Kuanyama|kk Kazakh|kl Kalaallisut|km Khmer|kmr Northern Kurdish|kn Kannada|ko Korean
kok Konkani|kr Kanuri|krc Karachay-Balkar|ks Kashmiri|ku Kurdish|kv Komi|kw Cornish|ky Kyrgyz
la Latin|lb Luxembourgish|lez Lezghian|lg Ganda|li Limburgish|lmo Lombard|ln Lingala|lo Lao
lrc Northern Luri|lt Lithuanian|lu Luba-Katanga|lv Latvian|lzh Literary Chinese|mai Maithili
mg Malagasy|mh Marshallese|mhr Eastern Mari|mi Māori|min Minangkabau|mk Macedonian|ml Malayalam
mn Mongolian|mo Romanian|mr Marathi|mrj Western Mari|ms Malay|mt Maltese|mwl Mirandese|my Burmese
myv Erzya|mzn Mazanderani|na Nauru|nah Nahuatl|nap Neapolitan|nb Norwegian Bokmål|nd North Ndebele
nds Low German|ne Nepali|new Newari|ng Ndonga|nl Dutch|nn Norwegian Nynorsk|no Norwegian
nr South Ndebele|nso Northern Sotho|nv Navajo|ny Nyanja|oc Occitan|oj Ojibwa|om Oromo|or Odia
os Ossetic|pa Punjabi|pam Pampanga|pfl Palatine German|pi Pali|pl Polish|pms Piedmontese
pnb Western Punjabi|prs Dari|ps Pashto|pt Portuguese|qu Quechua|rm Romansh|rn Rundi|ro Romanian
ru Russian|rue Rusyn|rw Kinyarwanda|sa Sanskrit|sah Yakut|sc Sardinian|scn Sicilian|sco Scots
sd Sindhi|se Northern Sami|sg Sango|sh Serbo-Croatian|si Sinhala|sk Slovak|sl Slovenian|sm Samoan
sn Shona|so Somali|sq Albanian|sr Serbian|ss Swati|st Southern Sotho|su Sundanese|sv Swedish
sw Swahili|ta Tamil|te Telugu|tg Tajik|th Thai|ti Tigrinya|tk Turkmen|tl Tagalog|tn Tswana|to Tongan
tr Turkish|ts Tsonga|tt Tatar|tw Twi|ty Tahitian|tyv Tuvinian|ug Uyghur|uk Ukrainian|ur Urdu
uz Uzbek|ve Venda|vec Venetian|vep Veps|vi Vietnamese|vls West Flemish|vo Volapük|wa Walloon
war Waray|wo Wolof|wuu Wu Chinese|xal Kalmyk|xh Xhosa|xmf Mingrelian|yi Yiddish|yo Yoruba
yue Cantonese|za Zhuang|zgh Standard Moroccan Tamazight|zh Chinese|zu Zulu
"""
# Script and region subtags that distinguish variants of a language.
SCRIPTS = (
    "Arab Arabic script|Cyrl Cyrillic script|Hans simplified|Hant traditional|Latn Latin script"
)
REGIONS = """
AR Argentina|AT Austria|AU Australia|BE Belgium|BR Brazil|CA Canada|CH Switzerland|CL Chile|CN China
CO Colombia|DE Germany|DK Denmark|EG Egypt|ES Spain|FI Finland|FR France|GB United Kingdom
GR Greece|HK Hong Kong|ID Indonesia|IE Ireland|IN India|IR Iran|IT Italy|JP Japan|KR South Korea
MA Morocco|MO Macao|MX Mexico|MY Malaysia|NG Nigeria|NL Netherlands|NO Norway|NZ New Zealand
PE Peru|PH Philippines|PK Pakistan|PL Poland|PT Portugal|RU Russia|SA Saudi Arabia|SE Sweden
SG Singapore|TR Türkiye|TW Taiwan|UA Ukraine|US United States|VE Venezuela|ZA South Africa
"""


FORMER_CODES = {"in", "iw", "ji", "mo"}  # of Indonesian, Hebrew, Yiddish and Romanian


def find_language(name: str) -> str | None:
    """Return the code of a language by its English name in any case; None if it is unknown."""
    return _parse_names().get(" ".join(name.lower().split()))


def language_name(tag: str) -> str | None:
    """Return the English name of a BCP 47 tag, such as "Portuguese (Brazil)"; None if unknown."""
    base, *rest = tag.split("-")
    name = _parse_table(NAMES).get(base.lower())
    if name is None:
        return None
    scripts, regions = _parse_table(SCRIPTS), _parse_table(REGIONS)
    details = [scripts.get(part.title()) or regions.get(part.upper()) for part in rest]
    known = [detail for detail in details if detail]
    return f"{name} ({', '.join(known)})" if known else name


@cache
def _parse_table(rows: str) -> dict[str, str]:
    entries = rows.strip().replace("\n", "|").split("|")
    return {code: name for code, _, name in (entry.partition(" ") for entry in entries)}


@cache
def _parse_names() -> dict[str, str]:
    table = _parse_table(NAMES)
    return {name.lower(): code for code, name in table.items() if code not in FORMER_CODES}
