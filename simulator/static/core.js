// What every part of the page uses: elements, calls to the simulator, and words in two languages.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "style") Object.assign(node.style, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export async function call(verb, body) {
  const response = await fetch(`/_control/${verb}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

export function toast(text) {
  const node = el("div", { className: "toast" }, text);
  document.querySelector(".toasts").append(node);
  setTimeout(() => node.remove(), 4200);
}

export function guarded(work) {
  return async (...given) => {
    try {
      return await work(...given);
    } catch (fault) {
      toast(fault.message);
      return null;
    }
  };
}

const params = new URLSearchParams(location.search);
export const language = params.get("lang") === "en" ? "en" : "th";
document.documentElement.lang = language;

const WORDS = {
  write: ["พิมพ์ข้อความ", "Write a message"],
  send: ["ส่ง", "Send"],
  photo: ["รูปภาพ", "Photo"],
  photos: ["3 รูป", "3 photos"],
  camera: ["กล้อง", "Camera"],
  video: ["วิดีโอ", "Video"],
  audio: ["เสียง", "Voice"],
  file: ["ไฟล์", "File"],
  location: ["ตำแหน่ง", "Location"],
  sticker: ["สติกเกอร์", "Sticker"],
  sample: ["รูปตัวอย่าง", "Sample photo"],
  choose: ["เลือกจากเครื่อง", "Choose a file"],
  here: ["ส่งตำแหน่งนี้", "Send this location"],
  unsend: ["ยกเลิกการส่ง", "Unsend"],
  unsent: ["ยกเลิกการส่งข้อความแล้ว", "Message unsent"],
  read: ["บอตรับแล้ว", "Bot got it"],
  failed: ["บอตไม่ได้รับ", "Bot did not get it"],
  undelivered: ["ส่งไม่ถึง", "Not delivered"],
  blocked: ["ถูกบล็อก", "blocked"],
  stranger: ["ไม่ได้เป็นเพื่อน", "not a friend"],
  block: ["บล็อก", "Block"],
  unblock: ["เลิกบล็อก", "Unblock"],
  add: ["เพิ่มเพื่อน", "Add friend"],
  followed: ["เพิ่มเพื่อนแล้ว", "Added as a friend"],
  unfollowed: ["บล็อกบัญชีนี้แล้ว", "Account blocked"],
  pressed: ["กดปุ่ม", "Pressed"],
  reply: ["ตอบ (ฟรี)", "reply (free)"],
  push: ["พุช", "push"],
  multicast: ["มัลติแคสต์", "multicast"],
  broadcast: ["บรอดแคสต์", "broadcast"],
  copied: ["คัดลอกแล้ว", "Copied"],
  calling: ["กำลังโทร", "Calling"],
  opens: ["เปิดใน LINE", "Opens in LINE"],
  menu: ["เมนู", "Menu"],
  pane: ["เพิ่มหน้าจอ", "Add a phone"],
  close: ["ปิด", "Close"],
  ok: ["ตกลง", "OK"],
  cancel: ["ยกเลิก", "Cancel"],
  today: ["วันนี้", "Today"],
  note: [
    "แพลตฟอร์ม LINE จำลองบนเครื่องนี้ ไม่มีข้อความใดออกไปที่ LINE จริง",
    "A LINE of this machine: no message leaves for the real one.",
  ],
};

export function say(key) {
  const pair = WORDS[key];
  return pair ? pair[language === "th" ? 0 : 1] : key;
}

const ZONE = { timeZone: "Asia/Bangkok" };
const clock = new Intl.DateTimeFormat("en-GB", { ...ZONE, hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(language === "th" ? "th-TH-u-ca-buddhist" : "en-GB", {
  ...ZONE,
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});
export const timeOf = (ms) => clock.format(ms);
export const dayOf = (ms) => calendar.format(ms);
