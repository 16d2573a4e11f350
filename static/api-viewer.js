// Shows the OpenAPI description of the API with Swagger UI, which the page has loaded before.
"use strict";

const place = document.getElementById("api-viewer");
const dark = window.matchMedia("(prefers-color-scheme: dark)");

// The viewer has a dark form of its own, under this class.
function followScheme() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

followScheme();
dark.addEventListener("change", followScheme);

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  supportedSubmitMethods: ["get"],
  validatorUrl: null, // the public validator is another site
});
