"""Who somebody is: signed tokens, invitation and sign-in secrets, pseudonyms, revocations. Pure: no database."""
