from wordcount.analysis.changes import Change, changes


def test_words_come_go_rise_and_fall():
    before = {"same": 5, "rises": 1, "falls": 9, "goes": 2}
    after = {"same": 5, "rises": 4, "falls": 1, "comes": 3}

    changed = changes(before, after)

    assert changed.came == [Change("comes", 0, 3)]
    assert changed.went == [Change("goes", 2, 0)]
    assert changed.rose == [Change("rises", 1, 4)]
    assert changed.fell == [Change("falls", 9, 1)]


def test_the_largest_difference_comes_first_then_by_word():
    changed = changes({}, {"b": 1, "c": 5, "a": 1})

    assert [(change.word, change.difference) for change in changed.came] == [
        ("c", 5), ("a", 1), ("b", 1)
    ]  # fmt: skip


def test_equal_counts_have_no_changes():
    assert not changes({"cat": 1}, {"cat": 1})
