"""User text becomes HTML that is safe, and an excerpt that is plain."""

import re

import pytest

from hemicycle.services.kernel.markdown import EXCERPT_CHARACTERS, check_seen, excerpt_of, html_of
from hemicycle_protocol.errors import Code, Refused

_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")


def unhidden(text: str) -> str:
    return _HIDDEN.sub("", text)


def test_marks_become_elements() -> None:
    html = html_of("**Gras** et [lien](https://example.org)\n\n- un\n- deux")
    assert "<strong>Gras</strong>" in html
    assert "<li>un</li>" in html
    assert 'rel="nofollow noopener noreferrer"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![pixel](https://tracker.example/p.gif)",
        "[x](javascript:alert(1))",
        '<a href="https://a.example" onclick="x()">a</a>',
        "<iframe src='https://a.example'></iframe>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    html = html_of(text)
    for element in ("<script", "<img", "<iframe", 'href="javascript', 'href="data', '<a href="https://a'):
        assert element not in html


def test_an_excerpt_is_plain_and_says_whether_it_is_all() -> None:
    assert excerpt_of("## Titre\n\n- **un** [lien](https://x.example)\n> cité") == (
        "Titre un lien cité",
        True,
    )
    excerpt, complete = excerpt_of("mot " * 200)
    assert not complete
    assert len(excerpt) <= EXCERPT_CHARACTERS + 1
    assert excerpt.endswith("mot…")


def test_a_word_longer_than_an_excerpt_is_cut() -> None:
    assert len(excerpt_of("x" * 1_000)[0]) == EXCERPT_CHARACTERS + 1


@pytest.mark.parametrize(
    "text",
    [
        "a &#x202E; b",
        "a &#x2066;b",
        "a&#8203;b",
        "a &rlm; b",
        "a &#xE0041; b",
        "<https://a.example/%E2%80%AE>",
    ],
)
def test_no_entity_and_no_address_brings_a_hidden_sign_back(text: str) -> None:
    """[H36]"""
    assert unhidden(html_of(text)) == html_of(text)


def test_signs_that_some_writing_needs_stay() -> None:
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    text = f"می\u200cخواهم {flag}"
    assert text in html_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "[a]: /u",
        "&nbsp;",
        "&#8203;",
        "![x](http://a.example)",
        "_" * 8_000,
        "~" * 8_000,
        "&#x3164;",
        "- \n- ",
    ],
)
async def test_a_text_whose_html_shows_no_words_is_empty(text: str) -> None:
    """[H36] [PR25]"""
    with pytest.raises(Refused) as refused:
        await check_seen(text, field="body")
    assert (refused.value.code, refused.value.facts) == (Code.EMPTY, {"field": "body"})


@pytest.mark.parametrize("text", ["Oui.", "3", "`x`", "[oui](https://a.example)", "はい"])
async def test_a_text_that_shows_a_letter_or_a_digit_is_none(text: str) -> None:
    await check_seen(text, field="body")
