"""The years of the days that we keep: what is typed, sent and asked about. The plan looks ahead to 2045."""

from datetime import date

FIRST, LAST = date(1945, 1, 1), date(2099, 12, 31)
