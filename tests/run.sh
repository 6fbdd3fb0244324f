#!/bin/sh
# run.sh PYTHON [ARGUMENT...]: all tests but the proofs. Those that start processes mostly wait, the others only
# compute, so both run side by side: the first are shown as they go, the others' report follows.
set -u
cd "$(dirname "$0")/.."
python=$1
shift
log=build/log/tests.log
mkdir -p build/log

"$python" -m pytest -m "not prove and not process" "$@" >"$log" 2>&1 &
computing=$!
trap 'kill "$computing" 2>/dev/null; exit 130' INT TERM

"$python" -m pytest -m "not prove and process" "$@"
processes=$?
wait "$computing"
computing=$?

printf '\nThe tests that start no process:\n'
cat "$log"

# 5: nothing was chosen (pytest's own code), which is right for one of the two when the arguments name a few tests.
case "$processes $computing" in
    "0 0" | "0 5" | "5 0") exit 0 ;;
    *) exit 1 ;;
esac
