#!/bin/sh
# Bring a language's sentences up to date with the code, and compile them: make words LANG=de
set -eu
language=${1:?"Say which language: make words LANG=de"}
target=resources/translations/btech-desktop_$language.ts
mkdir -p resources/translations
# shellcheck disable=SC2046  # one argument a file; no name of ours holds a blank
.venv/bin/pyside6-lupdate $(find btech_desktop -name '*.py' | sort) -ts "$target" -tr-function-alias tr+=mark \
	-locations none -no-obsolete -target-language "$language"
.venv/bin/pyside6-lrelease "$target"
