import pytest

from wordcount.language import as_tag, language_of

SENTENCES = {
    "en": "All human beings are born free and equal in dignity and rights.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos.",
    "nl": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren.",
    "sv": "Alla människor är födda fria och lika i värde och rättigheter.",
    "da": "Alle mennesker er født frie og lige i værdighed og rettigheder. De er ikke af den.",
    "fi": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina. He ovat myös sitä mieltä että.",
    "pl": "Wszyscy ludzie rodzą się wolni i równi w swojej godności. Są oni jak to jest.",
    "cs": "Všichni lidé se rodí svobodní a sobě rovní co do důstojnosti a práv.",
    "ru": "Все люди рождаются свободными и равными в своём достоинстве и правах.",
    "uk": "Всі люди народжуються вільними і рівними у своїй гідності та правах.",
    "tr": "Bütün insanlar hür ve haklar bakımından eşit doğarlar. Bu çok iyi bir şey değil mi?",
    "el": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι.",
    "he": "כל בני האדם נולדו בני חורין",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में स्वतन्त्रता प्राप्त है",
    "ko": "모든 인간은 태어날 때부터 자유로우며",
    "ja": "すべての人間は、生まれながらにして自由である",
    "zh": "人人生而自由，在尊严和权利上一律平等",
    "th": "มนุษย์ทั้งหลายเกิดมามีอิสระ",
    "ka": "ყველა ადამიანი იბადება თავისუფალი",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền.",
    "id": "Semua orang dilahirkan merdeka dan mempunyai martabat dan hak yang sama.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_language_is_known_by_its_text(language):
    assert language_of(SENTENCES[language] * 3) == language


@pytest.mark.parametrize("text", ["", "123 !?", "Xyzzy plugh"])
def test_nobody_can_tell_from_too_little(text):
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        pytest.param("en-us", SENTENCES["en"], "en-US", id="a declaration stands"),
        pytest.param("ko", "Hello", "ko", id="for a short text too"),
        pytest.param("gl", "Todas as persoas nacen libres", "gl", id="for a language unknown here"),
        pytest.param("sr", SENTENCES["ru"][:20], "sr", id="in its other script"),
        pytest.param("en", SENTENCES["ko"] * 3, "ko", id="another script contradicts"),
        pytest.param("en", SENTENCES["de"] * 5, "de", id="other function words contradict"),
        pytest.param("fr", SENTENCES["pt"] * 5, "pt", id="among relatives too"),
        pytest.param("ja", "東京都", "ja", id="Japanese without kana"),
        pytest.param("not a tag", SENTENCES["en"], "en", id="nonsense is passed over"),
    ],
)
def test_a_declaration_stands_unless_the_text_contradicts_it(declared, text, language):
    assert language_of(text, declared) == language


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("EN_us", "en-US"), ("zh-hant-tw", "zh-Hant-TW"), ("und", None), ("", None), ("e", None)],
)
def test_tags_are_written_as_bcp_47_writes_them(tag, expected):
    assert as_tag(tag) == expected
