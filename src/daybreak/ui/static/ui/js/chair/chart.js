// chart
// The curve of the session while nobody answers: pressures and pulse, in the clinic's time.
import uPlot from "../../vendor/uplot/uPlot.esm.js";
import { dosedSpan } from "./rules.js";

const HEIGHT = 320;
const AROUND_S = 900; // a quarter of an hour on either side
const SERIES = [
  ["Systolic", "systolic_mmhg", "--chart-1"],
  ["Diastolic", "diastolic_mmhg", "--chart-1"],
  ["Pulse", "heart_rate_per_min", "--chart-2"],
];

// The plain lines of the systolic pressure, upwards, that call somebody: as the clinic's page has them.
function limits({ alarms, pressures, quiet, critical }) {
  return alarms
    .filter((line) => line.signal === pressures.systolic && line.severity !== quiet && line.comparator === ">=")
    .filter((line) => line.relative === "nothing" && !line.persistence_s)
    .map((line) => [line.value, line.severity, line.severity === critical ? "--crit-edge" : "--warn-edge"]);
}

export class Chart {
  constructor(place, snapshot) {
    this.place = place;
    this.snapshot = snapshot;
    this.limits = limits(snapshot.rules);
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
        scales: { y: { range: (_plot, low, high) => [Math.min(40, low ?? 40), Math.max(160, high ?? 160, ...this.limits.map(([value]) => value)) + 10] } },
        hooks: { draw: [(plot) => this.draw(plot)] },
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

  // Each line with its word, as on paper: colour alone says nothing.
  draw(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.font = `600 ${13 * devicePixelRatio}px sans-serif`;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.textAlign = "left"; // the axes were written from the right
    ctx.textBaseline = "alphabetic";
    for (const [value, word, name] of this.limits) {
      const y = plot.valToPos(value, "y", true);
      ctx.strokeStyle = ctx.fillStyle = resolved(this.place, name);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.fillText(word, bbox.left + 6 * devicePixelRatio, y - 6 * devicePixelRatio);
    }
    for (const { label, name, x, y } of this.labels(plot)) {
      ctx.fillStyle = resolved(this.place, name);
      ctx.fillText(label, x, y);
    }
    ctx.restore();
  }

  // Where the name of each curve stands: behind its last point, and no two over each other.
  labels(plot) {
    const step = 15 * devicePixelRatio;
    const found = [];
    for (const [index, [label, , name]] of SERIES.entries()) {
      const last = plot.data[index + 1].findLastIndex((each) => each !== null);
      if (last < 0) continue;
      const x = plot.valToPos(plot.data[0][last], "x", true) + 8 * devicePixelRatio;
      found.push({ label, name, x, y: plot.valToPos(plot.data[index + 1][last], "y", true) + 4 * devicePixelRatio });
    }
    found.sort((one, other) => one.y - other.y);
    for (const [index, each] of found.entries()) if (index) each.y = Math.max(each.y, found[index - 1].y + step);
    return found;
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
