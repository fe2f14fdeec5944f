/* World: what lies fixed on the plane (land, borders, lines), one sheet for each pane.

   A sheet of SVG writes each shape once; moving and zooming change what part of the plane is
   shown, never a shape. Where there are more vertices than that bears, a sheet of canvas
   draws what is in view, thinned to the pixel. Both take the look of a shape from its class. */

const MOST_PATHS = 2_000;
const MOST_VERTICES = 100_000;

/* The part of the plane that a renderer shows: its corner, size in px, and px to a unit. */
function partShown({ _map: map, _bounds: bounds, _zoom: zoom, options: { unit } }) {
  const scale = unitScale(zoom, unit);
  const corner = bounds.min.add(map.getPixelOrigin()).divideBy(scale);
  return { scale, size: bounds.getSize(), x: corner.x - 180 * unit, y: corner.y - 180 * unit };
}

const VectorSheet = L.SVG.extend({
  initialize(options) {
    L.SVG.prototype.initialize.call(this, options);
    this.on("update", this.showPart);
  },

  _initContainer() {
    L.SVG.prototype._initContainer.call(this);
    this._container.classList.add("world");
  },

  showPart() {
    const { scale, size, x, y } = partShown(this);
    this._container.setAttribute("viewBox", `${x} ${y} ${size.x / scale} ${size.y / scale}`);
  },

  /* A place of its own for each shape, so that one hidden comes back in its order. */
  enter(shape) {
    shape.slot = svg("g");
    this._rootGroup.append(shape.slot);
    shape.node = svg("path", { ...shape.look, d: shape.text() });
  },

  show: (shape) => shape.slot.append(shape.node),
  hide: (shape) => shape.node.remove(),
});

const CanvasSheet = L.Renderer.extend({
  initialize(options) {
    L.Renderer.prototype.initialize.call(this, options);
    this.shapes = [];
  },

  _initContainer() {
    this._container = el("canvas");
    // Paths that are never shown, of which a shape's look is read.
    this.looks = svg("svg", { width: 0, height: 0, "aria-hidden": "true" });
  },

  _destroyContainer() {
    this._container.remove();
    this.looks.remove();
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    if (!this.looks.isConnected) this.getPane().append(this.looks);
    const size = this._bounds.getSize();
    const fine = window.devicePixelRatio || 1;
    Object.assign(this._container, { width: size.x * fine, height: size.y * fine });
    Object.assign(this._container.style, { width: `${size.x}px`, height: `${size.y}px` });
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this.draw();
  },

  enter(shape) {
    shape.node = svg("path", shape.look);
    this.looks.append(shape.node);
    this.shapes.push(shape);
  },

  show(shape) {
    shape.shown = true;
    this.drawSoon();
  },

  hide(shape) {
    shape.shown = false;
    this.drawSoon();
  },

  /* Many shapes shown at once are drawn together. */
  drawSoon() {
    this.due ??= requestAnimationFrame(() => this.draw());
  },

  draw() {
    cancelAnimationFrame(this.due);
    this.due = null;
    const part = partShown(this);
    const fine = window.devicePixelRatio || 1;
    const pen = this._container.getContext("2d");
    pen.setTransform(fine, 0, 0, fine, 0, 0);
    pen.clearRect(0, 0, part.size.x, part.size.y);
    const traced = new Map(); // a line is traced once for its casing, itself and its dashes
    for (const shape of this.shapes.filter((one) => one.shown)) {
      if (!traced.has(shape.key)) traced.set(shape.key, tracedIn(shape.planes, part));
      strokeAs(pen, getComputedStyle(shape.node), traced.get(shape.key));
    }
  },
});

/* Lines as far as they are in view, no vertex within a pixel of the one before. */
function tracedIn(planes, { scale, size, x, y }) {
  const path = new Path2D();
  const outside = ({ west, north, east, south }) =>
    east < x || south < y || west > x + size.x / scale || north > y + size.y / scale;
  for (const { plane, box } of planes) {
    if (outside(box)) continue;
    let [px, py] = [Infinity, Infinity];
    for (let i = 0; i < plane.length; i += 2) {
      const [ax, ay] = [(plane[i] - x) * scale, (plane[i + 1] - y) * scale];
      const end = i === plane.length - 2;
      if (!end && Math.abs(ax - px) < 1 && Math.abs(ay - py) < 1) continue;
      if (i === 0) path.moveTo(ax, ay);
      else path.lineTo(ax, ay);
      [px, py] = [ax, ay];
    }
  }
  return path;
}

function strokeAs(pen, style, path) {
  pen.strokeStyle = style.stroke;
  pen.lineWidth = parseFloat(style.strokeWidth);
  pen.globalAlpha = Number(style.strokeOpacity);
  pen.lineCap = style.strokeLinecap;
  pen.lineJoin = style.strokeLinejoin;
  pen.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(",").map(parseFloat));
  pen.stroke(path);
}

/* Lines of one look on a sheet; a layer to add and remove. `key` names what lines they are. */
const Shape = L.Layer.extend({
  initialize(sheet, look, { key, planes, text = () => planes.map(({ plane }) => pathText(plane)).join("") }) {
    Object.assign(this, { sheet, look, key, planes, text });
    sheet.enter(this);
  },
  onAdd() {
    this.sheet.show(this);
  },
  onRemove() {
    this.sheet.hide(this);
  },
});

/* One sheet a pane, made when first asked for. */
function sheetOf(page, pane, kind = VectorSheet, options = {}) {
  page.sheets ??= {};
  page.sheets[pane] ??= new kind({ pane, unit: UNIT, ...options }).addTo(page.map);
  return page.sheets[pane];
}
