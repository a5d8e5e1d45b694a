"""Which protocol is meant: a file, or an id on the shelf; and what keeps it from a trial."""

from pathlib import Path

from daybreak.care.catalogue.lines import file_and_line
from daybreak.care.catalogue.protocol import Protocol, protocol, protocols
from daybreak.care.catalogue.protocol_check import faults_of
from daybreak.care.catalogue.reading import read
from daybreak.care.errors import NotUnderstood
from daybreak.lab.clinic.course import ROUTES


def protocol_meant(name: str) -> Protocol:
    """The protocol of a file, or of an id on the shelf.

    Raises:
        NotUnderstood: there is neither, or it could not be used at the chair or by the twin.
        CatalogueError: the file is wrong; the message says where.
    """
    path = Path(name)
    if not path.is_file():
        known = {each.id for each in protocols()}
        if name not in known:
            raise NotUnderstood(
                "call", f"There is no file {name}, and no protocol of that name on the shelf."
            )
        found = protocol(name)
    else:
        found = read(path, Protocol)
        for route, why in faults_of(found):
            where = file_and_line(path, path.read_text(encoding="utf-8"), route)
            raise NotUnderstood("protocol", f"{where}: {why}. Mend it, then try it again.")
    if found.route not in ROUTES:
        raise NotUnderstood("protocol", f"The twin does not know the route {found.route}.")
    return found
