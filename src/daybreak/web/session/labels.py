"""What stands on a label, who may see it, and whether it is on."""

from datetime import datetime
from typing import Any

from daybreak.actions import session as act
from daybreak.care.session.drug_label import DrugLabel, drug_label, label_rules
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records.reads.session import Visit
from daybreak.ui.forms import ActForm
from daybreak.web.session.forms import LabelForm


def may_see_figures(actor: Actor, seen: Visit) -> bool:
    """Whoever prepared it, and everybody once two have come to the same figures."""
    made = seen.prepared
    if made is None:
        return False
    agreed = any(each.agrees for each in seen.checks if each.preparation == made.id)
    return agreed or made.by == actor.id or seen.stage is not Stage.PREPARED


def of(seen: Visit) -> DrugLabel | None:
    """The label of what is prepared now; None while nothing is."""
    made = seen.prepared
    if made is None:
        return None
    return drug_label(
        made.computed,
        label_rules(),
        person=seen.name,
        born=seen.birth_date,
        number=seen.patient_number,
        route=seen.route.name,
        lot=made.lot,
        prepared_at=made.at,
        prepared_by=made.by_name,
    )


def step(seen: Visit, failed: ActForm | None = None) -> dict[str, Any]:
    """What the label's card needs: nothing where there is no label of ours."""
    if seen.stage is not Stage.PREPARED or not act.is_labelled_here(seen):
        return {}
    return {
        "label_form": failed
        if isinstance(failed, LabelForm)
        else LabelForm(initial={"preparation": seen.prepared.id if seen.prepared else None}),
        "is_labelled": seen.answers.get("label-matches") is True,
        "label_until": label_until(seen),
    }


def label_until(seen: Visit) -> datetime | None:
    """Until when what is prepared may be begun."""
    made = of(seen)
    return made.begin_by if made else None
