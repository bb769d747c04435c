"""Timings as ratios, printed by ``make bench``; never asserted in the tests."""
