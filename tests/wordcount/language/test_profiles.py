import pytest

from wordcount.language.detection import detect_language
from wordcount.language.function_words import split_words
from wordcount.language.profiles import NO_FIT, fit_profile, profiled_languages, split_trigrams

# From announcements and news, written for these tests.
TEXTS = {
    "ga": "Tá an aimsir go breá inniu agus beidh na páistí ag imirt sa pháirc tráthnóna.",
    "gd": "Tha an t-uisge ann an-diugh ach bidh a' chlann a-muigh a' cluich às dèidh na sgoile.",
    "ha": "Gwamnan jihar ya ce za a gina sabbin makarantu a cikin shekara mai zuwa.",
    "ig": "Ndị mmadụ bịara n'ahịa ụnyaahụ iji zụta ihe oriri maka ụmụ ha.",
    "jv": "Wong-wong padha teka ing pasar saben dina kanggo tuku sayuran lan iwak.",
    "mi": "Kei te haere ngā tamariki ki te kura i te ata, ā, ka hoki mai rātou ā te ahiahi.",
    "ny": "Anthu ambiri anabwera ku msika dzulo kuti agule chakudya cha ana awo.",
    "rw": "Abantu benshi baje ku isoko ejo kugira ngo bagure ibiryo by'abana babo.",
    "sn": "Vanhu vakawanda vakauya kumusika nezuro kuti vatenge chikafu chevana vavo.",
    "so": "Dad badan ayaa shalay yimid suuqa si ay cunto ugu soo iibsadaan carruurtooda.",
    "st": "Batho ba bangata ba tlile mmarakeng maobane ho rekela bana ba bona dijo.",
    "sw": "Watu wengi walikuja sokoni jana ili kununua chakula kwa ajili ya watoto wao.",
    "yo": "Ọ̀pọ̀lọpọ̀ ènìyàn ló wá sí ọjà lánàá láti ra oúnjẹ fún àwọn ọmọ wọn.",
    "zu": "Abantu abaningi beze emakethe izolo ukuze bathengele izingane zabo ukudla.",
    "ti": "ብዙሓት ሰባት ንደቆም ምግቢ ንምግዛእ ትማሊ ናብ ዕዳጋ መጺኦም።",
    "am": "ብዙ ሰዎች ለልጆቻቸው ምግብ ለመግዛት ትናንት ወደ ገበያ መጡ።",
}


def test_trigrams_overlap_and_include_the_spaces_around_words():
    assert split_trigrams(["ab", "c"]) == [" ab", "ab ", "b c", " c "]


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_that_the_model_does_not_know_is_recognized(language):
    assert detect_language(TEXTS[language]).tag == language


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Many people came to the market yesterday to buy food.", id="English"),
        pytest.param("Banyak orang datang ke pasar kemarin untuk membeli makanan.", id="relative"),
        pytest.param("Hello", id="too short"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_texts_fit_no_profile(text):
    assert fit_profile(split_words(text), "Latin") == NO_FIT


def test_languages_for_comparison_are_not_recognized_by_profile():
    assert "id" not in profiled_languages("Latin")
    assert profiled_languages("Greek") == frozenset()
