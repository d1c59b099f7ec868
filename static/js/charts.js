/* Draws each chart over its table, out of the JSON beside it; nothing moves. Without
   this script, or without ECharts, the tables stand alone and are all there is. */

const NARROW = 560; // below this many pixels labels are turned and broken
const ROW = 30;
const PAPER = 590; // a card on a printed page is as wide

const token = (name) =>
  getComputedStyle(document.querySelector(".p-chart")).getPropertyValue(name).trim();

/* In grey the colours are one: the patterns tell them apart. */
const WHITE = "rgba(255, 255, 255, .7)";
const PATTERNS = [
  { symbol: "none" },
  { color: WHITE, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4 },
  { color: WHITE, symbol: "circle", symbolSize: 0.6, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0] },
  { color: WHITE, dashArrayX: [1, 0], dashArrayY: [3, 4] },
  { color: WHITE, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
  { color: WHITE, dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: Math.PI / 2 },
];

function look() {
  const colours = [1, 2, 3, 4, 5, 6].map((n) => token(`--chart-${n}`));
  return {
    colours,
    shades: [0, 1, 2, 3, 4].map((n) => token(`--shade-${n}`)),
    text: token("--text"),
    muted: token("--muted"),
    line: token("--border"),
    red: token("--red"),
    paper: token("--paper"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

function shared(box, plot, style) {
  return {
    animation: false,
    color: style.colours,
    textStyle: { fontFamily: style.font, color: style.text },
    aria: {
      enabled: true,
      label: { description: box.getAttribute("aria-label") },
      decal: { show: !plot.cells, decals: PATTERNS },
    },
    tooltip: { renderMode: "richText", confine: true, trigger: plot.cells ? "item" : "axis", axisPointer: { type: "shadow" } },
    grid: { left: 8, right: 16, top: plot.cells ? 8 : 56, bottom: 8, containLabel: true },
  };
}

function axis(names, style, more) {
  return {
    type: "category",
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: style.muted } },
    ...more,
    axisLabel: { color: style.text, hideOverlap: true, ...more.axisLabel },
  };
}

function figures(name, style, more) {
  return {
    type: "value",
    name,
    nameTextStyle: { color: style.muted, align: more.splitLine ? "right" : "left" },
    minInterval: 1,
    boundaryGap: [0, "12%"],
    axisLabel: { color: style.muted },
    splitLine: { lineStyle: { color: style.line } },
    ...more,
  };
}

function bars(box, plot, style) {
  const narrow = box.clientWidth < NARROW;
  const isSparse = plot.names.length * plot.series.length <= (narrow ? 12 : 40);
  const series = plot.series.map((each) => ({
    name: each.name,
    type: each.line ? "line" : "bar",
    data: each.values,
    stack: plot.stacked && !each.line ? "all" : undefined,
    yAxisIndex: each.line ? 1 : 0,
    symbolSize: 5,
    barMaxWidth: 36,
    label: {
      show: isSparse && !plot.stacked && !each.line,
      position: plot.sideways ? "right" : "top",
      color: style.text,
    },
    labelLayout: { hideOverlap: true },
  }));
  if (plot.marked) {
    series[0].markLine = {
      symbol: "none",
      silent: true,
      lineStyle: { color: style.red, width: 2, type: "dashed" },
      label: { formatter: plot.marked.word, color: style.red, fontWeight: "bold", align: "right", offset: [-4, 16] },
      data: [{ xAxis: plot.marked.at }],
    };
  }
  const names = axis(plot.names, style, {
    inverse: plot.sideways,
    axisLabel: plot.sideways
      ? { interval: 0, width: narrow ? 84 : 180, overflow: "break" }
      : { rotate: narrow && plot.names.length > 4 ? 45 : 0 },
  });
  const counts = [figures(plot.unit, style, {})];
  if (plot.series.some((each) => each.line)) {
    const [beside] = plot.series.filter((each) => each.line);
    counts.push(figures(`${beside.name}（${plot.unit}）`, style, { splitLine: { show: false } }));
  }
  return {
    ...shared(box, plot, style),
    legend: plot.series.length > 1 ? { type: "scroll", top: 0, left: 0, textStyle: { color: style.text } } : undefined,
    xAxis: plot.sideways ? counts[0] : names,
    yAxis: plot.sideways ? names : counts,
    series,
  };
}

/* Five steps from nothing to the most, each cell with its number in what can be read. */
function heat(box, plot, style) {
  const narrow = box.clientWidth < NARROW;
  const most = Math.max(1, ...plot.cells.flat());
  const step = (value) => (value ? Math.min(4, 1 + Math.floor((value * 4 - 1) / most)) : 0);
  const cells = plot.cells.flatMap((row, y) =>
    row.map((value, x) => ({
      value: [x, y, value, step(value)],
      label: { color: step(value) > 2 ? style.paper : style.text },
    })),
  );
  return {
    ...shared(box, plot, style),
    xAxis: axis(plot.heads, style, { position: "top", axisLabel: { interval: 0, rotate: narrow ? 60 : 0 } }),
    yAxis: axis(plot.names, style, {
      inverse: true,
      axisLabel: { interval: 0, hideOverlap: false, width: narrow ? 104 : 200, overflow: "break" },
    }),
    visualMap: {
      show: false,
      type: "piecewise",
      dimension: 3,
      pieces: style.shades.map((color, value) => ({ value, color })),
    },
    series: [{
      name: plot.unit,
      type: "heatmap",
      data: cells,
      encode: { x: 0, y: 1, value: 2 },
      label: { show: true, formatter: (cell) => String(cell.value[2]) },
      itemStyle: { borderColor: style.line, borderWidth: 1 },
    }],
  };
}

function height(plot) {
  if (plot.cells) return plot.names.length * ROW + 80;
  if (plot.sideways) return plot.names.length * (plot.stacked ? 36 : 16 * plot.series.length + 10) + 110;
  return 340;
}

function draw(box) {
  const plot = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  box.hidden = false;
  box.style.height = `${height(plot)}px`;
  const chart = window.echarts.init(box, null, { renderer: "svg", locale: "ZH" });
  const style = look();
  const show = () => chart.setOption((plot.cells ? heat : bars)(box, plot, style), true);
  show();
  let width = box.clientWidth;
  new ResizeObserver(() => {
    if (box.clientWidth === width || !box.clientWidth) return;
    width = box.clientWidth;
    chart.resize();
    show();
  }).observe(box);
  const fit = (size) => {
    chart.resize(size);
    chart.getZr().flush(); // paper waits for no frame
  };
  addEventListener("beforeprint", () => fit({ width: PAPER }));
  addEventListener("afterprint", () => fit({ width: "auto" }));
}

/* A long table gives way to its picture, and is there again on paper. */
function fold() {
  const long = [...document.querySelectorAll("details[data-fold]")];
  const folded = (is) => long.forEach((each) => { each.open = !is; });
  folded(true);
  addEventListener("beforeprint", () => folded(false));
  addEventListener("afterprint", () => folded(true));
}

if (window.echarts) {
  document.querySelectorAll("[data-chart]").forEach(draw);
  fold();
}
