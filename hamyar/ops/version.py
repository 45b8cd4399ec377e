"""Which Hamyar this is, and the day it was released: a clock that shows an earlier day is wrong."""

from datetime import date

VERSION = "0.3.0"
RELEASED = date(2026, 11, 24)
