"""The bill: articles, what they answer, versions, the filing."""
