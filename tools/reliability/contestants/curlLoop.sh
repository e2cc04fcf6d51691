#!/bin/sh
# The same, tried again: by curl as its manual recommends, and by a loop around it, which signs anew.
set -eu

export RETRY="--retry 5 --retry-all-errors --retry-delay 1"
tries=1
until sh "$(dirname "$0")/curlCommand.sh"; do
  [ "$tries" -lt 3 ] || exit 1
  tries=$((tries + 1))
  sleep "$PAUSE"
done
