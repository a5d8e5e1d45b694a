"""The changes mutmut makes in the files of a room, and the changed copies that hold them asleep."""

import difflib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.metadata import version
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from mutmut.configuration import config
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name, mangled_name_from_mutant_name

FOLDER = Path("mutants")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing changed in one function: the function's lines before and after."""

    name: str
    before: str
    after: str

    @property
    def function(self) -> str:
        return mangled_name_from_mutant_name(self.name)

    @property
    def digest(self) -> str:
        return digest(self.before, self.after)

    def difference(self) -> str:
        """The lines that differ, with one around them."""
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), lineterm="", n=1
        )
        return "\n".join(line for line in lines if not line.startswith(("---", "+++")))


class Room:
    """The files of one room with every change of them."""

    def __init__(self, name: str, files: Sequence[Path]) -> None:
        self.name = name
        self.changes: list[Change] = []
        self.code: dict[str, tuple[Path, str]] = {}  # by the name of the module
        for file in files:
            made = self._made(file)
            if made["code"]:
                module = get_mutant_name(file, "x").removesuffix(".x")
                self.code[module] = (file.resolve(), made["code"])
                self.changes += [Change(**each) for each in made["changes"]]

    def _made(self, file: Path) -> dict[str, Any]:
        """The changed copy of a file and what is changed in it; kept, for it takes seconds."""
        source = file.read_text(encoding="utf-8")
        key = digest(version("mutmut"), str(file), source)
        kept = FOLDER / f"{self.name}.{file.stem}.made.json"
        if kept.exists() and (known := json.loads(kept.read_text(encoding="utf-8")))["key"] == key:
            return dict(known)
        mutated = mutate_file_contents(str(file), source)
        lines = mutated.code.splitlines()
        text = {
            name: "\n".join(lines[span.start - 1 : span.end])
            for name, span in mutated.line_span_by_function_name.items()
        }
        changes = []
        for mutant in mutated.mutant_names:
            original = mangled_name_from_mutant_name(mutant) + "__mutmut_orig"
            before = text[original].replace(original, "it").strip()
            after = text[mutant].replace(mutant, "it").strip()
            changes.append(asdict(Change(get_mutant_name(file, mutant), before, after)))
        made = {"key": key, "code": mutated.code if changes else "", "changes": changes}
        FOLDER.mkdir(exist_ok=True)
        kept.write_text(json.dumps(made), encoding="utf-8")
        return made


class Finder(MetaPathFinder):
    """Hands out the changed copies, whatever else is on the path."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if fullname not in self._room.code:
            return None
        place, code = self._room.code[fullname]
        return spec_from_file_location(fullname, place, loader=_Changed(fullname, str(place), code))


class _Changed(SourceFileLoader):
    """Loads the changed copy under the name and the place of the file itself."""

    def __init__(self, fullname: str, path: str, code: str) -> None:
        super().__init__(fullname, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        del fullname
        return compile(self._code, self.path, "exec", dont_inherit=True)


def rooms() -> dict[str, list[Path]]:
    """The files of each room; a room is the last folder of a pattern in `only_mutate`."""
    found: dict[str, list[Path]] = {}
    for pattern in config().only_mutate:
        files = sorted(path for path in Path().glob(pattern) if path.suffix == ".py")
        found.setdefault(Path(pattern).parent.name, []).extend(files)
    return found


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
