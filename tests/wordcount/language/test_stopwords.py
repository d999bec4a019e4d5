import re
from unicodedata import is_normalized

import pytest
from sentences import SENTENCES

from wordcount import count_text
from wordcount.language.stopwords import FOLDER, listed_languages, stop_words
from wordcount.words.counting import count_words, key


def read_lines(language):
    return (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()


def read_entries(language):
    return " ".join(line for line in read_lines(language) if not line.startswith("#")).split()


def test_there_are_lists_for_more_than_fifty_languages():
    assert len(listed_languages()) > 50


@pytest.mark.parametrize("language", listed_languages())
def test_every_entry_of_a_list_can_match(language):
    entries = read_entries(language)

    assert [entry for entry in entries if dict(count_words(entry, language)) != {entry: 1}] == []


@pytest.mark.parametrize("language", listed_languages())
def test_every_entry_is_a_key_and_occurs_once(language):
    entries = read_entries(language)

    assert [entry for entry in entries if key(entry, language) != entry] == []
    assert len(set(entries)) == len(entries)


@pytest.mark.parametrize("language", listed_languages())
def test_no_entry_is_a_number_or_mojibake(language):
    entries = " ".join(read_entries(language))

    assert is_normalized("NFC", entries)
    assert not re.search("[\ufffd\x80-\x9f0-9]|[âãð][\x80-\xbf€]", entries)


@pytest.mark.parametrize("language", listed_languages())
def test_every_list_states_its_source(language):
    text = "\n".join(read_lines(language))

    assert text.startswith("# Function words of ")
    assert "# Written for this project from the language's grammar" in text
    assert len(stop_words(language)) >= 100


@pytest.mark.parametrize("language", listed_languages())
def test_function_words_are_removed_and_content_words_kept(language):
    for sentence, content in SENTENCES[language]:
        count = count_text(sentence, language)

        assert sorted(count.result_no_stop_words) == sorted(content.split())
        assert count.distinct > len(count.result_no_stop_words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "don't isn't we'll it's they're you've she'd there's couldn't let's who's"),
        ("en", "what'd when'd how'll tis twas twouldn't couldn't've gonna"),
        ("fr", "c' qu' n' l' j' d' s' jusqu' lorsqu' puisqu' quoiqu' m' t' aujourd'hui"),
        ("it", "c' dell' nell' dov' un' cos' l' anch' com' quest' quell' d'"),
        ("ca", "d' l' s' n' m' t'"),
        ("nl", "zo'n m'n z'n t"),
        ("af", "n dié"),
        ("cy", "i'r o'r a'r mae'r sy'n"),
        ("ga", "b'fhéidir d'aon"),
        ("mt", "m'għandux m'hemmx"),
        ("sq", "t'i s'ka"),
        ("pt-BR", "não à pelos daquela"),
        ("nb", "ikke å"),
        ("zh-Hant", "這個 沒有"),
        ("sr-Latn", "nije gde"),
        ("fil", "ang"),
        ("uz", "o'z bo'lgan"),
        ("mk", "ѝ нѐ сѐ"),
    ],
)
def test_contractions_and_accents_are_stop_words(language, words):
    assert [word for word in words.split() if word not in stop_words(language)] == []


@pytest.mark.parametrize(
    "word", ["l'homme", "d'école", "qu'hommes", "l'eau"], ids=lambda word: f"French {word}"
)
def test_an_elided_article_does_not_make_its_noun_a_stop_word(word):
    noun = word.partition("'")[2]

    assert count_text(word, "fr").result_no_stop_words == {noun: 1}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "computer world information research people new first good time year work page"),
        ("de", "computer welt information forschung menschen neu erste gut zeit jahr arbeit"),
        ("fr", "ordinateur monde information recherche gens nouveau premier bon temps travail"),
        ("es", "ordenador mundo información investigación gente nuevo primero bueno tiempo año"),
        ("it", "computer mondo informazione ricerca gente nuovo primo buono tempo anno lavoro"),
        ("pt", "computador mundo informação pesquisa pessoas novo primeiro bom tempo ano trabalho"),
        ("nl", "computer wereld informatie onderzoek mensen nieuw eerste goed tijd jaar werk"),
        ("sv", "dator världen information forskning människor ny första god tid år arbete"),
        ("da", "computer verden information forskning mennesker ny første god tid år arbejde"),
        ("no", "datamaskin verden informasjon forskning mennesker ny første god tid arbeid"),
        ("fi", "tietokone maailma tieto tutkimus ihmiset uusi hyvä vuosi työ"),
        ("pl", "komputer świat informacja badania ludzie nowy pierwszy dobry czas rok praca"),
        ("cs", "počítač svět informace výzkum lidé nový první dobrý čas rok práce"),
        ("sk", "počítač svet informácie výskum ľudia nový prvý dobrý čas rok práca"),
        ("hr", "računalo svijet informacija istraživanje ljudi nov prvi dobar vrijeme godina rad"),
        ("sr", "рачунар свет информација људи нов први добар време година рад"),
        ("sl", "računalnik svet informacija raziskava ljudje nov prvi dober čas leto delo"),
        ("hu", "számítógép világ információ kutatás emberek új első jó idő év munka"),
        ("ro", "calculator lume informație cercetare oameni nou primul bun timp an muncă"),
        ("bg", "компютър свят информация изследване хора нов първи добър време година"),
        ("ru", "компьютер мир информация исследование люди новый первый хороший время год"),
        ("uk", "комп'ютер світ інформація дослідження люди новий перший добрий час рік"),
        ("be", "камп'ютар свет інфармацыя людзі новы першы добры час год"),
        ("el", "υπολογιστής κόσμος πληροφορία έρευνα άνθρωποι νέος πρώτος καλός χρόνος"),
        ("tr", "bilgisayar dünya bilgi araştırma insanlar yeni ilk iyi zaman yıl iş"),
        ("ca", "ordinador món informació recerca gent nou primer bo temps any treball"),
        ("id", "komputer dunia informasi penelitian orang baru pertama baik waktu tahun kerja"),
        ("ms", "komputer dunia maklumat penyelidikan orang baru pertama baik masa tahun"),
        ("sw", "kompyuta dunia habari utafiti watu mpya kwanza nzuri mwaka kazi"),
        ("vi", "máy tính giới thông tin nghiên cứu người tốt năm"),
        ("ar", "حاسوب عالم معلومات بحث ناس جديد أول وقت سنة عمل"),
        ("fa", "رایانه جهان اطلاعات پژوهش مردم جدید اول خوب زمان سال کار"),
        ("he", "מחשב עולם מידע מחקר אנשים חדש ראשון טוב זמן שנה עבודה"),
        ("hi", "कंप्यूटर दुनिया जानकारी अनुसंधान लोग नया पहला अच्छा समय काम"),
        ("bn", "কম্পিউটার বিশ্ব তথ্য গবেষণা মানুষ নতুন প্রথম ভালো সময় বছর কাজ"),
        ("ja", "世界 情報 研究 人 新しい 最初 良い 時間 年 仕事"),
        ("ko", "컴퓨터 세계 정보 연구 사람 첫 좋은 시간 년 일"),
        ("zh", "电脑 世界 信息 研究 人 新 好 时间 年 工作"),
        ("th", "คอมพิวเตอร์ โลก ข้อมูล วิจัย คน ใหม่ แรก ดี เวลา ปี งาน"),
    ],
)  # fmt: skip
def test_content_words_are_not_stop_words(language, words):
    assert [word for word in words.split() if word in stop_words(language)] == []


@pytest.mark.parametrize("language", ["und", "xx", "", "../en", "tlh"])
def test_a_language_without_a_list_has_no_stop_words(language):
    assert stop_words(language) == frozenset()
