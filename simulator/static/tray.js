// The foot of a phone: chips, the composer, what can be sent, and the rich menu.

import { call, el, guarded, say } from "./core.js";
import { base64Of, choosePhoto, choosePlace } from "./dialogs.js";
import { face, faces, icon } from "./icons.js";

export class Tray {
  constructor(phone) {
    this.phone = phone;
    this.menu = null;
    this.open = null;
    this.chips = el("div", { className: "chips" });
    this.input = el("textarea", { rows: 1, placeholder: say("write"), ariaLabel: say("write") });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send();
      }
    });
    this.input.addEventListener("input", () => this.fit());
    this.panel = el("div", { className: "panel", hidden: true });
    this.bar = el("div", { className: "menu-bar", hidden: true });
    this.picture = el("div", { className: "menu", hidden: true });
    this.composer = this.composed();
    this.node = el("footer", { className: "tray" }, this.composer, this.panel, this.bar, this.picture);
  }

  composed() {
    const button = (label, drawing, onclick, name = "tool") =>
      el("button", { type: "button", className: name, title: label, ariaLabel: label, onclick }, icon(drawing));
    this.keyboard = button(say("menu"), "menu", () => this.showMenu(true), "tool menu-toggle");
    this.keyboard.hidden = true;
    return el(
      "div",
      { className: "composer" },
      this.keyboard,
      button(say("photo"), "plus", () => this.toggle()),
      button(say("camera"), "camera", guarded(() => this.photo())),
      this.input,
      button(say("send"), "send", () => this.send(), "tool send"),
    );
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 110)}px`;
  }

  write(text) {
    this.showMenu(false);
    this.input.value = text;
    this.fit();
    this.input.focus();
  }

  async send() {
    const text = this.input.value;
    if (!text.trim()) return;
    this.input.value = "";
    this.fit();
    await guarded(call)("say", { ...this.phone.who, text });
  }

  async photo(more = {}) {
    const photo = await choosePhoto(this.phone);
    if (photo) await call("photo", { ...this.phone.who, ...photo, ...more });
  }

  toggle() {
    if (!this.panel.hidden) {
      this.panel.hidden = true;
      return;
    }
    const act = (verb, body = {}) => guarded(() => call(verb, { ...this.phone.who, ...body }));
    const place = guarded(async () => {
      const point = await choosePlace(this.phone);
      if (point) await call("location", { ...this.phone.who, ...point });
    });
    const file = el("input", { type: "file", hidden: true });
    file.addEventListener("change", guarded(async () => {
      const chosen = file.files[0];
      if (chosen) await call("file", { ...this.phone.who, name: chosen.name, data: await base64Of(chosen), content_type: chosen.type || undefined });
    }));
    const items = [
      ["photo", "photo", guarded(() => this.photo())],
      ["photos", "photos", act("photo", { count: 3 })],
      ["pin", "location", place],
      ["video", "video", act("video")],
      ["voice", "audio", act("audio")],
      ["file", "file", () => file.click()],
    ];
    const tiles = items.map(([drawing, key, onclick]) =>
      el("button", { type: "button", className: "tile", onclick: () => { this.panel.hidden = true; onclick(); } }, icon(drawing), say(key)),
    );
    const drawn = faces.map((id) =>
      el("button", { type: "button", className: "face", title: say("sticker"), ariaLabel: `${say("sticker")} ${id}`, onclick: act("sticker", { sticker: id }) }, face(id)),
    );
    this.panel.replaceChildren(el("div", { className: "tiles" }, tiles), el("div", { className: "faces" }, drawn), file);
    this.panel.hidden = false;
    this.phone.settle();
  }

  offer(items, tap) {
    this.chips.replaceChildren(
      ...items.map((item) =>
        el(
          "button",
          { type: "button", className: "chip", onclick: () => tap(item.action, "quickReply") },
          item.imageUrl ? el("img", { src: item.imageUrl, alt: "" }) : null,
          item.action.label,
        ),
      ),
    );
    this.chips.hidden = items.length === 0;
  }

  show(menu, tap) {
    if (menu?.richMenuId !== this.menu?.richMenuId) this.open = menu?.selected ?? false;
    this.menu = menu;
    const share = (part, whole) => `${(100 * part) / whole}%`;
    this.picture.replaceChildren();
    if (menu) {
      const { width, height } = menu.size;
      this.picture.style.aspectRatio = `${width} / ${height}`;
      this.picture.append(el("img", { src: `/_menu/${this.phone.channel}/${menu.richMenuId}`, alt: menu.chatBarText }));
      for (const { bounds, action } of menu.areas) {
        const spot = el("button", { type: "button", className: "spot", title: action.label ?? "", ariaLabel: action.label ?? action.type, onclick: () => tap(action, "richMenu") });
        Object.assign(spot.style, { left: share(bounds.x, width), top: share(bounds.y, height), width: share(bounds.width, width), height: share(bounds.height, height) });
        this.picture.append(spot);
      }
      const label = el("button", { type: "button", className: "menu-label", onclick: () => this.showMenu(!this.open) }, menu.chatBarText, el("i", {}));
      const keys = el("button", { type: "button", className: "tool", title: say("write"), ariaLabel: say("write"), onclick: () => this.write(this.input.value) }, icon("keyboard"));
      this.bar.replaceChildren(keys, label);
    }
    this.showMenu(this.open);
  }

  showMenu(open) {
    this.open = Boolean(open && this.menu);
    this.picture.hidden = !this.open;
    this.bar.hidden = !this.open;
    this.composer.hidden = this.open;
    this.keyboard.hidden = !this.menu;
    if (this.open) this.panel.hidden = true;
    this.phone.settle();
  }
}
