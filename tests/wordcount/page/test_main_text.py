import pytest

from wordcount import count_page
from wordcount.page.page import parse_page

PARAGRAPHS = [
    "The storm reached the coast on Monday, and by noon every street near the old harbour was "
    "under water that nobody had expected so early in the year.",
    "Fishermen pulled their boats on land, the school sent its pupils home, and the two doctors of "
    "the town moved their patients into the church on the hill.",
    "When the wind had turned, people walked through the mud to see what was left of their shops, "
    "and most of them began to clean up at once.",
]
KOREAN = [
    "월요일 아침에 태풍이 해안에 닿았고 정오가 되자 오래된 항구 근처의 모든 거리가 물에 잠겼으며 "
    "이렇게 이른 계절에 그런 일을 예상한 사람은 아무도 없었다.",
    "어부들은 배를 뭍으로 끌어올렸고 학교는 학생들을 집으로 돌려보냈으며 마을의 두 의사는 "
    "환자들을 언덕 위의 교회로 옮겨 밤새 돌보았다.",
    "바람이 방향을 바꾸자 사람들은 진흙을 헤치고 가게에 무엇이 남았는지 보러 갔고 대부분은 곧바로 "
    "치우기 시작했다고 주민들이 전했다.",
]
JAPANESE = [
    "月曜日の朝に台風が海岸に達し、正午には古い港の近くのすべての通りが水に浸かった。これほど早い"
    "季節にそのようなことを予想した人は誰もいなかった。",
    "漁師たちは船を陸に引き上げ、学校は生徒たちを家に帰し、町の二人の医者は患者を丘の上の教会に"
    "移して一晩中世話をした。",
    "風向きが変わると人々は泥の中を歩いて店に何が残っているかを見に行き、ほとんどの人がすぐに"
    "片付けを始めたという。",
]
THAI = [
    "พายุมาถึงชายฝั่งในเช้าวันจันทร์และเมื่อถึงเที่ยงวันถนนทุกสายใกล้ท่าเรือเก่าก็จมอยู่ใต้น้ำซึ่งไม่มีใครคาดคิดว่าจะเกิดขึ้นเร็วขนาดนี้",
    "ชาวประมงลากเรือขึ้นฝั่งโรงเรียนส่งนักเรียนกลับบ้านและหมอสองคนของเมืองย้ายผู้ป่วยไปยังโบสถ์บนเนินเขาเพื่อดูแลตลอดทั้งคืน",
    "เมื่อลมเปลี่ยนทิศผู้คนเดินลุยโคลนไปดูว่าร้านของตนเหลืออะไรบ้างและส่วนใหญ่ก็เริ่มทำความสะอาดทันทีโดยไม่รอความช่วยเหลือ",
]
ARABIC = [
    "وصلت العاصفة إلى الساحل صباح يوم الاثنين وعند الظهر كانت جميع الشوارع القريبة من الميناء "
    "القديم تحت الماء ولم يتوقع أحد ذلك في هذا الوقت المبكر من السنة.",
    "سحب الصيادون قواربهم إلى البر وأرسلت المدرسة تلاميذها إلى بيوتهم ونقل طبيبا البلدة مرضاهما "
    "إلى البيت الكبير على التل طوال الليل.",
    "وعندما تغير اتجاه الريح سار الناس في الطين ليروا ما بقي من متاجرهم وبدأ معظمهم التنظيف على "
    "الفور دون انتظار أحد.",
]
MENU = "<ul>" + "".join(f"<li><a href=/{n}>Section {n}</a>" for n in range(20)) + "</ul>"
TEASERS = "".join(
    f"<div><h3><a href=/{n}>Mayor opens bridge number {n} in the rain</a></h3><p>By A. Writer"
    for n in range(12)
)
COMMENT = "<p>Great story, thank you! I was there myself and my dog still has not dried."
TABLE = "".join(f"<tr><td>{n}<td>3.{n}<td>1{n}" for n in range(60))


def page(body, lang="en"):
    return f"<!doctype html><html lang={lang}><title>x</title><body>{body}".encode()


def text(paragraphs, tag="p"):
    return "".join(f"<{tag}>{paragraph}</{tag}>" for paragraph in paragraphs)


def main_text(body, lang="en"):
    main = count_page(page(body, lang), "text/html; charset=utf-8").main
    return main and main.text.split("\n")


ANSWER = f"<div itemscope itemtype=https://schema.org/Answer>{text(PARAGRAPHS)}</div>"
AROUND = f"<nav>{MENU}</nav>{{}}<aside>{TEASERS}</aside><footer>{MENU} All rights reserved</footer>"
PLAIN = f"<div>{MENU}</div><div>{{}}</div><div>{TEASERS}</div><div>{MENU}</div>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(AROUND.format(f"<article>{text(PARAGRAPHS)}</article>"), id="article"),
        pytest.param(AROUND.format(f"<main>{text(PARAGRAPHS)}</main>"), id="main"),
        pytest.param(PLAIN.format(text(PARAGRAPHS)), id="nothing is declared"),
        pytest.param(PLAIN.format(text(PARAGRAPHS, "div")), id="no <p>"),
        pytest.param(PLAIN.format("<br><br>".join(PARAGRAPHS)), id="line breaks"),
        pytest.param(
            PLAIN.format(f"<div itemprop=articleBody>{text(PARAGRAPHS)}</div>"), id="microdata"
        ),
        pytest.param(f"<table><tr><td>{MENU}<td>{text(PARAGRAPHS)}</table>", id="layout by table"),
        pytest.param(f"<form>{AROUND.format(text(PARAGRAPHS))}</form>", id="all in a form"),
        pytest.param(
            f"<div class=has-sidebar>{PLAIN.format(text(PARAGRAPHS))}</div>",
            id="named after a part",
        ),
        pytest.param(
            f"<article>{text(PARAGRAPHS)}<div class=related-posts-list hidden>{TEASERS}</div>"
            "<div id=share-bar>Share this with everybody on these networks</div></article>",
            id="parts in the article",
        ),
        pytest.param(
            f"<main><article>{text(PARAGRAPHS)}</article>"
            f"<ol class=comment-list>{'<li class=comment>' + COMMENT}</ol></main>",
            id="blog with a comment",
        ),
        pytest.param(
            f"<article>{text(PARAGRAPHS)}</article>"
            f"<article><a href=/>Next</a> {PARAGRAPHS[0][:70]}</article>",
            id="an article and a teaser",
        ),
    ],
)
def test_the_main_text_of_an_article_is_its_paragraphs(body):
    assert main_text(body) == PARAGRAPHS


@pytest.mark.parametrize(
    ("paragraphs", "lang"),
    [(KOREAN, "ko"), (JAPANESE, "ja"), (THAI, "th"), (ARABIC, "ar dir=rtl")],
    ids=["Korean", "Japanese", "Thai", "Arabic"],
)
@pytest.mark.parametrize("layout", [AROUND, PLAIN], ids=["declared", "undeclared"])
def test_an_article_is_found_in_every_script(paragraphs, lang, layout):
    assert main_text(layout.format(text(paragraphs)), lang) == paragraphs


def test_headings_captions_and_links_within_the_article_belong_to_it():
    linked = f"They met <a href=/>at the harbour</a> again. {PARAGRAPHS[1]}"
    body = f"<article>{text(PARAGRAPHS[:1])}<h2>The night</h2><p>{linked}</article>"

    assert main_text(AROUND.format(body)) == [
        PARAGRAPHS[0],
        "The night",
        linked.replace("<a href=/>", "").replace("</a>", ""),
    ]


def test_an_article_of_short_lines_is_the_main_text():
    lines = [f"{n} spoons of flour" for n in range(30)]

    assert main_text(f"{MENU}<article>{text(lines)}</article>{MENU}") == lines


def test_hidden_text_is_no_main_text():
    body = f"<article>{text(PARAGRAPHS)}<p style='display:none'>{PARAGRAPHS[0]}</article>"

    assert main_text(body) == PARAGRAPHS


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<nav>{MENU}</nav><main>{TEASERS}</main>", id="front page"),
        pytest.param(MENU * 5, id="list of links"),
        pytest.param(f"<article>{text(PARAGRAPHS)}</article>" * 4, id="blog with many articles"),
        pytest.param(
            f"<div class=postbody>{text(PARAGRAPHS)}</div><div>Joined: 2011</div>" * 8, id="forum"
        ),
        pytest.param(
            f"<main>{ANSWER * 3}</main>",
            id="questions and answers",
        ),
        pytest.param(
            '<script type="application/ld+json">[{"@type": "DiscussionForumPosting"}]</script>'
            f"<p>{text(PARAGRAPHS * 3)}<p>Me too",
            id="forum in JSON-LD",
        ),
        pytest.param(
            "<div itemscope itemtype=https://schema.org/DiscussionForumPosting>"
            f"{text(PARAGRAPHS * 3)}</div><p>Me too",
            id="forum in microdata",
        ),
        pytest.param(f"<table>{TABLE}</table>", id="table"),
        pytest.param(
            f"<main><h1>Lamp</h1><p>€ 12.50<p>In stock<ul>{'<li>Colour: red' * 20}</ul></main>",
            id="product",
        ),
        pytest.param(f"{'<a href=/>x</a>' * 25_000}{text(PARAGRAPHS)}", id="too many links"),
        pytest.param(f"<article>{text(PARAGRAPHS * 6_000)}</article>", id="too long"),
        pytest.param("<p>Just a moment…", id="short"),
        pytest.param("", id="empty"),
        pytest.param(
            f"<main>{'<p>One of very many short lines' * 300}<article>{text(PARAGRAPHS)}</article>"
            "</main>",
            id="a small part of its own <main>",
        ),
    ],
)
def test_a_page_without_an_article_has_no_main_text(body):
    assert main_text(body) is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (PARAGRAPHS[0].encode() * 9, "text/plain"),
        (f"<a><b>{PARAGRAPHS[0]}</b></a>".encode() * 9, "application/xml"),
    ],
    ids=["plain text", "XML"],
)
def test_only_html_has_a_main_text(body, content_type):
    assert count_page(body, content_type).main is None


def test_xhtml_has_a_main_text():
    body = AROUND.format(f"<article>{text(PARAGRAPHS)}</article>").replace("<p>By", "By")

    assert count_page(page(body), "application/xhtml+xml").main.total == 84


def test_the_whole_page_is_counted_as_without_a_main_text():
    body = page(AROUND.format(f"<article>{text(PARAGRAPHS)}</article>"))

    whole, without = count_page(body), count_page(body, find_main=False)

    assert whole.main is not None
    assert without.main is None
    assert vars(whole) | {"main": None} == vars(without)


def test_the_main_text_is_counted_like_a_text():
    count = count_page(page(AROUND.format(text(PARAGRAPHS))))

    assert (count.main.total, count.main.distinct) == (84, 63)
    assert count.main.result_all["the"] == 11
    assert "the" not in count.main.result_no_stop_words
    assert count.main.result_no_stop_words["storm"] == 1


def test_the_lines_of_the_main_text_are_those_of_the_page():
    found = parse_page(
        page(f"<p>Menu<p> <p>{'</p><p>'.join(PARAGRAPHS)}<p>Imprint"), find_main=True
    )

    assert found.text.split("\n") == ["Menu", *PARAGRAPHS, "Imprint"]
    assert found.main_lines == [[1, 4]]
