// Sheets that slide up on a phone: a photo, a place in Bangkok, a date.

import { el, language, say } from "./core.js";
import { icon } from "./icons.js";

function sheet(phone, build) {
  return new Promise((resolve) => {
    const panel = el("div", { className: "sheet", role: "dialog", tabIndex: -1 });
    const cover = el("div", { className: "cover" }, panel);
    const done = (value) => {
      cover.remove();
      resolve(value);
    };
    cover.addEventListener("click", (event) => event.target === cover && done(null));
    build(panel, done);
    phone.node.append(cover);
    (panel.querySelector("input[type=date], input[type=time], input[type=datetime-local]") ?? panel).focus();
  });
}

const row = (drawing, label, onclick, small) =>
  el("button", { type: "button", className: "sheet-row", onclick }, el("span", { className: "sheet-icon" }, icon(drawing)), el("span", {}, label, small ? el("small", {}, small) : null));

export function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",", 2)[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

export function choosePhoto(phone) {
  return sheet(phone, (panel, done) => {
    const input = el("input", { type: "file", accept: "image/*", hidden: true });
    input.addEventListener("change", async () => input.files[0] && done({ data: await base64Of(input.files[0]) }));
    panel.append(
      el("h3", {}, say("photo")),
      row("photo", say("sample"), () => done({})),
      row("file", say("choose"), () => input.click()),
      input,
    );
  });
}

const PLACES = [
  ["สำนักงานเขตห้วยขวาง", "Huai Khwang District Office", 13.7766, 100.5793, "ถนนประชาสงเคราะห์ แขวงดินแดง กรุงเทพฯ 10310"],
  ["แยกห้วยขวาง", "Huai Khwang junction", 13.7787, 100.5734, "ถนนรัชดาภิเษก กรุงเทพฯ 10310"],
  ["สำนักงานเขตจตุจักร", "Chatuchak District Office", 13.8286, 100.5597, "ถนนพหลโยธิน กรุงเทพฯ 10900"],
  ["สวนจตุจักร", "Chatuchak Park", 13.8032, 100.5535, "ถนนกำแพงเพชร 3 กรุงเทพฯ 10900"],
  ["สำนักงานเขตสวนหลวง", "Suan Luang District Office", 13.7301, 100.6513, "ซอยพัฒนาการ 40 กรุงเทพฯ 10250"],
  ["อนุสาวรีย์ชัยสมรภูมิ", "Victory Monument", 13.7649, 100.5383, "ถนนราชวิถี กรุงเทพฯ 10400"],
];

export function choosePlace(phone) {
  return sheet(phone, (panel, done) => {
    panel.append(el("h3", {}, say("location")));
    for (const [thai, english, latitude, longitude, address] of PLACES) {
      const title = language === "th" ? thai : english;
      panel.append(row("pin", title, () => done({ latitude, longitude, title, address }), address));
    }
    const lat = el("input", { type: "number", step: "any", value: "13.7563", ariaLabel: "latitude" });
    const lng = el("input", { type: "number", step: "any", value: "100.5018", ariaLabel: "longitude" });
    const send = () => done({ latitude: Number(lat.value), longitude: Number(lng.value) });
    panel.append(el("div", { className: "sheet-fields" }, lat, lng, el("button", { type: "button", className: "sheet-ok", onclick: send }, say("here"))));
  });
}

const INPUTS = { date: "date", time: "time", datetime: "datetime-local" };

export function chooseMoment(phone, action) {
  return sheet(phone, (panel, done) => {
    const plain = (value) => (value ?? "").replace("t", "T");
    const input = el("input", { type: INPUTS[action.mode], min: plain(action.min), max: plain(action.max), value: plain(action.initial) });
    const ok = () => input.value && input.checkValidity() && done(input.value);
    panel.append(
      el("h3", {}, action.label ?? ""),
      el("div", { className: "sheet-fields" }, input, el("button", { type: "button", className: "sheet-ok", onclick: ok }, say("ok"))),
    );
  });
}
