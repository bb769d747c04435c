"""An offline maturity self-assessment against the UN Guiding Principles on Business and Human Rights."""

__version__ = "0.1.0"
