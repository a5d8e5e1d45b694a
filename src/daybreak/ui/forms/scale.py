"""A questionnaire as its owner words it: the same form for a patient's phone and for staff.

Words of the questionnaire come from its file and are never changed here. Words around it are
ours, in the language of the questionnaire.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Item
from daybreak.care.catalogue.wording import Wording
from daybreak.care.errors import NotUnderstood
from daybreak.care.scales.flags import SUICIDE_SCREEN, URGENT_REVIEW
from daybreak.care.scales.scoring import score
from daybreak.ui.forms.act import ActForm

CHOICES, LINE, COUNT = "choices", "line", "count"
LONGEST_LINE = 11  # numbers that fit beside each other
URGENT = frozenset({SUICIDE_SCREEN, URGENT_REVIEW})


@dataclass(frozen=True, slots=True)
class Around:
    """What we say around a questionnaire, in one language."""

    nothing: str
    open: str
    left_open: str
    as_is: str
    unread: str
    count: str


AROUND: Mapping[str, Around] = {
    "en": Around(
        nothing="Nothing is answered yet. Choose an answer for each question.",
        open="Some questions are still open. Answer them, or tick below that they stay open.",
        left_open="This is still open.",
        as_is="Send it as it is. I leave the open questions out.",
        unread="We could not read this answer. Choose it again.",
        count="This is a whole number from {least} to {most}.",
    ),
    "es": Around(
        nothing="Todavía no hay ninguna respuesta. Elija una respuesta para cada pregunta.",
        open=(
            "Algunas preguntas siguen sin respuesta. Contéstelas, o marque abajo que se quedan "
            "sin contestar."
        ),
        left_open="Falta esta respuesta.",
        as_is="Enviar así. Dejo sin contestar las preguntas que faltan.",
        unread="No pudimos leer esta respuesta. Elíjala otra vez.",
        count="Este es un número entero de {least} a {most}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is drawn. `number` is empty for what stands outside the count."""

    number: str
    field: BoundField
    drawn: str  # choices, line, count
    least_label: str
    most_label: str


class ScaleForm(ActForm):
    """One questionnaire in one language.

    Questions may stay open, but not by accident: somebody who left one open is asked once. Who
    has just said that they think of death is not asked about anything else first.
    """

    as_is = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        scale: Scale,
        wording: Wording,
        **kwargs: Any,
    ) -> None:
        self.scale, self.wording = scale, wording
        self.around = (
            AROUND[wording.language[:2]] if wording.language[:2] in AROUND else AROUND["en"]
        )
        super().__init__(data, *args, **kwargs)
        for item, asked in zip(scale.item, wording.item, strict=True):
            self.fields[name_of(item)] = self._field(item, asked.text)
        self.fields["as_is"].label = self.around.as_is
        self.order_fields([*(name_of(item) for item in scale.item), "as_is"])

    def _field(self, item: Item, text: str) -> forms.Field:
        if _drawn(item, self.wording) == COUNT:
            return forms.IntegerField(
                label=text,
                min_value=item.least,
                max_value=item.most,
                required=False,
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    key: self.around.count.format(least=item.least, most=item.most)
                    for key in ("invalid", "min_value", "max_value")
                },
            )
        options = self.wording.options_of(item.id)
        choices = [(str(option.value), option.label) for option in options] or [
            (str(value), str(value)) for value in range(item.least, item.most + 1)
        ]
        return forms.ChoiceField(
            label=text,
            choices=choices,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": self.around.unread},
        )

    def questions(self) -> Iterator[Question]:
        """The questions in their owner's order and numbering."""
        for item, asked in zip(self.scale.item, self.wording.item, strict=True):
            yield Question(
                number=item.id if item.id.isdigit() else "",
                field=self[name_of(item)],
                drawn=_drawn(item, self.wording),
                least_label=asked.least_label,
                most_label=asked.most_label,
            )

    def answers(self) -> dict[str, int | None]:
        """Each item with its answer, None where it was left open."""
        return {item.id: _whole(self.cleaned_data.get(name_of(item))) for item in self.scale.item}

    @property
    def is_urgent(self) -> bool:
        """Whether what was sent, stored or not, asks that somebody is spoken to today."""
        if not self.is_bound:
            return False
        sent = {
            item.id: _whole(self.data.get(self.add_prefix(name_of(item))))
            for item in self.scale.item
        }
        readable = {
            item.id: sent[item.id]
            for item in self.scale.item
            if sent[item.id] is not None and item.allows(sent[item.id] or 0)
        }
        try:
            return bool(URGENT & set(score(self.scale, readable).flags))
        except NotUnderstood:
            return False

    @property
    def asks_as_is(self) -> bool:
        """Whether to offer sending it with questions left open."""
        return self.is_bound and bool(self.errors)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        answers = self.answers()
        if all(value is None for value in answers.values()):
            self.add_error(None, self.around.nothing)
            return cleaned
        left = [item for item in self.scale.item if answers[item.id] is None and self._asks(item)]
        if left and not cleaned.get("as_is") and not self.is_urgent:
            self.add_error(None, self.around.open)
            for item in left:
                if name_of(item) not in self.errors:
                    self.add_error(name_of(item), self.around.left_open)
        return cleaned

    def _asks(self, item: Item) -> bool:
        """Whether an open answer is worth asking about: it counts, or a flag looks at it."""
        return item.scored or any(flag.item == item.id for flag in self.scale.flag)


def name_of(item: Item) -> str:
    """The name of an item's field."""
    return f"item-{item.id}"


def _whole(value: object) -> int | None:
    text = "" if value is None else str(value)
    return int(text) if text.isascii() and text.isdigit() else None


def _drawn(item: Item, wording: Wording) -> str:
    """As answers to choose, as a line of numbers, or as a number to type."""
    if wording.options_of(item.id):
        return CHOICES
    return LINE if item.most - item.least < LONGEST_LINE else COUNT
