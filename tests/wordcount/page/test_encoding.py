import pytest

from wordcount.page.encoding import guess_encoding
from wordcount.page.page import parse_page


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param("é".encode(), None, "é", id="undeclared UTF-8"),
        pytest.param("é".encode("latin-1"), "text/html; charset=iso-8859-1", "é", id="header"),
        pytest.param(b"\x80", "text/html; charset=iso-8859-1", "€", id="latin1 is windows-1252"),
        pytest.param(
            b"<meta charset=euc-kr>" + "똠방각하".encode("cp949"), None, "똠방각하", id="euc-kr"
        ),
        pytest.param(
            b"<meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
            + "镕".encode("gb18030"),
            None,
            "镕",
            id="gb2312 is gb18030",
        ),
        pytest.param(
            b"<meta charset=windows-1251>" + "мир".encode(),
            "text/html; charset=utf-8",
            "мир",
            id="the header takes precedence over the meta",
        ),
        pytest.param(
            b"\xef\xbb\xbf" + "мир".encode(),
            "text/html; charset=koi8-r",
            "мир",
            id="the BOM takes precedence over the header",
        ),
        pytest.param("мир".encode("utf-16"), None, "мир", id="a BOM of UTF-16"),
        pytest.param("<meta charset=utf-16>é".encode(), None, "é", id="a meta utf-16 is UTF-8"),
        pytest.param(b"<!--<meta charset=koi8-r>-->\xc3\xa9", None, "é", id="a meta in a comment"),
        pytest.param("①".encode("cp932"), "text/html; charset=Shift_JIS", "①", id="Shift_JIS"),
        pytest.param("日本".encode("iso2022-jp"), None, "日本", id="undeclared ISO-2022-JP"),
        pytest.param(b"ok \xff ok " + "éèà ".encode() * 20, None, None, id="one invalid byte"),
        pytest.param("мир".encode("koi8-r"), "text/html; charset=KOI8-R", "мир", id="any case"),
        pytest.param("мир".encode("cp1251"), 'text/html; charset="cp1251"', "мир", id="quoted"),
        pytest.param("ёўґ".encode("cp1251"), "text/html;charset=x-cp1251", "ёўґ", id="an alias"),
        pytest.param(
            b"\xae", "text/html; charset=koi8-u", "ў", id="koi8-u has a Belarusian letter"
        ),
        pytest.param(b"\xa2", "text/html; charset=x-mac-cyrillic", "Ґ", id="mac-cyrillic"),
        pytest.param(b"\x8e", "text/html; charset=macintosh", "é", id="macintosh"),
        pytest.param("ż".encode("iso8859-2"), "text/html; charset=latin2", "ż", id="latin2"),
        pytest.param("ğ".encode("cp1254"), "text/html; charset=iso-8859-9", "ğ", id="Turkish"),
        pytest.param("ไทย".encode("cp874"), "text/html; charset=tis-620", "ไทย", id="tis-620"),
        pytest.param("中文".encode("big5"), "text/html; charset=big5", "中文", id="big5"),
        pytest.param("日本".encode("euc-jp"), "text/html; charset=euc-jp", "日本", id="euc-jp"),
        pytest.param("𠮷".encode("gb18030"), "text/html; charset=gbk", "𠮷", id="gbk is gb18030"),
        pytest.param(
            "ﾃ日".encode("iso2022_jp_ext"),
            "text/html; charset=iso-2022-jp",
            "ﾃ日",
            id="ISO-2022-JP has narrow katakana",
        ),
        pytest.param(
            b"\xe4<b>\xbd\xa0</b>",
            "text/html; charset=utf-8",
            "\ufffd" * 3,
            id="no character spans a tag",
        ),
        pytest.param("é".encode(), "text/html; charset=klingon", "é", id="an unknown label"),
        pytest.param(b"a+AOk-b", "text/html; charset=utf-7", "a+AOk-b", id="never UTF-7"),
        pytest.param(b"a\xe9", "text/html; charset=x-user-defined", "a\uf7e9", id="user-defined"),
        pytest.param(
            "мир".encode("utf-16-le"), "text/html; charset=utf-16", "мир", id="UTF-16 without BOM"
        ),
        pytest.param(
            "мир".encode("utf-16-be"), "text/html; charset=utf-16be", "мир", id="big-endian"
        ),
        pytest.param(
            b"\xfe\xff" + "мир".encode("utf-16-be"),
            "text/html; charset=utf-16le",
            "мир",
            id="BOM before the header's UTF-16",
        ),
        pytest.param(
            b"<meta charset='windows-1251'><meta charset=koi8-r>" + "мир".encode("cp1251"),
            None,
            "мир",
            id="the first meta wins",
        ),
        pytest.param(
            b"<META content='text/html;CHARSET = koi8-r' HTTP-EQUIV=content-type>"
            + "мир".encode("koi8-r"),
            None,
            "мир",
            id="a meta in capitals",
        ),
        pytest.param(
            b"<meta name=x content='charset=koi8-r'>" + "мир".encode(),
            None,
            "мир",
            id="a meta without an encoding",
        ),
        pytest.param(
            b" " * 1024 + b"<meta charset=koi8-r>" + "мир".encode("koi8-r"),
            None,
            "мир",
            id="a meta after the first 1,024 bytes",
        ),
        pytest.param(
            b"<?xml version='1.0' encoding='koi8-r'?><html><p>" + "мир".encode("koi8-r"),
            None,
            "мир",
            id="an XML declaration",
        ),
        pytest.param(
            b"<meta charset=utf-8>" + "мир ".encode() * 9 + b"\xe9",
            None,
            "мир " * 8 + "мир \ufffd",
            id="declared UTF-8 with an invalid byte",
        ),
        pytest.param(b"hz", "text/html; charset=hz-gb-2312", "\ufffd", id="replacement"),
    ],
)
def test_pages_are_decoded_in_the_whatwg_order(body, content_type, text):
    decoded = parse_page(body, content_type).text

    assert decoded == text if text else decoded.count("\ufffd") == 1


GREEK = "αβγ".encode("iso8859-7")


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(b"<script>" + b"x" * 1_500 + b"</script>{meta}", id="after a long script"),
        pytest.param(b"<body>" + b"x " * 3_000 + b"<p>{meta}", id="late in the body"),
        pytest.param(b"<script>'<meta charset=koi8-r>'</script>{meta}", id="after one in a script"),
        pytest.param(b"<!-- <meta charset=koi8-r> -->{meta}", id="after one in a comment"),
        pytest.param(b"<p title='<meta charset=koi8-r>'>{meta}", id="after one in an attribute"),
        pytest.param(b"<noscript>{meta}</noscript>", id="in noscript, which browsers search"),
        pytest.param(b"<template>{meta}</template>", id="in a template"),
        pytest.param(b"<meta charset=klingon>{meta}", id="after an unknown encoding"),
        pytest.param(b"<?xml version='1.0' encoding='iso-8859-7'?>", id="an XML declaration"),
        pytest.param(
            b"<?xml version='1.0' encoding='koi8-r'?>{meta}", id="after an XML declaration"
        ),
    ],
)
def test_a_meta_element_declares_the_encoding_wherever_it_is(start):
    meta = b"<meta http-equiv=content-type content='text/html; charset=iso-8859-7'>"

    page = parse_page(start.replace(b"{meta}", meta) + b"<p>" + GREEK, "text/html")

    assert page.text.endswith("αβγ")


@pytest.mark.parametrize(
    "start",
    [
        b"<script>'<meta charset=koi8-r>'</script>",
        b"<style>/* <meta charset=koi8-r> */</style>",
        b"<title><meta charset=koi8-r></title>",
        b"<textarea><meta charset=koi8-r></textarea>",
        b"<iframe><meta charset=koi8-r></iframe>",
        b"<!-- <meta charset=koi8-r> -->",
        b"<p title='<meta charset=koi8-r>'>",
        b"<meta name=description content='charset=koi8-r'>",
        b"<![CDATA[<meta charset=koi8-r>]]>",
    ],
)
def test_what_only_looks_like_a_meta_element_declares_nothing(start):
    assert parse_page(start + "<p>größer".encode(), "text/html").text.endswith("größer")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        pytest.param("<?xml version='1.0'?><p>größer", "text/html", id="XML declaration"),
        pytest.param("<html><body><p>größer", "text/html", id="HTML"),
        pytest.param("<?xml version='1.0'?><a>größer</a>", "text/xml", id="XML"),
        pytest.param("<feed><a>größer</a></feed>", None, id="a feed without a type"),
        pytest.param("größer", "text/plain", id="text"),
    ],
)
def test_utf_16_without_a_bom_is_recognized(codec, page, content_type):
    assert parse_page(page.encode(codec), content_type).text == "größer"


@pytest.mark.parametrize(
    ("label", "body", "text"),
    [
        # From the index files of https://encoding.spec.whatwg.org/; Python differs in each.
        ("euc-jp", b"\xad\xea\xfc\xe2\xad\xb6\xad\xa1", "㈱髙Ⅱ①"),
        ("euc-jp", b"\x8f\xb0\xa1\x8e\xb1", "丂ｱ"),
        ("iso-2022-jp", b"\x1b$B\x2d\x6a\x7c\x62\x1b(B", "㈱髙"),
        ("shift_jis", b"\xfb\xfc\x81\x60\x80", "髙～\x80"),
        ("big5", b"\xa1\x45\xa1\x4e\xf9\xfe\xc6\xcf", "‧﹑￭廴"),
        ("gb18030", b"\xa8\xbc\xa6\xd9\x80", "ḿ︐€"),
        ("gbk", b"\xfe\x59\x80", "龴€"),
        ("windows-874", b"\xa1\xdb", "ก\ufffd"),
        ("windows-1252", b"\x80\x81\x8d", "€\x81\x8d"),
        ("windows-1255", b"\xca", "\u05ba"),
        ("koi8-u", b"\xae\xbe", "ўЎ"),
        ("iso-8859-8-i", b"\xe0", "א"),
        ("macintosh", b"\xdb", "€"),
        ("euc-kr", b"\xc7\xd1\x81\x41", "한갂"),
    ],
)
def test_legacy_encodings_are_decoded_as_browsers_do(label, body, text):
    html = f"<meta charset={label}><xmp>".encode() + body

    assert parse_page(body, f"text/plain; charset={label}").text == text
    assert parse_page(html, "text/html").text == text


@pytest.mark.parametrize("label", ["utf-8", "euc-jp", "euc-kr", "shift_jis", "gbk", "big5"])
def test_an_invalid_byte_spoils_one_character(label):
    codec = {"shift_jis": "cp932", "euc-kr": "cp949"}.get(label, label)
    good = "文字 ".encode(codec)

    text = parse_page(good * 3 + b"\xff " + good * 3, f"text/plain; charset={label}").text

    assert text == "文字 " * 3 + "\ufffd " + "文字 " * 3


@pytest.mark.parametrize(
    ("language", "codec", "text"),
    [
        ("Russian", "cp1251", "Съешь же ещё этих мягких французских булок да выпей чаю. " * 8),
        ("Japanese", "cp932", "これは日本語で書かれた文章です。漢字とかなが混ざっています。" * 8),
        ("Korean", "cp949", "모든 사람은 태어날 때부터 자유롭고 존엄하며 평등하다. " * 8),
        ("Chinese", "gb18030", "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。" * 8),
        ("Greek", "cp1253", "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι. " * 8),
        ("German", "cp1252", "Alle Menschen sind frei und gleich an Würde geboren. Größe. " * 8),
    ],
)
def test_an_undeclared_encoding_is_detected(language, codec, text):
    assert parse_page(text.encode(codec), "text/plain").text == text


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", "Hello café"),
        ("cp1252", "Café au lait"),
        ("cp1252", "café naïve"),
        ("cp1252", "Ça va ? Où est le garçon ?"),
        ("cp1252", "Señor Núñez"),
        ("cp1252", "Größe"),
        ("cp1252", "déjà vu"),
        ("cp1252", "Kött, ägg och smör från en gård på ön"),
        ("cp1250", "Łódź"),
        ("cp1250", "žluťoučký kůň úpěl"),
        ("cp1250", "Můj dům je velký"),
        ("cp1250", "Főoldal | Hírek | Rólunk"),
        ("iso8859-2", "Ta książka była"),
        ("iso8859-2", "Žena je šla čez cesto"),
        ("cp1257", "Pradžia. Naujienos. Apie mus. Susisiekite."),
        ("cp1251", "Привет"),
        ("cp1253", "Καλημέρα κόσμε"),
        ("utf-8", "café"),
    ],
)
def test_the_encoding_of_a_short_text_is_detected(codec, text):
    assert parse_page(text.encode(codec), "text/plain").text == text


def test_bytes_that_are_no_text_are_in_windows_1252():
    assert guess_encoding(b"\0A\x80") == "windows-1252"


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("euc_jp", "これは日本語で 書かれた文章です。 漢字とかなが 混ざっています。 "),
        ("cp932", "これは日本語で 書かれた文章です。 漢字とかなが 混ざっています。 "),
        ("cp949", "모든 사람은 태어날 때부터 자유롭고 존엄하며 평등하다. "),
        ("gb18030", "人人生而自由， 在尊严和权利上 一律平等。 他们赋有理性 和良心。 "),
        ("big5", "人人生而自由， 在尊嚴和權利上 一律平等。 他們賦有理性 和良心。 "),
        ("cp874", "มนุษย์ทั้งหลาย เกิดมามีอิสระ และเสมอภาคกัน ในเกียรติศักดิ์ "),
        ("cp1253", "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι. "),
        ("cp1255", "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. "),
        ("cp1251", "Съешь же ещё этих мягких французских булок да выпей чаю. "),
    ],
)
def test_an_invalid_byte_does_not_spoil_the_detection(codec, text):
    good = (text * 4).encode(codec)

    assert parse_page(good + b"\xff " + good, "text/plain").text.count(text.strip()) == 8


def test_characters_that_python_lacks_do_not_spoil_the_detection():
    text = "会社案内。私たちは東京で本を売っています。" * 3
    company = b"\xad\xea"  # ㈱ in EUC-JP

    assert parse_page(company + text.encode("euc_jp"), "text/plain").text == "㈱" + text
