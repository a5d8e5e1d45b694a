#!/bin/sh
# The browser for the journeys: Debian's Chromium, installed when it is missing and may be.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then become=""; elif sudo -n true 2>/dev/null; then become="sudo -n"; else become=none; fi
  if [ "$become" != none ]; then
    echo "Installing Chromium ..." >&2
    $become apt-get update -qq
    $become apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
  fi
fi
cat >&2 <<'WORDS'
There is no Chromium and it may not be installed here, so the tests marked "browser"
(tests/journeys and tests/ui pictures) are left out. On Debian: apt install chromium
WORDS
