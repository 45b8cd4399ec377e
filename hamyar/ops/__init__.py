"""Floor 2: the chores that run the machine. They may use the domain; no page and no command is known here."""
