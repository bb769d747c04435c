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

apt_updated=no
# system_packages WHY PACKAGE...
system_packages() {
    why=$1
    shift
    if ! command -v apt-get >/dev/null 2>&1; then
        fail "$why. Install what your system calls: $*. Then run the same command again."
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "$why. Please run this, then the same command again:" >&2
        fail "    sudo apt-get update && sudo apt-get install -y $*"
    fi
    say "$why; installing $*"
    export DEBIAN_FRONTEND=noninteractive
    if [ "$apt_updated" = no ]; then
        apt-get update -qq
        apt_updated=yes
    fi
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
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

if ! venv_works; then
    python=$(find_python)
    if [ -z "$python" ]; then
        system_packages "Python 3.11 or newer was not found" python3 python3-venv
        python=$(find_python)
        [ -n "$python" ] || fail "this system's Python is older than 3.11. Install Python 3.11 or newer."
    fi
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        # a versioned python on Debian has a versioned package, e.g. python3.11-venv
        system_packages "$python cannot make virtual environments" "$(basename "$python")-venv"
    fi
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
fi

# The stamp holds the lock's and the project file's checksums, so this part runs when either changes.
stamp=.venv/setup-stamp
wanted=$(cksum requirements.lock pyproject.toml)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
    say "installing the Python packages of requirements.lock (some 250 MB at the first time)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    printf '%s\n' "$wanted" >"$stamp"
fi

# Qt's wheels bring Qt, but not the system libraries it stands on. "library package" pairs, Debian's names.
offscreen_libraries='libGL.so.1 libgl1
libEGL.so.1 libegl1
libxkbcommon.so.0 libxkbcommon0
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libdbus-1.so.3 libdbus-1-3'
x11_libraries='libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-render-util.so.0 libxcb-render-util0
libxcb-render.so.0 libxcb-render0
libxcb-shape.so.0 libxcb-shape0
libxcb-util.so.1 libxcb-util1
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0'

ldconfig=$(PATH="$PATH:/sbin:/usr/sbin" command -v ldconfig || true)
if [ "$(uname -s)" = Linux ] && [ -n "$ldconfig" ]; then
    libraries=$offscreen_libraries
    [ -z "${DISPLAY:-}" ] || libraries="$libraries
$x11_libraries"
    present=$("$ldconfig" -p)
    missing=$(printf '%s\n' "$libraries" | while read -r library package; do
        case "$present" in *"$library "*) ;; *) printf '%s\n' "$package" ;; esac
    done)
    # shellcheck disable=SC2086  # one word a package
    [ -z "$missing" ] || system_packages "Qt needs system libraries that are not here" $missing
fi

if [ "${1:-}" = bundle ] && [ "$(uname -s)" = Linux ]; then
    command -v objdump >/dev/null 2>&1 || system_packages "PyInstaller needs objdump" binutils
    # Debian's python3 is one file; the library to put into the bundle is a package of its own.
    library=$(.venv/bin/python -c 'import sys; v = "python%d.%d" % sys.version_info[:2]
print(v if sys.base_prefix == "/usr" else "")')
    if [ -n "$library" ] && [ -n "$ldconfig" ]; then
        case "$("$ldconfig" -p)" in
            *"lib$library.so"*) ;;
            *) system_packages "PyInstaller needs Python as a library" "lib$library" ;;
        esac
    fi
fi
