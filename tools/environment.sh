#!/bin/sh
# Makes .venv and puts in it what requirements/$1.txt names. Running it again changes nothing.
set -eu
kind=$1
export UV_PYTHON_DOWNLOADS=never UV_LINK_MODE="${UV_LINK_MODE:-copy}"
say() { printf '%s\n' "$*" >&2; }

python=${PYTHON:-python3}
command -v "$python" >/dev/null 2>&1 || { say "Daybreak needs Python 3.11 or newer; no $python was found."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  { say "Daybreak needs Python 3.11 or newer; $python is $("$python" -V 2>&1). Name another: PYTHON=python3.11 make ..."; exit 1; }

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
  say "Making .venv ..."
  if ! "$python" -m venv --clear .venv >/dev/null 2>&1; then
    # Debian keeps venv in a package of its own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      say "Installing python3-venv ..."
      apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
      "$python" -m venv --clear .venv
    else
      say "Python cannot make a virtual environment. On Debian: apt install python3-venv"
      exit 1
    fi
  fi
fi
# Python by its path, not the script: a folder name with spaces breaks a script's first line.
if ! .venv/bin/python -m uv --version >/dev/null 2>&1; then
  .venv/bin/python -m pip --disable-pip-version-check install -q uv==0.13.9
fi
say "Installing what requirements/$kind.txt names ..."
.venv/bin/python -m uv -q pip install --python .venv/bin/python --require-hashes -r "requirements/$kind.txt"
.venv/bin/python -m uv -q pip install --python .venv/bin/python --no-deps -e .
touch .venv/.base ".venv/.$kind"
