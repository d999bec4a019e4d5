import pytest

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
            b" " * 1024 + b"<meta charset=koi8-r>" + "мир".encode(),
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
