"""User text becomes HTML that is safe, and an excerpt that is plain."""

import pytest

from hemicycle.services.kernel.markdown import EXCERPT_CHARACTERS, excerpt_of, html_of


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
