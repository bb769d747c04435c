"""Tests mirror btech_desktop; each docstring states a fact."""
