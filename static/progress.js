// A page that told the progress of long work goes on to the result when the work is done.
// Without scripts the reader follows the link at its end.
document.addEventListener("DOMContentLoaded", () => {
  const link = document.querySelector('a[data-next="go"]');
  if (link) location.replace(link.href);
});
