// Draws the charts of a page from the figures beside them. Without this script, or when
// Plotly cannot be loaded, the tables stay open in their place.

const section = document.querySelector("[data-charts]");
const words = section.dataset;
const narrow = matchMedia("(max-width: 42rem)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const SHEET_WIDTH = 680; // of paper and of saved pictures
// Plotly's maps, which we do not draw, write a style element into the page, which the policy
// forbids; they leave that be where an element has this id. A test notices if it changes.
const MAP_STYLES = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
const drawn = new Set();
let loading;

const charts = [...section.querySelectorAll("[data-figure]")].map((drawing) => ({
  drawing,
  key: drawing.closest("figure").id,
  table: document.getElementById(drawing.dataset.table),
  figure: JSON.parse(document.getElementById(drawing.dataset.figure).textContent),
}));

// -- Plotly, only when it is needed ---------------------------------------------------------

function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const mapStyles = document.createElement("template");
    mapStyles.id = MAP_STYLES;
    const script = document.createElement("script");
    script.src = words.plotly;
    script.addEventListener("load", () => {
      window.Plotly.register(chineseLocale());
      resolve(window.Plotly);
    });
    script.addEventListener("error", reject);
    document.head.append(mapStyles, script);
  });
  return loading;
}

function chineseLocale() {
  const months = Array.from({ length: 12 }, (_, n) => `${n + 1}月`);
  const days = ["日", "一", "二", "三", "四", "五", "六"];
  return {
    moduleType: "locale",
    name: "zh-CN",
    dictionary: {},
    format: {
      days: days.map((day) => `星期${day}`),
      shortDays: days.map((day) => `周${day}`),
      months,
      shortMonths: months,
      date: "%Y-%m-%d",
      decimal: ".",
      thousands: ",",
    },
  };
}

// -- Looks ----------------------------------------------------------------------------------

function palette(prefix) {
  const styles = getComputedStyle(section);
  const colour = (name) => styles.getPropertyValue(`--${prefix}${name}`).trim();
  return {
    paper: colour(prefix ? "paper" : "raised"),
    ink: colour("ink"),
    soft: colour("soft"),
    rule: colour("rule"),
    strong: colour("rule-strong"),
    accent: colour("accent"),
    family: styles.fontFamily,
  };
}

function template(colours) {
  const axis = {
    gridcolor: colours.rule,
    zerolinecolor: colours.strong,
    zerolinewidth: 1,
    linecolor: colours.strong,
  };
  return {
    layout: {
      font: { family: colours.family, size: 13, color: colours.ink },
      paper_bgcolor: colours.paper,
      plot_bgcolor: colours.paper,
      xaxis: { ...axis, tickfont: { color: colours.soft, size: 12 } },
      yaxis: { showgrid: false, ticklabelstandoff: 8 },
      hoverlabel: {
        align: "left",
        bgcolor: colours.ink,
        bordercolor: colours.ink,
        font: { family: colours.family, size: 13, color: colours.paper },
      },
      modebar: { bgcolor: "rgba(0,0,0,0)" },
    },
    data: {
      scatter: [
        {
          marker: { color: colours.accent, line: { color: colours.accent } },
          line: { color: colours.strong },
          error_x: { color: colours.strong },
        },
      ],
      bar: [{ marker: { color: colours.accent } }],
    },
  };
}

function wrap(text, width) {
  const lines = [""];
  for (const word of text.split(/(?<=[ ，；、])/u)) {
    if (lines.at(-1) && (lines.at(-1) + word).trimEnd().length > width) {
      lines.push("");
    }
    lines[lines.length - 1] += word;
  }
  return lines.map((line) => line.trim()).join("<br>");
}

// Names stand left of their rows, or above them where there is no room at the left; there,
// the axis gets fewer marks and more room for the value of the longest.
function laidOut(figure, colours, isNarrow) {
  const layout = structuredClone(figure.layout);
  const { tickvals = [], ticktext = [] } = layout.yaxis;
  layout.template = template(colours);
  layout.autosize = true;
  if (isNarrow) {
    const { xaxis } = layout;
    xaxis.range[1] += 0.15 * (xaxis.range[1] - xaxis.range[0]);
    if (xaxis.tickvals.length > 3) {
      xaxis.tickvals = xaxis.tickvals.filter((_, n) => n % 2 === 0);
      xaxis.ticktext = xaxis.ticktext.filter((_, n) => n % 2 === 0);
    }
    layout.height += 14 * tickvals.length;
    layout.yaxis.showticklabels = false;
    layout.annotations = tickvals.map((y, n) => ({
      text: ticktext[n],
      x: 0,
      xref: "paper",
      xanchor: "left",
      y,
      yanchor: "bottom",
      yshift: 11,
      showarrow: false,
      font: { size: 12 },
    }));
  } else {
    layout.yaxis.ticktext = ticktext.map((text) => wrap(text, 34));
  }
  return layout;
}

// -- Drawing --------------------------------------------------------------------------------

async function draw(chart, forPaper = false) {
  const Plotly = await plotly();
  const layout = laidOut(
    chart.figure,
    palette(forPaper ? "sheet-" : ""),
    narrow.matches && !forPaper,
  );
  if (forPaper) {
    Object.assign(layout, { width: SHEET_WIDTH, autosize: false });
  }
  const config = {
    displaylogo: false,
    displayModeBar: true,
    doubleClick: false,
    locale: words.locale,
    modeBarButtons: [[button(chart, "svg"), button(chart, "png")]],
    responsive: true,
    showTips: false,
  };
  await Plotly.react(chart.drawing, structuredClone(chart.figure.data), layout, config);
  const [first, ...others] = chart.drawing.querySelectorAll("svg.main-svg");
  first.setAttribute("role", "img");
  first.setAttribute("aria-label", chart.drawing.dataset.alt);
  others.forEach((svg) => svg.setAttribute("aria-hidden", "true"));
  drawn.add(chart);
}

function button(chart, format) {
  return {
    name: format,
    title: words[format],
    icon: () => document.createTextNode(format.toUpperCase()),
    click: () => save(chart, format),
  };
}

async function drawOrShowTable(chart) {
  try {
    await draw(chart);
  } catch {
    chart.drawing.style.minHeight = "";
    chart.drawing.textContent = words.failed;
    chart.table.open = true;
  }
}

function redraw(forPaper) {
  drawn.forEach((chart) => draw(chart, forPaper));
}

// -- Saving: in light colours, with the heading, so that the limits travel with the picture ---

async function save(chart, format) {
  const Plotly = await plotly();
  const colours = palette("sheet-");
  const layout = laidOut(chart.figure, colours, false);
  const [title, limits] = headings(chart);
  const subtitle = wrap(limits, words.locale === "zh-CN" ? 50 : 100);
  const top = 60 + 18 * subtitle.split("<br>").length;
  Object.assign(layout, {
    width: SHEET_WIDTH,
    height: layout.height + top - layout.margin.t,
    margin: { ...layout.margin, t: top, l: 16, r: 16 },
    title: {
      text: title,
      x: 0,
      xref: "container",
      xanchor: "left",
      y: 1,
      yref: "container",
      yanchor: "top",
      pad: { l: 16, t: 14 },
      font: { size: 17 },
      subtitle: { text: subtitle, font: { size: 12, color: colours.soft } },
    },
  });
  const svg = await Plotly.toImage(
    { data: structuredClone(chart.figure.data), layout, config: { locale: words.locale } },
    { format: "svg", width: layout.width, height: layout.height, imageDataOnly: true },
  );
  const picture =
    format === "svg"
      ? new Blob([svg], { type: "image/svg+xml" })
      : await toPng(svg, layout.width, layout.height);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = `${chart.key}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function headings(chart) {
  const heading = document.getElementById(`${chart.key}-title`);
  const limits = heading.querySelector(".chart__limits").textContent;
  return [heading.textContent.replace(limits, "").trim(), limits];
}

// Plotly's own way takes a blob: address, which the page's policy does not allow for pictures.
async function toPng(svg, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = 2;
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// -- When -----------------------------------------------------------------------------------

const near = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      near.unobserve(entry.target);
      drawOrShowTable(charts.find((chart) => chart.drawing === entry.target));
    }
  },
  { rootMargin: "300px" },
);

for (const chart of charts) {
  chart.table.open = false;
  chart.drawing.style.minHeight = `${chart.figure.layout.height}px`; // nothing jumps when it is drawn
  near.observe(chart.drawing);
}

narrow.addEventListener("change", () => redraw());
dark.addEventListener("change", () => redraw());
addEventListener("beforeprint", () => {
  charts.filter((chart) => !drawn.has(chart)).forEach((chart) => (chart.table.open = true));
  redraw(true);
});
addEventListener("afterprint", () => redraw());
