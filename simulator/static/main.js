// Puts phones side by side and keeps them up to date.

import { call, el, language, say, toast } from "./core.js";
import { Phone } from "./phone.js";

const params = new URLSearchParams(location.search);
const desk = document.querySelector(".phones");
const phones = [];

function wanted(world) {
  const given = (params.get("pane") ?? "").split(",").filter(Boolean).map((pair) => pair.split("@"));
  if (given.length) return given;
  const channels = Object.keys(world.channels);
  const people = Object.keys(world.people).slice(0, 4);
  return people.map((person) => [person, usual(world, person, channels)]);
}

function usual(world, person, channels) {
  const friends = channels.filter((slug) => world.channels[slug].bonds[person] !== "stranger");
  return friends[0] ?? channels[0];
}

function remember() {
  params.set("pane", phones.map(({ person, channel }) => `${person}@${channel}`).join(","));
  history.replaceState(null, "", `?${params}`);
}

async function add(world, person, channel) {
  if (!world.people[person] || !world.channels[channel]) {
    toast(`${person}@${channel}?`);
    return;
  }
  const phone = new Phone(person, channel, world, () => {
    phones.splice(phones.indexOf(phone), 1);
    phone.node.remove();
    remember();
  });
  phones.push(phone);
  desk.append(phone.node);
  await phone.load();
}

function tools(world) {
  const choice = (pairs, label) =>
    el("select", { ariaLabel: label }, pairs.map(([value, text]) => el("option", { value }, text)));
  const people = choice(Object.entries(world.people).map(([id, known]) => [id, known.name || id]), "person");
  const channels = choice(Object.entries(world.channels).map(([id, known]) => [id, known.name]), "account");
  const open = async () => {
    await add(world, people.value, channels.value);
    remember();
    desk.scrollTo({ left: desk.scrollWidth, behavior: "smooth" });
  };
  const other = language === "th" ? "en" : "th";
  const switched = new URLSearchParams(params);
  switched.set("lang", other);
  document.querySelector(".desk-note").textContent = say("note");
  document.querySelector(".desk-tools").append(
    people,
    channels,
    el("button", { type: "button", onclick: open }, `+ ${say("pane")}`),
    el("a", { href: `?${switched}` }, other === "th" ? "ไทย" : "English"),
  );
}

async function listen(epoch, version) {
  for (;;) {
    try {
      const news = await call("updates", { after: version, epoch, timeout: 25 });
      if (news.epoch !== epoch) location.reload();
      version = news.version;
      phones.forEach((phone) => phone.take(news.entries));
      await Promise.all(phones.map((phone) => phone.refresh()));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

const world = await call("state", {});
document.body.classList.toggle("solo", params.has("solo"));
tools(world);
const first = await call("updates", { after: 0, timeout: 0 });
for (const [person, channel] of wanted(world)) await add(world, person, channel ?? usual(world, person, Object.keys(world.channels)));
if (!params.has("solo")) remember();
document.body.dataset.ready = "yes";
listen(first.epoch, first.version);
