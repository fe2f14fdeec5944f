/* Stock: stands in for what folium's own layers call and would load from elsewhere, so that
   they work without a network. On the page only with such layers; the markup is the user's. */

(() => {
  "use strict";

  const NAMELESS = { darkpurple: "#5b396b", lightred: "#ff8e7f" }; // no colours of CSS

  /* All that popups ask of jQuery: the elements of a text. */
  window.$ = (markup) => [...new DOMParser().parseFromString(markup, "text/html").body.children];

  /* A pin of the colour asked for; the sign in it would be a font from elsewhere. */
  function pin({ markerColor = "blue" }) {
    const shape = (tag, look) => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(look)) node.setAttribute(name, value);
      return node;
    };
    const box = shape("svg", { viewBox: "0 0 25 41", width: 25, height: 41 });
    const fill = NAMELESS[markerColor] ?? markerColor;
    box.append(
      shape("path", { d: "M12.5 40C12.5 40 24 21 24 12.5a11.5 11.5 0 1 0-23 0C1 21 12.5 40 12.5 40Z", fill, stroke: "#fff" }),
      shape("circle", { cx: 12.5, cy: 12.5, r: 4.5, fill: "#fff" }),
    );
    return box;
  }

  const Icon = L.DivIcon.extend({
    options: { iconSize: [25, 41], iconAnchor: [12, 41], popupAnchor: [1, -34], tooltipAnchor: [16, -28], className: "" },
    initialize(options) {
      L.setOptions(this, { ...options, html: pin(options ?? {}) });
    },
  });
  L.AwesomeMarkers = { Icon, icon: (options) => new Icon(options) };
})();
