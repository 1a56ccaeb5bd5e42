// One phone: a person in the chat with one account.

import { call, dayOf, el, guarded, say, timeOf } from "./core.js";
import { drawSaid, drawSent } from "./messages.js";
import { tapper } from "./actions.js";
import { Tray } from "./tray.js";

const QUIET = new Set(["unsend"]);

export class Phone {
  constructor(person, channel, world, onclose) {
    Object.assign(this, { person, channel, world });
    this.who = { person, channel };
    this.entries = new Map();
    this.drawn = new Map();
    this.around = {};
    this.tap = tapper(this);
    this.log = el("div", { className: "log" });
    this.dots = el("div", { className: "dots", hidden: true }, el("i"), el("i"), el("i"));
    this.tray = new Tray(this);
    this.scroll = el("div", { className: "scroll" }, this.log, this.dots);
    this.node = el("section", { className: "phone" });
    this.node.append(this.head(onclose), this.scroll, this.tray.chips, this.tray.node);
  }

  head(onclose) {
    const account = this.world.channels[this.channel];
    this.bond = el("button", { type: "button", className: "bond", onclick: guarded(() => this.changeBond()) });
    this.meter = el("span", { className: "meter" });
    const person = this.world.people[this.person];
    return el(
      "header",
      { className: "head" },
      avatar(account.name, "shop"),
      el("div", { className: "title" }, el("strong", {}, account.name), el("small", {}, avatar(person.name || this.person, "me"), person.name || this.person, this.meter)),
      this.bond,
      el("button", { type: "button", className: "tool close", title: say("close"), ariaLabel: say("close"), onclick: onclose }, "✕"),
    );
  }

  changeBond() {
    const verb = { friend: "block", blocked: "unblock" }[this.around.bond] ?? "follow";
    return call(verb, this.who);
  }

  async load() {
    const { entries } = await call("messages", this.who);
    entries.forEach((entry) => this.entries.set(entry.number, entry));
    await this.refresh();
    this.draw();
  }

  async refresh() {
    this.around = await call("menu", this.who);
    const { bond, menu, quota, used, loading_until: until, now } = this.around;
    this.chat = this.around.user_id;
    this.bond.textContent = say({ friend: "block", blocked: "unblock" }[bond] ?? "add");
    this.bond.dataset.bond = bond;
    this.meter.textContent = quota === null ? `push ${used}` : `push ${used}/${quota}`;
    const known = JSON.stringify(menu);
    if (known !== this.knownMenu) this.tray.show(menu, this.tap);
    this.knownMenu = known;
    this.wait(until - now);
  }

  wait(ms) {
    clearTimeout(this.timer);
    this.dots.hidden = ms <= 0;
    if (ms > 0) this.timer = setTimeout(() => { this.dots.hidden = true; }, ms);
  }

  take(entries) {
    const mine = entries.filter((entry) => entry.channel === this.channel && entry.chat === this.chat);
    mine.forEach((entry) => this.entries.set(entry.number, entry));
    if (mine.length) this.draw();
  }

  draw() {
    const entries = [...this.entries.values()].sort((a, b) => a.number - b.number).filter((entry) => !QUIET.has(entry.how));
    const atEnd = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 80;
    const grown = entries.length !== this.count;
    this.count = entries.length;
    const nodes = [];
    entries.forEach((entry, index) => {
      const before = entries[index - 1];
      if (!before || dayOf(before.at) !== dayOf(entry.at)) nodes.push(el("p", { className: "day" }, dayOf(entry.at)));
      nodes.push(this.drawOnce(entry, before));
    });
    this.log.replaceChildren(...nodes);
    const heard = entries.filter((entry) => entry.delivered);
    const last = heard[heard.length - 1];
    this.tray.offer((last?.direction === "out" && last.content.quickReply?.items) || [], this.tap);
    if (atEnd || grown) this.settle();
  }

  settle() {
    requestAnimationFrame(() => { this.scroll.scrollTop = this.scroll.scrollHeight; });
  }

  drawOnce(entry, before) {
    const follows = Boolean(before && before.direction === entry.direction && before.how === entry.how && entry.at - before.at < 60000);
    const key = JSON.stringify([entry, follows]);
    const known = this.drawn.get(entry.number);
    if (known?.key === key) return known.node;
    const node = entry.direction === "out" ? this.sent(entry, follows) : this.said(entry);
    if (known?.node.querySelector("details[open]")) node.querySelector("details")?.setAttribute("open", "");
    this.drawn.set(entry.number, { key, node });
    node.querySelectorAll("img").forEach((image) => image.addEventListener("load", () => this.settle(), { once: true }));
    return node;
  }

  sent(entry, follows) {
    const account = this.world.channels[this.channel];
    const name = entry.content.sender?.name;
    const tag = el("span", { className: `how how-${entry.how}` }, say(entry.how), entry.how === "reply" || entry.quota === null ? null : ` #${entry.quota}`);
    const failed = entry.delivered ? null : el("span", { className: "bad" }, `✕ ${say("undelivered")} · ${say(entry.reason)}`);
    return el(
      "div",
      { className: `row out${entry.delivered ? "" : " lost"}${follows && !name ? " follows" : ""}` },
      avatar(name ?? account.name, "shop", entry.content.sender?.iconUrl),
      el(
        "div",
        { className: "stack" },
        el("span", { className: "name" }, name ? `${name} — ${account.name}` : account.name),
        el("div", { className: `body kind-${entry.content.type}` }, drawSent(entry.content, this.tap)),
        foot(entry, null, tag, failed),
      ),
    );
  }

  said(entry) {
    const note = { follow: "followed", unfollow: "unfollowed" }[entry.how];
    const shown = entry.content.message || entry.spoken;
    if (note || !shown) {
      const words = note ? say(note) : `${say("pressed")}: ${entry.content.postback?.data ?? entry.how}`;
      return el("div", { className: "note" }, el("span", {}, words), foot(entry, null, status(entry)));
    }
    if (entry.unsent) return el("div", { className: "note" }, el("span", {}, say("unsent")));
    const unsend = guarded(() => call("unsend", { message_id: entry.message_id }));
    const undo = entry.message_id ? el("button", { type: "button", className: "undo", onclick: unsend }, say("unsend")) : null;
    return el("div", { className: "row in" }, el("div", { className: "stack" }, el("div", { className: "body" }, drawSaid(entry)), foot(entry, undo, status(entry))));
  }
}

function status(entry) {
  if (/^2/.test(entry.webhook)) return el("span", { className: "how" }, say("read"));
  if (entry.webhook === "waiting") return el("span", { className: "how" }, "…");
  return el("span", { className: "bad" }, `⚠ ${say("failed")} · ${entry.webhook}`);
}

function foot(entry, before, ...more) {
  const raw = el("details", { className: "raw" }, el("summary", { title: "JSON" }, "{}"), el("pre", {}, JSON.stringify(entry.content, null, 2)));
  return el("div", { className: "foot" }, before, el("time", {}, timeOf(entry.at)), ...more, raw);
}

export function avatar(name, kind, src) {
  if (src) return el("img", { className: "avatar", src, alt: "" });
  const hue = [...name].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) % 360, 7);
  const first = name.replace(/^(สำนักงานเขต|เขต|เจ้าหน้าที่|ผอ\.เขต)\s*/, "").match(/[ก-ฮa-zA-Z0-9]/)?.[0] ?? "•";
  const node = el("span", { className: `avatar ${kind}`, ariaHidden: "true" }, first.toUpperCase());
  node.style.background = kind === "shop" ? `linear-gradient(145deg, hsl(${hue} 55% 48%), hsl(${(hue + 40) % 360} 60% 38%))` : `hsl(${hue} 45% 62%)`;
  return node;
}
