"""`python -m daybreak` is the `daybreak` command."""

import sys

from daybreak.cli import main

sys.exit(main())
