"""Mails: the outbox, the mail server, their sentences."""
