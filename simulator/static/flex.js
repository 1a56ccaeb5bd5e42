// Draws Flex Messages the way LINE draws them.

import { el } from "./core.js";

const SPACE = { none: "0", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" };
const FONT = {
  xxs: "11px", xs: "13px", sm: "14px", md: "16px", lg: "19px", xl: "22px",
  xxl: "29px", "3xl": "35px", "4xl": "48px", "5xl": "74px",
};
const IMAGE = {
  xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px", xxl: "160px",
  "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%",
};
const BORDER = {
  none: "0", light: "0.5px", normal: "1px", medium: "2px", "semi-bold": "3px", bold: "4px",
};
const SIDES = { Top: "top", Bottom: "bottom", Start: "left", End: "right" };
const ALIGN = { start: "left", end: "right", center: "center" };
const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };

const size = (table, value) => table[value] ?? value;

export function flexMessage(contents, tap) {
  if (contents.type === "bubble") return bubble(contents, tap);
  return el("div", { className: "fx-carousel" }, contents.contents.map((each) => bubble(each, tap)));
}

function bubble(spec, tap) {
  const styles = spec.styles ?? {};
  const blocks = ["header", "hero", "body", "footer"].filter((name) => spec[name]);
  const node = el("div", { className: `fx-bubble fx-${spec.size ?? "mega"}`, dir: spec.direction ?? "ltr" });
  for (const name of blocks) {
    const look = styles[name] ?? {};
    const part = el("div", { className: `fx-${name}` }, component(spec[name], "vertical", tap, true));
    if (name === "body" && spec.footer) part.classList.add("fx-has-footer");
    if (look.backgroundColor) part.style.backgroundColor = look.backgroundColor;
    if (look.separator && name !== blocks[0]) {
      part.style.borderTop = `1px solid ${look.separatorColor ?? "#d4d6da"}`;
    }
    node.append(part);
  }
  return tappable(node, spec, tap);
}

function component(spec, layout, tap, first = false) {
  const draw = DRAW[spec.type] ?? unknown;
  const node = draw(spec, layout, tap);
  place(node, spec, layout, first);
  return spec.type === "button" ? node : tappable(node, spec, tap);
}

function tappable(node, spec, tap) {
  if (!spec.action) return node;
  node.classList.add("fx-tap");
  node.addEventListener("click", (event) => {
    event.stopPropagation();
    tap(spec.action);
  });
  return node;
}

function place(node, spec, layout, first) {
  const style = node.style;
  const row = layout !== "vertical";
  if (spec.margin && !first) style[row ? "marginLeft" : "marginTop"] = size(SPACE, spec.margin);
  style.flex = stretch(spec, row);
  if (row && (spec.flex ?? 1) > 0 && !["icon", "separator"].includes(spec.type)) style.minWidth = "0";
  if (spec.position === "absolute") style.position = "absolute";
  for (const [side, css] of Object.entries(SIDES)) {
    const offset = spec[`offset${side}`];
    if (offset) style[css] = size(SPACE, offset);
  }
  if (spec.gravity && row) style.alignSelf = GRAVITY[spec.gravity];
}

function stretch(spec, row) {
  const rigid = spec.type === "icon" || spec.type === "separator" || spec.width || spec.height;
  const share = spec.flex ?? (spec.type === "filler" || (row && !rigid) ? 1 : 0);
  if (share === 0) return row && spec.type !== "icon" ? "0 1 auto" : "0 0 auto";
  return row ? `${share} 0 0` : `${share} 0 auto`;
}

function box(spec, _layout, tap) {
  const node = el("div", { className: `fx-box fx-${spec.layout}` });
  const style = node.style;
  const row = spec.layout !== "vertical";
  for (const name of ["width", "maxWidth", "height", "maxHeight", "backgroundColor"]) {
    if (spec[name]) style[name] = spec[name];
  }
  const all = spec.paddingAll;
  if (all) style.padding = size(SPACE, all);
  for (const [side, css] of Object.entries(SIDES)) {
    const padding = spec[`padding${side}`];
    if (padding) style.setProperty(`padding-${css}`, size(SPACE, padding));
  }
  if (spec.borderWidth) style.border = `${size(BORDER, spec.borderWidth)} solid ${spec.borderColor ?? "#000"}`;
  if (spec.cornerRadius) style.borderRadius = size(SPACE, spec.cornerRadius);
  if (spec.justifyContent) style.justifyContent = spec.justifyContent;
  if (spec.alignItems) style.alignItems = spec.alignItems;
  if (spec.background) style.backgroundImage = gradient(spec.background);
  const gap = size(SPACE, spec.spacing ?? "none");
  spec.contents.forEach((each, index) => {
    const child = component(each, spec.layout, tap, index === 0);
    if (index && !each.margin && each.position !== "absolute") {
      child.style[row ? "marginLeft" : "marginTop"] = gap;
    }
    node.append(child);
  });
  return node;
}

function gradient(spec) {
  const middle = spec.centerColor ? `, ${spec.centerColor} ${spec.centerPosition ?? "50%"}` : "";
  return `linear-gradient(${spec.angle}, ${spec.startColor}${middle}, ${spec.endColor})`;
}

function letters(node, spec) {
  const style = node.style;
  if (spec.size) style.fontSize = size(FONT, spec.size);
  if (spec.color) style.color = spec.color;
  if (spec.weight) style.fontWeight = spec.weight === "bold" ? "700" : "400";
  if (spec.style) style.fontStyle = spec.style;
  if (spec.decoration) style.textDecoration = spec.decoration;
  return node;
}

function text(spec) {
  const inside = el("span", { className: "fx-words" });
  if (spec.contents?.length) inside.append(...spec.contents.map((span) => letters(el("span", {}, span.text ?? ""), span)));
  else inside.append(spec.text ?? "");
  const node = letters(el("div", { className: "fx-text" }, inside), spec);
  if (spec.wrap) node.classList.add("fx-wrap");
  if (spec.wrap && spec.maxLines) {
    inside.classList.add("fx-clamp");
    inside.style.webkitLineClamp = spec.maxLines;
  }
  if (spec.lineSpacing) node.style.lineHeight = `calc(1.4em + ${spec.lineSpacing})`;
  if (spec.align) node.style.textAlign = ALIGN[spec.align];
  if (spec.gravity) Object.assign(node.style, { display: "flex", alignItems: GRAVITY[spec.gravity] });
  return node;
}

function button(spec, _layout, tap) {
  const style = spec.style ?? "link";
  const node = el(
    "button",
    { type: "button", className: `fx-button fx-${style} fx-button-${spec.height ?? "md"}`, onclick: () => tap(spec.action) },
    el("span", {}, spec.action.label),
  );
  if (spec.color) node.style[style === "link" ? "color" : "backgroundColor"] = spec.color;
  return node;
}

function image(spec) {
  const [width, height] = (spec.aspectRatio ?? "1:1").split(":").map(Number);
  const picture = el("img", { src: spec.url, alt: "", loading: "lazy" });
  picture.style.objectFit = spec.aspectMode === "cover" ? "cover" : "contain";
  const frame = el("div", { className: "fx-picture" }, picture);
  Object.assign(frame.style, {
    width: size(IMAGE, spec.size ?? "md"),
    aspectRatio: `${width} / ${height}`,
    backgroundColor: spec.backgroundColor ?? "",
  });
  const node = el("div", { className: "fx-image" }, frame);
  node.style.justifyContent = { start: "flex-start", end: "flex-end" }[spec.align] ?? "center";
  node.style.alignItems = GRAVITY[spec.gravity ?? "top"];
  return node;
}

function icon(spec) {
  const [width, height] = (spec.aspectRatio ?? "1:1").split(":").map(Number);
  const side = size(FONT, spec.size ?? "md");
  const node = el("img", { className: "fx-icon", src: spec.url, alt: "" });
  Object.assign(node.style, { height: side, width: `calc(${side} * ${width / height})` });
  return node;
}

function separator(spec, layout) {
  const node = el("div", { className: layout === "vertical" ? "fx-line" : "fx-bar" });
  if (spec.color) node.style.backgroundColor = spec.color;
  return node;
}

function video(spec) {
  return el("video", { className: "fx-video", src: spec.url, poster: spec.previewUrl, controls: true });
}

const filler = () => el("div", { className: "fx-filler" });
const unknown = (spec) => el("div", { className: "fx-text" }, `? ${spec.type}`);
const DRAW = { box, text, button, image, icon, separator, filler, video };
