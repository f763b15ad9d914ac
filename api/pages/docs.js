// No validator badge: it would tell a stranger's server about this document.
SwaggerUIBundle({
  url: "/docs/openapi.json",
  dom_id: "#document",
  validatorUrl: null,
  deepLinking: true,
  tryItOutEnabled: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
