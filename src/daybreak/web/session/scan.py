"""A vial is scanned: product, strength, lot and expiry stand in the form, to be read once more."""

from typing import Any

from django.utils import timezone

from daybreak.care.errors import NotUnderstood
from daybreak.care.plan.checks import usual_checks
from daybreak.care.session.vials import vials
from daybreak.exchange.gs1 import Scanned, scanned
from daybreak.ui.forms import ActForm
from daybreak.ui.request import ClinicRequest

SCAN = "scan"
MOST = 200  # letters: a code of a vial has fewer than 80


def of(request: ClinicRequest, form: ActForm) -> dict[str, Any]:
    """Fill what was scanned into a form that nobody has sent yet; what is wrong, in words.

    Nothing is stored by it, and nothing is chosen that the code does not say.
    """
    text = request.GET.get(SCAN, "")[:MOST]
    if not text or form.is_bound:
        return {}
    try:
        found = scanned(text, today=timezone.localdate())
    except NotUnderstood as trouble:
        return {"scan_wrong": trouble.message}
    told = _told(found)
    for name, value in told.items():
        if name in form.fields:
            form.initial[name] = value
    return {"scanned": found, "scan_knows_strength": "strength" in told}


def _told(found: Scanned) -> dict[str, Any]:
    told: dict[str, Any] = {"lot": found.lot, "expires_on": found.expires_on}
    known = vials().of(found.ndc)
    if known is None:
        told["product"] = f"NDC {found.ndc}" if found.ndc else f"GTIN {found.gtin}"
    else:
        told["product"] = known.product
        if known.strength in usual_checks().vial.strengths:
            told["strength"] = str(known.strength.micrograms_per_ml)
    return {name: value for name, value in told.items() if value}
