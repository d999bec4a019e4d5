"""The rules of robots.txt, with the examples of RFC 9309 among them."""

import pytest

from wordcount.fetching.robots import MAX_BYTES, MAX_DELAY, MAX_RULES, parse_robots


@pytest.mark.parametrize(
    ("rules", "allowed", "disallowed"),
    [
        pytest.param("Disallow: /a", ["/", "/b/a"], ["/a", "/ab", "/a/b?c"], id="prefix"),
        pytest.param("Disallow:", ["/", "/a"], [], id="an empty pattern"),
        pytest.param("Disallow: /", ["/robots.txt"], ["/", "/a"], id="everything"),
        pytest.param("Disallow: /a\nAllow: /a/b", ["/a/b", "/a/bc"], ["/a/c"], id="longest"),
        pytest.param("Allow: /a\nDisallow: /a", ["/a"], [], id="allow wins a tie"),
        pytest.param("Disallow: /*.gif$", ["/a.gif?b", "/gif"], ["/a.gif", "/b/.gif"], id="end"),
        pytest.param("Disallow: /a*b*c", ["/acb", "/ab"], ["/abc", "/a/b/c/d"], id="stars"),
        pytest.param("Disallow: /a$", ["/a/", "/ab"], ["/a"], id="the end alone"),
        pytest.param("Disallow: /*a$", ["/ab"], ["/a", "/aba"], id="the last of several"),
        pytest.param("Disallow: /a*a$", ["/a"], ["/aa"], id="no character matches twice"),
        pytest.param("Disallow: /é", ["/e"], ["/%C3%A9"], id="beyond ASCII"),
        pytest.param("Disallow: /%7ejoe/%61", ["/joe"], ["/~joe/a"], id="needless escapes"),
        pytest.param("dISALLOW : /a # why", ["/"], ["/a"], id="case, spaces and comments"),
        pytest.param("Disallow /a\nNoindex: /\n\0\nDisallow: /b", ["/a"], ["/b"], id="garbage"),
    ],
)
def test_rules_match_paths(rules: str, allowed: list[str], disallowed: list[str]) -> None:
    robots = parse_robots(f"User-agent: *\n{rules}\n".encode())

    assert [target for target in allowed + disallowed if robots.allows(target)] == allowed


@pytest.mark.parametrize(
    "agents",
    [
        "User-agent: wordcount",
        "user-agent: WordCount/1.0",
        "User-agent: other\nUser-agent: wordcount",
        "User-agent: *\nAllow: /\n\nUser-agent: wordcount",
        "User-agent: other\nAllow: /\nUser-agent: wordcount\nDisallow: /b\nUser-agent: wordcount",
    ],
)
def test_the_group_of_this_program_applies(agents: str) -> None:
    assert not parse_robots(f"{agents}\nDisallow: /a".encode()).allows("/a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Disallow: /",
        "User-agent: other\nDisallow: /",
        "User-agent: *\nDisallow: /\n\nUser-agent: wordcount\nAllow: /",
        "User-agent: wordcounter\nDisallow: /",
        "User-agent: *\nAllow: /\n" + "# comment\n" * (MAX_BYTES // 10) + "Disallow: /",
    ],
    ids=["empty", "no group", "another program", "our own group", "longer name", "too long"],
)
def test_other_groups_do_not_apply(text: str) -> None:
    assert parse_robots(text.encode()).allows("/a")


@pytest.mark.parametrize(
    "text",
    [
        "user-agent: *\n" * 19_000 + "allow: /\n" * 31_000,
        "user-agent: wordcount\n" * 9_000 + "disallow: /\n" * 31_000,
        "user-agent: *\ndisallow: /" + "a" * 400_000,
        "user-agent: a\nallow: /\n" * 20_000,
    ],
    ids=["agents", "our name", "a long pattern", "groups"],
)
def test_few_rules_are_kept(text: str) -> None:
    rules = parse_robots(text.encode()).rules

    assert len(rules) <= MAX_RULES
    assert sum(len(rule) for rule, _ in rules) <= 2 * MAX_BYTES


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 5", 5),
        ("User-agent: *\nCrawl-delay: 0.5\n\nUser-agent: other\nCrawl-delay: 9", 0.5),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: wordcount\nCrawl-delay: 2", 2),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: wordcount\nAllow: /", 0),
        ("User-agent: *\nCrawl-delay: 1e9", MAX_DELAY),
        ("User-agent: *\nCrawl-delay: -1\nCrawl-delay: soon\nCrawl-delay: nan", 0),
    ],
    ids=["seconds", "a part of one", "our own group", "of others only", "a year", "malformed"],
)
def test_a_crawl_delay_is_that_of_our_group(text: str, delay: float) -> None:
    assert parse_robots(text.encode()).delay == delay


def test_sitemaps_belong_to_no_group() -> None:
    text = b"Sitemap: https://example.com/1.xml\nUser-agent: other\nsitemap: https://example.com/2"

    assert parse_robots(text).sitemaps == ("https://example.com/1.xml", "https://example.com/2")
