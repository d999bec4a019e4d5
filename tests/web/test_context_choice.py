import pytest

from web.context_choice import ContextChoice


@pytest.mark.parametrize(
    ("choice", "query"),
    [
        pytest.param(ContextChoice(), {}, id="defaults"),
        pytest.param(ContextChoice(width=12), {"width": 12}, id="wide"),
        pytest.param(ContextChoice(near="cat"), {"near": "cat"}, id="near"),
        pytest.param(
            ContextChoice(near="cat", window=2), {"near": "cat", "window": 2}, id="nearer"
        ),
        pytest.param(ContextChoice(window=2), {}, id="a window without a word"),
    ],
)
def test_an_address_has_what_differs_from_the_defaults(choice, query):
    assert choice.query == query


def test_a_width_that_is_not_offered_is_offered_once_it_is_chosen():
    assert (13, 13) in ContextChoice(width=13).widths
