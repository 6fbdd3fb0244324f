#!/bin/sh
# run.sh PYTHON [ARGUMENT...]: all tests but the proofs, in three runs side by side, because those that start processes
# mostly wait: the whole product (shown as it goes), single processes, and what only computes (their reports follow).
set -u
cd "$(dirname "$0")/.."
python=$1
shift
mkdir -p build/log

"$python" -m pytest -m "not prove and not process" "$@" >build/log/computing.log 2>&1 &
computing=$!
"$python" -m pytest -m "not prove and process and not whole" "$@" >build/log/processes.log 2>&1 &
processes=$!
trap 'kill "$computing" "$processes" 2>/dev/null; exit 130' INT TERM

"$python" -m pytest -m "not prove and process and whole" "$@"
whole=$?
wait "$processes"
processes=$?
wait "$computing"
computing=$?

printf '\nThe tests of single processes:\n'
cat build/log/processes.log
printf '\nThe tests that start no process:\n'
cat build/log/computing.log

# 5: nothing was chosen (pytest's own code), which is right where the arguments name a few tests, but not everywhere.
chosen=no
for status in "$whole" "$processes" "$computing"; do
    case "$status" in
        0) chosen=yes ;;
        5) ;;
        *) exit 1 ;;
    esac
done
[ "$chosen" = yes ]
