// Draws every kind of message, from the account and from the person, except Flex.

import { el, say } from "./core.js";
import { flexMessage } from "./flex.js";
import { face, icon } from "./icons.js";

export function drawSent(message, tap) {
  const draw = SENT[message.type] ?? plain;
  return draw(message, tap);
}

export function drawSaid(entry) {
  const message = entry.content.message;
  if (!message) return el("div", { className: "bubble" }, entry.spoken ?? "");
  const draw = SAID[message.type] ?? plain;
  return draw(message);
}

const bubble = (...children) => el("div", { className: "bubble" }, ...children);
const plain = (message) => bubble(`[${message.type}]`);

function words(text) {
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/);
  return parts.map((part) =>
    /^https?:/.test(part) ? el("a", { href: part, target: "_blank", rel: "noopener" }, part) : part,
  );
}

function textV2(message) {
  const filled = message.text.replace(/\{(\w+)\}/g, (whole, key) => {
    const kind = message.substitution?.[key]?.type;
    return kind === "mention" ? "@…" : kind === "emoji" ? "☺" : whole;
  });
  return bubble(...words(filled.replaceAll("{{", "{").replaceAll("}}", "}")));
}

function sticker(message) {
  return el("div", { className: "sticker", title: `${message.packageId}/${message.stickerId}` }, face(message.stickerId));
}

function pin(message) {
  const { latitude, longitude } = message;
  const map = el("div", { className: "map" }, el("span", { className: "pin" }, icon("pin")));
  map.style.backgroundPosition = `${(longitude * 4000) % 60}px ${(latitude * 4000) % 60}px`;
  return el(
    "div",
    { className: "place" },
    map,
    el("strong", {}, message.title ?? say("location")),
    el("small", {}, message.address ?? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`),
  );
}

const picture = (src) => el("a", { href: src, target: "_blank" }, el("img", { className: "photo", src, alt: say("photo") }));
const film = (src, poster) => el("video", { className: "photo", src, poster, controls: true });
const sound = (src, ms) => el("div", { className: "bubble sound" }, icon("play"), el("i", { className: "wave" }), ` ${Math.round(ms / 1000)}″`, el("audio", { src }));
const fileOf = (message) => el("a", { className: "bubble file", href: `/_content/${message.id}`, target: "_blank" }, icon("file"), message.fileName, el("small", {}, `${message.fileSize} B`));

function actionButton(action, tap) {
  return el("button", { type: "button", className: "tpl-action", onclick: () => tap(action) }, action.label ?? "");
}

function card(spec, actions, tap) {
  const node = el("div", { className: "tpl" });
  if (spec.thumbnailImageUrl) {
    const shape = spec.imageAspectRatio === "square" ? "1 / 1" : "1.51 / 1";
    const photo = el("img", { className: "tpl-image", src: spec.thumbnailImageUrl, alt: "" });
    Object.assign(photo.style, { aspectRatio: shape, objectFit: spec.imageSize ?? "cover", background: spec.imageBackgroundColor ?? "#fff" });
    node.append(photo);
  }
  const said = el("div", { className: "tpl-words" });
  if (spec.title) said.append(el("strong", {}, spec.title));
  said.append(el("p", {}, spec.text));
  if (spec.defaultAction) said.addEventListener("click", () => tap(spec.defaultAction));
  node.append(said, el("div", { className: "tpl-actions" }, actions.map((each) => actionButton(each, tap))));
  return node;
}

const TEMPLATES = {
  buttons: (spec, tap) => card(spec, spec.actions, tap),
  confirm: (spec, tap) => {
    const node = card(spec, spec.actions, tap);
    node.classList.add("tpl-confirm");
    return node;
  },
  carousel: (spec, tap) =>
    el("div", { className: "fx-carousel" }, spec.columns.map((column) => card({ ...spec, ...column }, column.actions, tap))),
  image_carousel: (spec, tap) =>
    el(
      "div",
      { className: "fx-carousel" },
      spec.columns.map((column) =>
        el(
          "div",
          { className: "tpl tpl-photo", onclick: () => tap(column.action) },
          el("img", { src: column.imageUrl, alt: "" }),
          column.action.label ? el("span", {}, column.action.label) : null,
        ),
      ),
    ),
};

function imagemap(message, tap) {
  const { width, height } = message.baseSize;
  const node = el("div", { className: "imagemap" }, el("img", { src: `${message.baseUrl}/1040`, alt: message.altText }));
  for (const action of message.actions) {
    const { area } = action;
    const spot = el("button", { type: "button", className: "spot", title: action.label ?? "" });
    const share = (part, whole) => `${(100 * part) / whole}%`;
    Object.assign(spot.style, {
      left: share(area.x, width), top: share(area.y, height),
      width: share(area.width, width), height: share(area.height, height),
    });
    const meaning = { ...action, uri: action.linkUri };
    spot.addEventListener("click", () => tap(meaning));
    node.append(spot);
  }
  return node;
}

const SENT = {
  text: (message) => bubble(...words(message.text)),
  textV2,
  sticker,
  image: (message) => picture(message.originalContentUrl),
  video: (message) => film(message.originalContentUrl, message.previewImageUrl),
  audio: (message) => sound(message.originalContentUrl, message.duration),
  location: pin,
  imagemap,
  template: (message, tap) => TEMPLATES[message.template.type](message.template, tap),
  flex: (message, tap) => flexMessage(message.contents, tap),
};

const SAID = {
  text: (message) => bubble(...words(message.text)),
  sticker,
  image: (message) => picture(`/_content/${message.id}`),
  video: (message) => film(`/_content/${message.id}`),
  audio: (message) => sound(`/_content/${message.id}`, message.duration),
  file: fileOf,
  location: pin,
};
