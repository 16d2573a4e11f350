// The buttons of a page's toolbar that need scripts: its address is copied, the page printed.

const copy = document.querySelector("[data-copy]");
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("link[rel=canonical]").href);
    copy.textContent = copy.dataset.copied;
  });
}
const print = document.querySelector("[data-print]");
print.hidden = false;
print.addEventListener("click", () => window.print());
