"""Accounts, sign-in, invitations, and what somebody may take away or have erased."""
