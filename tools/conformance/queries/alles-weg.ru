# Before every test: nothing is left of the one before.
DROP ALL
