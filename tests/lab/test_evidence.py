"""The table of trials is read once, and its results stay away from who predicts."""

from pathlib import Path

import pytest

from daybreak.care.errors import NotUnderstood
from daybreak.lab.evidence import QUESTION_COLUMNS, evidence, questions
from lab.arms_table import table

LAB = Path(__file__).resolve().parents[2] / "src" / "daybreak" / "lab"


def test_a_question_has_no_column_that_tells_the_result() -> None:
    assert not {"value", "sd_or_ci", "split", "source", "confidence"} & set(QUESTION_COLUMNS)


def test_every_row_names_a_source_and_whether_it_may_be_fitted() -> None:
    rows = evidence()

    assert len(rows) == 224
    assert all(each.source for each in rows)
    assert {each.question.trial for each in rows if not each.may_be_fitted} == {
        "KetECT",
        "Oliver2022",
        "BioK_Parikh2023",
    }


def test_only_one_module_opens_the_table() -> None:
    assert [each.name for each in LAB.glob("*.py") if "trials.csv" in each.read_text()] == [
        "evidence.py"
    ]


def test_rows_come_in_their_order(tmp_path: Path) -> None:
    path = table(tmp_path / "arms.csv", {"arm": "b"}, {"arm": "a"}, {"arm": "c"})

    assert [each["arm"] for each in questions(path)] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "arms-columns"),
        (b"trial,arm\nA,b\n", "arms-columns"),
        (b"\xff\xfe\x00", "arms-file"),
        ((",".join(QUESTION_COLUMNS) + "\n").encode(), "arms-empty"),
        ((",".join(QUESTION_COLUMNS) + "\nA,b\n").encode(), "arms-row"),
        ((",".join(QUESTION_COLUMNS) + "\n" + "x," * 30 + "x\n").encode(), "arms-row"),
    ],
)
def test_what_is_no_table_of_arms_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "arms.csv"
    path.write_bytes(content)

    with pytest.raises(NotUnderstood) as refused:
        questions(path)

    assert refused.value.code == code
    assert "\n" not in refused.value.message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood):
        questions(tmp_path / "none.csv")
