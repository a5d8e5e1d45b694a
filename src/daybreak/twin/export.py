"""A simulation as JSON, and every person of it as CSV or Parquet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.errors import NotPossible
from daybreak.twin.outputs import outputs
from daybreak.twin.simulate import Simulation

Floats = NDArray[np.float64]


def simulation_as_json(found: Simulation) -> dict[str, Any]:
    """All of a simulation in plain values; hours, and units beside each output."""
    error = found.certificate
    known = outputs()
    return {
        "people": found.people,
        "seed": found.seed,
        "times_h": list(found.times_h),
        "sessions_h": list(found.sessions_h),
        "quantile_levels": list(found.levels),
        "outputs": {
            name: {
                "unit": known[name].unit,
                "per": known[name].per,
                "meaning": known[name].meaning,
                "mean": summary.mean.tolist(),
                "sd": summary.sd.tolist(),
                "quantiles": summary.quantiles.tolist(),
                "quantile_resolution": summary.resolution,
            }
            for name, summary in found.summaries.items()
        },
        "certificate": {
            "people": error.people,
            "score_rms": error.score_rms,
            "score_max": error.score_max,
            "peak_rms": error.peak_rms,
            "peak_max": error.peak_max,
        },
        "outside_evidence": list(found.outside_evidence),
    }


class PersonTable:
    """Writes people as they come, so that memory does not grow with them.

    One row per person: `id`, then each output as `name_0`, `name_1`, ... over times or sessions.
    The file's ending decides: .csv, .parquet.
    """

    def __init__(self, path: Path) -> None:
        if path.suffix not in {".csv", ".parquet"}:
            raise NotPossible("table-ending", f"{path.name} must end in .csv or .parquet.")
        self.path = path
        self._text: Any = None
        self._parquet: Any = None

    def write(self, ids: NDArray[np.int64], values: Mapping[str, Floats]) -> None:
        """Add some people; the sink of `simulate`."""
        names = [f"{name}_{k}" for name, v in values.items() for k in range(v.shape[1])]
        flat = np.concatenate(list(values.values()), axis=1)
        if self.path.suffix == ".csv":
            if self._text is None:
                self._text = self.path.open("w", encoding="utf-8", newline="\n")
                self._text.write(",".join(["id", *names]) + "\n")
            for person, row in zip(ids.tolist(), flat.tolist(), strict=True):
                self._text.write(f"{person}," + ",".join(f"{value:.9g}" for value in row) + "\n")
            return
        import pyarrow as pa  # noqa: PLC0415 - only for Parquet
        import pyarrow.parquet as pq  # noqa: PLC0415

        columns = [pa.array(ids), *(pa.array(flat[:, k]) for k in range(flat.shape[1]))]
        table = pa.table(columns, names=["id", *names])
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self.path, table.schema)
        self._parquet.write_table(table)

    def close(self) -> None:
        """Finish the file."""
        for each in (self._text, self._parquet):
            if each is not None:
                each.close()
