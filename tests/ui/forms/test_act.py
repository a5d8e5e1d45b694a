"""A form carries the id of one act, keeps what was typed, and says what is wrong."""

from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict

from daybreak.ui.forms import ActForm


class Remark(ActForm):
    words = forms.CharField(label="What happened")
    seen = forms.BooleanField(label="Seen by two")


def post(**sent: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(sent)
    data._mutable = False
    return data


def test_each_rendering_makes_an_id_of_its_own() -> None:
    assert Remark().act_id() != Remark().act_id()
    assert str((form := Remark()).act_id()) in str(form)


def test_what_comes_back_is_the_same_act() -> None:
    sent = uuid4()
    form = Remark(post(act_id=str(sent), words="fell asleep", seen="on"))
    assert form.is_valid()
    assert form.act_id() == sent


def test_a_refused_form_keeps_its_id_and_what_was_typed() -> None:
    sent = uuid4()
    form = Remark(post(act_id=str(sent), words="fell asleep"))
    assert not form.is_valid()
    assert form.act_id() == sent
    assert str(sent) in str(form)
    assert "fell asleep" in str(form)


def test_a_form_without_a_readable_id_is_refused_once_and_gets_a_new_one() -> None:
    first = Remark(post(act_id="nonsense", words="fell asleep", seen="on"))
    assert not first.is_valid()
    assert first.has_error(NON_FIELD_ERRORS, "act-id-missing")
    assert str(first.act_id()) in str(first)
    again = Remark(post(act_id=str(first.act_id()), words="fell asleep", seen="on"))
    assert again.is_valid()


def test_two_forms_on_one_page_do_not_share_an_id() -> None:
    sent = uuid4()
    form = Remark(post(**{"a-act_id": str(sent), "a-words": "x", "a-seen": "on"}), prefix="a")
    assert form.is_valid()
    assert form.act_id() == sent
    assert 'name="a-act_id"' in str(form)


def test_errors_are_summed_up_with_a_way_to_each_field() -> None:
    form = Remark(post(act_id=str(uuid4())))
    page = str(form)
    assert '<a href="#id_words">What happened: This is still empty.</a>' in page
    assert "This must be ticked before it can be stored." in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_words_error"' in page


def test_a_refusal_of_the_act_stands_over_the_form_or_at_its_field() -> None:
    form = Remark(post(act_id=str(uuid4()), words="x", seen="on"))
    assert form.is_valid()
    form.refuse("The session is over.")
    form.refuse("Say more.", field="words")
    form.refuse("Nobody knows this field.", field="nowhere")
    assert form.non_field_errors() == ["The session is over.", "Nobody knows this field."]
    assert form.errors["words"] == ["Say more."]


def test_what_was_typed_is_escaped() -> None:
    page = str(Remark(post(act_id=str(uuid4()), words="<b>&")))
    assert "<b>&" not in page
    assert "&lt;b&gt;&amp;" in page


def test_the_id_is_a_uuid() -> None:
    assert isinstance(Remark().act_id(), UUID)


def test_all_forms_share_what_was_compiled_of_their_templates() -> None:
    """A form with an engine of its own compiles its templates anew, on every page."""
    assert ActForm().renderer is ActForm().renderer
