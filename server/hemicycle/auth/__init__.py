"""Who somebody is: signed tokens, secrets of links and codes, revocations. No database."""
