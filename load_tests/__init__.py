"""What the server does under load, seen from outside: profiles, swarms of clients, and reports."""
