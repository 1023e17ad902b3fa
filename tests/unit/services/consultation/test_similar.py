"""Similar propositions: bounded work, the most alike first."""

from hemicycle.services.consultation.similar import MOST_COMPARED, MOST_SHOWN, Words
from hemicycle.store.propositions import PropositionRow


def row(number: int, title: str, body: str = "", state: str = "visible") -> PropositionRow:
    return PropositionRow(f"p{number}", "p", number, "", title, body, "A", None, False, 0, state=state)


def known(*rows: PropositionRow) -> Words:
    words = Words()
    for one in rows:
        words.put([one])
    return words


def test_the_most_alike_comes_first() -> None:
    words = known(row(1, "Le prix de l’eau"), row(2, "Le prix de l’eau dans les communes rurales"))
    assert [one.id for one in words.like("le prix de l'eau")] == ["p1", "p2"]
    assert words.like("le prix de l'eau")[0].likeness == 100


def test_a_common_word_alone_makes_nothing_alike() -> None:
    words = known(*(row(n, f"Une loi sur le sujet {n}") for n in range(9)), row(10, "Une loi sur la forêt"))
    assert [one.id for one in words.like("protéger la forêt ancienne")] in ([], ["p10"])


def test_only_a_few_are_compared_and_shown() -> None:
    words = known(*(row(n, f"Transport gratuit {n}") for n in range(MOST_COMPARED * 2)))
    assert len(words.like("transport gratuit")) == MOST_SHOWN


def test_what_is_not_visible_is_forgotten() -> None:
    words = known(row(1, "Le prix de l’eau"))
    words.put([row(1, "Le prix de l’eau", state="binned")])
    assert words.like("prix de l'eau") == []
    words.drop("p1")


def test_a_very_long_text_is_cut() -> None:
    words = known(row(1, "Le prix de l’eau"))
    assert [one.id for one in words.like("le prix de l'eau " * 10_000)] == ["p1"]
