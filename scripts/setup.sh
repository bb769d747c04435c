#!/bin/sh
# Make .venv ready to run and test the program: system packages, Python packages, the program itself.
# Safe to run again: it does only what is missing. As root on Debian or Ubuntu it installs system packages;
# otherwise it prints the command and stops. `setup.sh bundle` also looks for what PyInstaller needs.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "setup: $*"; }
fail() {
    printf '%s\n' "setup: $*" >&2
    exit 1
}

find_python() {
    for name in python3 python3.11 python3.12 python3.13 python3.14; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

venv_works() { [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' >/dev/null 2>&1; }

# Qt's wheels bring Qt, but not the system libraries it stands on. "library package" pairs, Debian's names.
# Those of X11 are needed to open a window, and by a bundle, which takes them along.
qt_libraries() {
    cat <<'PAIRS'
libGL.so.1 libgl1
libEGL.so.1 libegl1
libxkbcommon.so.0 libxkbcommon0
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libdbus-1.so.3 libdbus-1-3
PAIRS
    [ -z "${DISPLAY:-}" ] && [ "$1" != bundle ] || cat <<'PAIRS'
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-render-util.so.0 libxcb-render-util0
libxcb-render.so.0 libxcb-render0
libxcb-shape.so.0 libxcb-shape0
libxcb-util.so.1 libxcb-util1
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
PAIRS
}

# What PyInstaller reads and packs. Debian's python3 is one file; its library is a package of its own.
bundle_packages() {
    command -v objdump >/dev/null 2>&1 || echo binutils
    "$1" -c 'import sys; sys.exit(sys.base_prefix != "/usr")' || return 0
    library=$("$1" -c 'import sys; print("libpython%d.%d" % sys.version_info[:2])')
    case "$libraries" in *"$library.so"*) ;; *) echo "$library" ;; esac
}

# The Debian packages that are missing, one a line.
missing_packages() {
    if venv_works; then
        python=.venv/bin/python
    else
        python=$(find_python)
        if [ -z "$python" ]; then
            printf '%s\n' python3 python3-venv
            python=false
        elif ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$(basename "$python")-venv" # a versioned python has a versioned package
        fi
    fi
    ldconfig=$(PATH="$PATH:/sbin:/usr/sbin" command -v ldconfig || true)
    if [ "$(uname -s)" = Linux ] && [ -n "$ldconfig" ]; then
        libraries=$("$ldconfig" -p)
        qt_libraries "${1:-}" | while read -r library package; do
            case "$libraries" in *"$library "*) ;; *) echo "$package" ;; esac
        done
        [ "${1:-}" != bundle ] || bundle_packages "$python"
    fi
}

missing=$(missing_packages "$@" | tr '\n' ' ')
if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        fail "please install what your system calls: ${missing}- then run the same command again."
    elif [ "$(id -u)" -ne 0 ]; then
        say "system packages are missing. Please run this, then the same command again:" >&2
        fail "    sudo apt-get update && sudo apt-get install -y $missing"
    fi
    say "installing the system packages $missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086  # one word a package
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

if ! venv_works; then
    python=$(find_python)
    [ -n "$python" ] || fail "this system's Python is older than 3.11. Please install Python 3.11 or newer."
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
fi

# The stamp holds the checksums of the lock and of the project file, so this part runs when either changes.
stamp=.venv/setup-stamp
wanted=$(cksum requirements.lock pyproject.toml)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
    say "installing the Python packages of requirements.lock (about 150 MB to fetch the first time)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    printf '%s\n' "$wanted" >"$stamp"
fi
