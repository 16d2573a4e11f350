// Saves a chart as a PNG picture: the browser paints its SVG file, which says all that is needed
// to cite it. Without this script the SVG file is offered alone.

const SCALE = 2;

async function painted(address) {
  const svg = await (await fetch(address)).text();
  const image = new Image();
  // Not a blob: address, which the page's policy does not allow for pictures.
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * SCALE;
  canvas.height = image.height * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

async function save(event) {
  event.preventDefault();
  const asked = event.currentTarget;
  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await painted(asked.href));
    link.download = asked.dataset.png;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch {
    location.assign(asked.href); // the drawing at least
  }
}

for (const link of document.querySelectorAll("[data-png]")) {
  link.closest("li").hidden = false;
  link.addEventListener("click", save);
}
