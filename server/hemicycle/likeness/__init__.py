"""Which arguments read alike: a program of its own, given JSON and giving JSON, so that it can be stopped.

It needs the extra `suggest` (scikit-learn, a stemmer) and knows nothing of processes or people.
"""
