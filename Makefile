# make run and make test do all of their own set-up; see scripts/setup.sh.

PYTHON := .venv/bin/python
BUNDLE := .venv-bundle/bin
OFFSCREEN := QT_QPA_PLATFORM=offscreen

.PHONY: help setup run test check bench soak bundle wheel lock words screens clean

help:
	@echo "make run      start the program (without a display: write the sample's reports to build/demo)"
	@echo "make test     run the tests"
	@echo "make check    format, lint, types and tests, as .ci/run does"
	@echo "make bench    measure start, save, window and report times"
	@echo "make soak     the long tests: kills in the middle of work, hostile inputs, damages (hours)"
	@echo "make bundle   build the program with its own Python into dist/btech-desktop"
	@echo "make wheel    build the Python package into dist"
	@echo "make screens  draw every screen and report of the sample into build/screens"
	@echo "make words    bring a translation up to date and compile it (LANG=de)"
	@echo "make lock     pin the newest allowed versions (UPGRADE=--upgrade moves them)"
	@echo "make clean    remove everything that was built"

setup:
	@sh scripts/setup.sh

run: setup
	@if [ "$$(uname -s)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "No display was found, so no window can open. Making the sample's reports and screens instead."; \
		$(OFFSCREEN) .venv/bin/btech-desktop demo --out build/demo && echo "They are in build/demo."; \
	else \
		.venv/bin/btech-desktop; \
	fi

# Compiled modules are kept whatever the environment says: many tests start the program anew.
test: setup
	PYTHONDONTWRITEBYTECODE= $(OFFSCREEN) .venv/bin/pytest -n 2 --dist worksteal

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	@$(MAKE) --no-print-directory test

bench: setup
	$(OFFSCREEN) $(PYTHON) -m tests.benchmarks

soak: setup
	$(OFFSCREEN) $(PYTHON) -m tests.soak
	$(OFFSCREEN) BTECH_SOAK=1 MERGE_EXAMPLES=150 RECOMPUTE_EXAMPLES=5000 .venv/bin/pytest -n 2 \
		tests/test_damage.py tests/exchange/test_merge.py tests/exchange/test_recompute.py

# An environment with nothing but the program in it: PyInstaller takes in what it finds.
bundle:
	@sh scripts/setup.sh bundle
	rm -rf .venv-bundle build/pyinstaller dist/btech-desktop
	$(PYTHON) -m venv .venv-bundle
	$(BUNDLE)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bundle.lock
	$(BUNDLE)/pyinstaller --noconfirm --log-level WARN --workpath build/pyinstaller --distpath dist build.spec
	@du -sh dist/btech-desktop

wheel: setup
	$(PYTHON) -m build --wheel --no-isolation --outdir dist

# Not from the environment, where LANG is the system's.
words: setup
	@sh scripts/words.sh $(if $(filter command line,$(origin LANG)),$(LANG))

lock:
	sh scripts/lock.sh $(UPGRADE)

screens: setup
	$(OFFSCREEN) .venv/bin/btech-desktop demo --out build/screens

clean:
	rm -rf .venv .venv-bundle build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find btech_desktop tests -name __pycache__ -prune -exec rm -rf {} +
