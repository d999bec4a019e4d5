"""Messages are translated by their templates, whatever values and sentences they have."""

import pytest

from wordcount.errors import RefusedAddress, TooLarge
from wordcount.fetching.address import check_address
from wordcount.messages import catalogue, match

KOREAN = catalogue(["ko"])


@pytest.mark.parametrize(
    ("message", "translation"),
    [
        (TooLarge.message, "페이지가 너무 커서 셀 수 없어요."),
        (
            "That page did not arrive within 10 seconds. Try again later.",
            "페이지가 10초 안에 도착하지 않았어요. 나중에 다시 시도하세요.",
        ),
        (
            "That server answered 404 Not Found instead of a page. Check the address.",
            "서버가 페이지 대신 오류로 응답했어요: 404 Not Found. 주소를 확인하세요.",
        ),
        (
            "That server answered 429 X instead of a page. "
            "It has received too many requests. Try again in 90 seconds.",
            "서버가 페이지 대신 오류로 응답했어요: 429 X. "
            "요청을 너무 많이 받았어요. 90초 뒤에 다시 시도하세요.",
        ),
        (
            "That page redirects to another address. "
            "10.0.0.1 is not on the public internet, so it is not fetched.",
            "페이지가 다른 주소로 이동해요. "
            "공개 인터넷의 주소가 아니라서 가져오지 않아요: 10.0.0.1.",
        ),
        ("It is unknown. Try again later.", "It is unknown. Try again later."),
        ("", ""),
    ],
)
def test_a_message_is_translated(message, translation):
    assert KOREAN.translate(message) == translation


def test_a_message_that_was_raised_is_translated():
    with pytest.raises(RefusedAddress) as refused:
        check_address("http://printer.local/")

    assert KOREAN.translate(str(refused.value)).endswith("가져오지 않아요: “printer.local”.")


def test_a_language_without_translations_is_english():
    assert catalogue(["fr"]).gettext(TooLarge.message) == TooLarge.message


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("a 1 b 2 c", {"x": "1", "y": "2"}),
        ("a  b  c", {"x": "", "y": ""}),
        ("a 1 b", None),
        ("a b c", None),
        ("a One. Two b 2 c", None),
    ],
)
def test_the_values_of_a_template_are_found(sentence, values):
    assert match(["a ", "x", " b ", "y", " c"], sentence) == values
