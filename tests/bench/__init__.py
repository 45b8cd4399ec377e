"""How fast Hamyar is, measured against the barest thing that does the same: `python3 app.py bench`."""
