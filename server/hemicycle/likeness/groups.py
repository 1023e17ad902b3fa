"""Places and families for arguments that read like others: by their words, and by who supports them.

Words: TF-IDF of stems, compared by cosine. Supporters: the share that two arguments have in common, where
supports are known. Arguments near a family are said to belong there; the others are grouped among themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from .words import stem_of, terms_of, words_of

Matrix = NDArray[np.float64]

# Found by reading what is grouped among 3,988 real arguments: below, neighbours share a word and no thought.
NEAR_FAMILY = 0.16
NEAR_EACH_OTHER = 0.12
SUPPORTERS_WEIGHT = 0.25
WORDS_SHOWN = 4
# A square of likenesses is held in memory: 1,200 arguments are 12 MB.
ARGUMENTS = 1_200


class Given(NamedTuple):
    """An argument to be read."""

    id: str
    text: str
    supporters: Sequence[str] = ()


class Known(NamedTuple):
    """A family with its words and the texts that are in it."""

    id: str
    text: str
    members: Sequence[str] = ()


class Near(NamedTuple):
    """An argument and the family it reads like; likeness from 0 to 1."""

    argument: str
    family: str
    likeness: float


class Group(NamedTuple):
    """Arguments that read alike, the words they share, how alike they are on average."""

    arguments: list[str]
    words: list[str]
    likeness: float


def group(arguments: Sequence[Given], families: Sequence[Known]) -> tuple[list[Near], list[Group]]:
    """Where arguments could stand, the most alike first; nothing is decided by it."""
    arguments = [one for one in arguments[:ARGUMENTS] if terms_of(one.text)]
    if not arguments:
        return [], []
    texts = [one.text for one in arguments]
    vectors = _vectors(texts, families)
    near = _nearest(arguments, vectors, families)
    placed = {one.argument for one in near}
    rest = [index for index, one in enumerate(arguments) if one.id not in placed]
    return near, _groups([arguments[index] for index in rest], vectors[rest])


def _vectors(texts: Sequence[str], families: Sequence[Known]) -> Matrix:
    """A row for each text, then one for each family: the middle of its title and its members."""
    parts = [[family.text, *family.members] for family in families]
    flat = [text for part in parts for text in part]
    documents = [*texts, *flat]
    many = len(documents) >= 20  # in few texts, a word that one or all of them have may still tell something
    vectorizer = TfidfVectorizer(
        analyzer=terms_of, sublinear_tf=True, min_df=2 if many else 1, max_df=0.5 if many else 1.0
    )
    try:
        rows: Matrix = vectorizer.fit_transform(documents).toarray()
    except ValueError:  # no word is left: nothing is like anything
        rows = np.zeros((len(documents), 1))
    middles, at = [], len(texts)
    for part in parts:
        middles.append(rows[at : at + len(part)].mean(axis=0))
        at += len(part)
    return _normal(np.vstack([rows[: len(texts)], *middles]))


def _normal(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    normal: Matrix = rows / np.where(lengths == 0, 1, lengths)
    return normal


def _nearest(arguments: Sequence[Given], vectors: Matrix, families: Sequence[Known]) -> list[Near]:
    if not families:
        return []
    likeness = vectors[: len(arguments)] @ vectors[len(arguments) :].T
    best = likeness.argmax(axis=1)
    found = [
        Near(one.id, families[best[index]].id, float(likeness[index, best[index]]))
        for index, one in enumerate(arguments)
    ]
    return sorted((near for near in found if near.likeness >= NEAR_FAMILY), key=lambda near: -near.likeness)


def _groups(arguments: Sequence[Given], vectors: Matrix) -> list[Group]:
    if len(arguments) < 2:
        return []
    likeness = _with_supporters(vectors @ vectors.T, arguments)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - NEAR_EACH_OTHER
    )
    labels = clustering.fit_predict(1 - likeness)
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    found = [_group(arguments, members, likeness) for members in groups if len(members) > 1]
    return sorted(found, key=lambda one: (-len(one.arguments), -one.likeness, one.arguments))


def _with_supporters(likeness: Matrix, arguments: Sequence[Given]) -> Matrix:
    """The likeness of words, moved towards the share of supporters in common where both have some."""
    sets = [frozenset(one.supporters) for one in arguments]
    moved: Matrix = np.clip(likeness, 0, 1)
    known = [index for index, one in enumerate(sets) if one]
    for at, one in enumerate(known):
        for other in known[at + 1 :]:
            shared = len(sets[one] & sets[other]) / len(sets[one] | sets[other])
            mixed = (1 - SUPPORTERS_WEIGHT) * moved[one, other] + SUPPORTERS_WEIGHT * shared
            moved[one, other] = moved[other, one] = mixed
    return moved


def _group(arguments: Sequence[Given], members: NDArray[np.intp], likeness: Matrix) -> Group:
    """The most typical argument first."""
    inside = likeness[np.ix_(members, members)]
    typical = sorted(range(len(members)), key=lambda at: (-inside[at].sum(), arguments[int(members[at])].id))
    pairs = inside[np.triu_indices(len(members), 1)]
    chosen = [arguments[int(members[at])] for at in typical]
    words = telling_words([one.text for one in chosen], [one.text for one in arguments])
    return Group([one.id for one in chosen], words, float(pairs.mean()))


def telling_words(texts: Sequence[str], all_texts: Sequence[str]) -> list[str]:
    """The words that more than one of `texts` have and the others lack, each in its most frequent form."""
    inside, everywhere = _counts(texts), _counts(all_texts)
    others = max(1, len(all_texts) - len(texts))
    tells = {
        stem: count / len(texts) - (everywhere[stem] - count) / others
        for stem, count in inside.items()
        if count > 1
    }
    best = sorted(tells, key=lambda stem: (-tells[stem], stem))[:WORDS_SHOWN]
    forms = Counter(word for text in texts for word in words_of(text))
    return [
        max((word for word in forms if stem_of(word) == stem), key=lambda w: (forms[w], w)) for stem in best
    ]


def _counts(texts: Sequence[str]) -> Counter[str]:
    return Counter(stem for text in texts for stem in set(terms_of(text)))
