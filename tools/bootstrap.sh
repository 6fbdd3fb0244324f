#!/bin/sh
# bootstrap.sh SET...: installs what a make target needs and is not there yet. SET is demo, pcsc, models, check or test.
# Debian packages come from config/apt.txt, Python packages from setup.cfg into .venv; nothing else is touched.
# A second run finds everything in place and takes no time. Logs are in build/log.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
logs=build/log
began=$(date +%s)

say() { printf '%s\n' "$*"; }
stop() {
    printf 'uketsuke: %s\n' "$*" >&2
    exit 1
}

# What each set is made of: sections of config/apt.txt, extras of setup.cfg.
sections_of() {
    case $1 in
        demo | check | models) echo demo ;;
        pcsc) echo pcsc ;;
        test) echo demo pcsc test ;;
        *) stop "bootstrap.sh knows demo, pcsc, models, check and test, not \"$1\"" ;;
    esac
}
extras_of() {
    case $1 in
        demo) echo demo ;;
        pcsc) echo card ;;
        models) echo models ;;
        check) echo test ;;
        test) echo test,card ;;
    esac
}

packages_in() {
    awk -v wanted=" $* " '
        /^\[/ { section = substr($1, 2, length($1) - 2); next }
        NF && $1 !~ /^#/ && index(wanted, " " section " ") { print $1 }' config/apt.txt
}

missing_of() {
    for package in "$@"; do
        status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || status=
        [ "$status" = installed ] || printf '%s ' "$package"
    done
}

# Runs a command with its output in a log and a sign of life every ten seconds; leaves its exit status.
quietly() {
    log=$1
    shift
    start=$(date +%s)
    (
        trap 'kill "${nap:-}" 2>/dev/null; exit' TERM
        while :; do
            sleep 10 &
            nap=$!
            wait "$nap"
            say "      … $(($(date +%s) - start)) s"
        done
    ) &
    alive=$!
    trap 'kill "$alive" 2>/dev/null' EXIT
    # dash leaves out the EXIT trap when a signal ends it, and a background loop does not hear Ctrl-C.
    trap 'exit 130' HUP INT TERM
    status=0
    "$@" >>"$log" 2>&1 </dev/null || status=$?
    kill "$alive" 2>/dev/null || true
    wait "$alive" 2>/dev/null || true
    trap - EXIT HUP INT TERM
    return "$status"
}

install_packages() {
    command -v apt-get >/dev/null 2>&1 ||
        stop "there is no apt-get here; install these by hand and try again with UKETSUKE_NO_APT=1: $*"
    if [ "$(id -u)" = 0 ]; then
        root=
    elif command -v sudo >/dev/null 2>&1; then
        root=sudo
        sudo -v || stop "sudo does not let you in; let an administrator run: apt-get install $*"
    else
        stop "you are not root and there is no sudo; let an administrator run: apt-get install $*"
    fi
    : >"$logs/apt.log"
    # An update that fails is no reason to stop: the lists on the disk may do.
    quietly "$logs/apt.log" $root apt-get -q update || say "      (the package lists could not be brought up to date)"
    quietly "$logs/apt.log" $root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q install -y --no-install-recommends "$@" ||
        stop "apt-get could not install $* (no network?); see $logs/apt.log: $(grep -a '^E:' "$logs/apt.log" | tail -n 1)"
}

make_environment() {
    : >"$logs/venv.log"
    quietly "$logs/venv.log" "$python" -m venv --clear .venv ||
        stop "the environment .venv could not be made; see $logs/venv.log: $(tail -n 1 "$logs/venv.log")"
}

install_python() {
    : >"$logs/pip.log"
    # compat: one line in a .pth file, which type checkers and other tools understand as well as Python does.
    quietly "$logs/pip.log" .venv/bin/python -m pip install --no-input --disable-pip-version-check \
        --config-settings editable_mode=compat --editable ".[$1]" ||
        stop "pip could not install $1 (no network?); see $logs/pip.log: $(grep -ai '^error' "$logs/pip.log" | tail -n 1)"
}

[ $# -gt 0 ] || stop "usage: tools/bootstrap.sh demo|pcsc|models|check|test ..."
command -v "$python" >/dev/null 2>&1 || stop "there is no $python; install Python 3.11 or later"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "$python is Python $version; 3.11 or later is needed (PYTHON=/path/to/python3.11 make ... chooses another)"

sections=
extras=
fingerprint="$version $(cat setup.cfg pyproject.toml | cksum)"
for set in "$@"; do
    sections="$sections $(sections_of "$set")"
    stamp=.venv/.installed-$set
    [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$fingerprint" ] ||
        extras="$extras${extras:+,}$(extras_of "$set")"
done
wanted=$(packages_in $sections)
missing=
[ -n "${UKETSUKE_NO_APT:-}" ] || missing=$(missing_of $wanted)
[ -n "$missing$extras" ] || exit 0

mkdir -p "$logs"
steps=0
[ -n "$missing" ] && steps=$((steps + 1))
environment=
if [ -n "$extras" ]; then
    steps=$((steps + 1))
    case $(cat .venv/.python 2>/dev/null) in
        "$version") [ -x .venv/bin/python ] || environment=new ;;
        *) environment=new ;;
    esac
    [ -z "$environment" ] || steps=$((steps + 1))
fi

step=0
next() {
    step=$((step + 1))
    say "[install $step/$steps] $*"
}
if [ -n "$missing" ]; then
    next "Debian packages: $missing"
    install_packages $missing
fi
if [ -n "$environment" ]; then
    next "Python environment in .venv (Python $version)"
    make_environment
    echo "$version" >.venv/.python
fi
if [ -n "$extras" ]; then
    next "Python packages: uketsuke[$extras]"
    install_python "$extras"
    for set in "$@"; do echo "$fingerprint" >".venv/.installed-$set"; done
fi
say "[install] done in $(($(date +%s) - began)) s"
