// chart
// The curve of the session while nobody answers: pressures and pulse, in the clinic's time.
import uPlot from "../../vendor/uplot/uPlot.esm.js";
import { dosedSpan } from "./rules.js";

const HEIGHT = 260;
const AROUND_S = 900; // a quarter of an hour on either side
const SERIES = [
  ["Systolic", "systolic_mmhg", "--chart-1"],
  ["Diastolic", "diastolic_mmhg", "--chart-1"],
  ["Pulse", "heart_rate_per_min", "--chart-2"],
];

export class Chart {
  constructor(place, snapshot) {
    this.place = place;
    this.snapshot = snapshot;
    this.last = "";
    this.plot = null;
    new ResizeObserver(() => this.resize()).observe(place);
  }

  show({ chair }, now) {
    const readings = chair.readings.filter((each) => SERIES.some(([, signal]) => signal in each.vitals));
    const { began } = dosedSpan(chair.history, this.snapshot.rules);
    const from = Math.min(began ?? now, readings[0]?.at ?? now) / 1000 - AROUND_S;
    const until = now / 1000 + AROUND_S;
    const data = [
      readings.map((each) => each.at / 1000),
      ...SERIES.map(([, signal]) => readings.map((each) => each.vitals[signal] ?? null)),
    ];
    const key = JSON.stringify([data, Math.floor(now / 60000)]);
    if (key === this.last) return;
    this.last = key;
    this.plot ??= this.made();
    this.plot.setData(data, false);
    this.plot.setScale("x", { min: from, max: until });
  }

  made() {
    const colour = (name) => resolved(this.place, name);
    const axis = { stroke: colour("--ink-2"), grid: { stroke: colour("--chart-grid"), width: 1 }, ticks: { show: false }, font: "500 13px sans-serif" };
    return new uPlot(
      {
        width: this.width(),
        height: HEIGHT,
        cursor: { show: false },
        legend: { show: false },
        tzDate: (s) => uPlot.tzDate(new Date(s * 1000), this.snapshot.zone),
        scales: { y: { range: (_plot, low, high) => [Math.min(40, low ?? 40), Math.max(160, high ?? 160) + 10] } },
        axes: [{ ...axis, values: "{HH}:{mm}", space: 70 }, { ...axis, size: 44 }],
        series: [
          {},
          ...SERIES.map(([label, , name]) => ({ label, stroke: colour(name), width: 2, spanGaps: true, points: { show: true, size: 7 } })),
        ],
      },
      [[], [], [], []],
      this.place,
    );
  }

  width() {
    return Math.max(120, this.place.clientWidth - 32);
  }

  resize() {
    this.plot?.setSize({ width: this.width(), height: HEIGHT });
  }
}

// A colour of the style sheet as a canvas understands it.
function resolved(place, name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
