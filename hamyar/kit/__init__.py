"""Floor 0: tools that know Python and its libraries, and nothing of Hamyar."""
