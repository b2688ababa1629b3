"""How fast we are, as a share of what plain Django does with the same rows on the same machine in the same minute.

`python3 run.py bench` makes a PostgreSQL database of its own (10,000 measures with five updates and five lines of
history each, 300 users, 150 missions with eight quarters of reports), starts this application and a floor of plain
views side by side, asks both in turn, and prints one table of ratios. Absolute numbers depend on the machine and the
minute; only the ratios say something.
"""
