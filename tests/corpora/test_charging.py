from corpora.charging import charge_creation, created_today

CLIENT = b"c" * 16


def test_a_client_creates_as_many_corpora_in_a_day_as_it_may(app):
    created = [charge_creation(CLIENT, 3) for _ in range(5)]

    assert created == [True, True, True, False, False]
    assert created_today(CLIENT) == 3
