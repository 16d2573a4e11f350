// Opens the distribution of a large group: each zone is a dot with its name, on axes that can be
// zoomed. Plotly is fetched only then. Without this script the drawing and its files are there.

// Plotly's maps, which we do not draw, write a style element into the page, which the policy
// forbids; they leave that be where an element has this id. A test notices if it changes.
const MAP_STYLES = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
let loading;

function element(tag, given) {
  return Object.assign(document.createElement(tag), given);
}

function plotly({ plotly: src, styles: href }) {
  loading ??= new Promise((resolve, reject) => {
    const rules = { rel: "stylesheet", href, id: "plotly.js-style-global" };
    document.head.append(
      element("template", { id: MAP_STYLES }),
      element("link", { ...rules, className: "no-inline-styles" }),
      element("script", { src, onload: () => resolve(window.Plotly), onerror: reject }),
    );
  });
  return loading;
}

function coloured(layout) {
  const styles = getComputedStyle(document.body);
  const colour = (name) => styles.getPropertyValue(`--${name}`).trim();
  const axis = { gridcolor: colour("rule"), zerolinecolor: colour("rule") };
  return {
    ...layout,
    font: { family: styles.fontFamily, color: colour("ink") },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    hoverlabel: { bgcolor: colour("ink"), font: { color: colour("paper") } },
    xaxis: { ...axis, ...layout.xaxis },
    yaxis: { ...axis, ...layout.yaxis },
  };
}

async function draw(button) {
  const drawing = button.closest("figure").querySelector(".chart__drawing");
  const [Plotly, answer] = await Promise.all([plotly(button.dataset), fetch(button.value)]);
  const { data, layout } = await answer.json();
  const box = element("div", { className: "chart__closer" });
  drawing.after(box);
  const config = { displayModeBar: false, responsive: true, showTips: false };
  const show = () => {
    data[0].marker.color = getComputedStyle(box).getPropertyValue("--accent").trim();
    return Plotly.react(box, data, coloured(structuredClone(layout)), config);
  };
  await show();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  button.closest("li").remove();
}

for (const button of document.querySelectorAll("[data-plotly]")) {
  button.closest("li").hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await draw(button);
    } catch {
      button.textContent = button.dataset.failed;
    }
  });
}
