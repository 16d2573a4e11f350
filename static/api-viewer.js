// Shows the OpenAPI description of the API with Swagger UI, which the page has loaded before.
"use strict";

const place = document.getElementById("api-viewer");

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  supportedSubmitMethods: ["get"],
  validatorUrl: null, // the public validator is another site
});
