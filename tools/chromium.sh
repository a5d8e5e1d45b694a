#!/bin/sh
# The browser for the journeys: Debian's Chromium without windows, installed when it is missing and
# may be. The whole Chromium does as well, and takes longer.
set -eu
command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then become=""; elif sudo -n true 2>/dev/null; then become="sudo -n"; else become=none; fi
  if [ "$become" != none ]; then
    echo "Installing Chromium ..." >&2
    { $become apt-get update -qq &&
      $become apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null; } && exit 0
  fi
fi
command -v chromium >/dev/null 2>&1 && exit 0
cat >&2 <<'WORDS'
There is no Chromium and it may not be installed here, so the tests marked "browser"
(tests/journeys and tests/ui pictures) are left out. On Debian: apt install chromium-headless-shell
WORDS
