// Small drawings of our own, so that the page looks the same without an emoji font.

const NS = "http://www.w3.org/2000/svg";

function svg(inside, box, name) {
  const node = document.createElementNS(NS, "svg");
  node.setAttribute("viewBox", box);
  node.setAttribute("aria-hidden", "true");
  node.setAttribute("class", name);
  node.innerHTML = inside;
  return node;
}

const LINES = {
  plus: '<path d="M12 5v14M5 12h14"/>',
  menu: '<path d="M5 7h14M5 12h14M5 17h14"/>',
  camera: '<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4z"/><circle cx="12" cy="13.3" r="3.4"/>',
  photo: '<rect x="4" y="5" width="16" height="14" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="M4.5 17l5-4.5 3 2.5 3.5-4 4 4.5"/>',
  photos: '<rect x="3.5" y="8" width="13" height="11" rx="2"/><path d="M7.5 8V5h13v11h-4M4 17l4-4 3 2.5 2.5-3 3 3"/>',
  pin: '<path d="M12 21c4.5-5.5 6.5-8.6 6.5-11.3a6.5 6.5 0 1 0-13 0C5.5 12.4 7.5 15.5 12 21z"/><circle cx="12" cy="9.7" r="2.3"/>',
  video: '<rect x="3.5" y="6.5" width="12" height="11" rx="2"/><path d="M15.5 11l5-3v8l-5-3"/>',
  voice: '<rect x="9.2" y="3.5" width="5.6" height="10.5" rx="2.8"/><path d="M6 11.5a6 6 0 0 0 12 0M12 17.5v3"/>',
  file: '<path d="M6.5 3.5h7l4 4v13h-11z"/><path d="M13.5 3.5v4h4M9 12h6M9 15.5h6"/>',
  send: '<path d="M4 12l16-7.5-5 15.5-3.5-6z"/><path d="M11.5 14L20 4.5"/>',
  keyboard: '<rect x="3" y="6.5" width="18" height="11" rx="2"/><path d="M6.5 10h.01M10 10h.01M13.5 10h.01M17 10h.01M8.5 14h7"/>',
  play: '<path d="M8 5.5l10.5 6.5L8 18.5z" fill="currentColor"/>',
};

export const icon = (name) =>
  svg(`<g fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${LINES[name]}</g>`, "0 0 24 24", "icon");

const HEAD = '<circle cx="50" cy="52" r="38" fill="#ffd84d" stroke="#3a3326" stroke-width="3"/>';
const EYES = '<circle cx="37" cy="46" r="4.5"/><circle cx="63" cy="46" r="4.5"/>';
const PEN = 'fill="none" stroke="#3a3326" stroke-width="4" stroke-linecap="round"';
const FACES = {
  1988: `${HEAD}${EYES}<path d="M34 62q16 16 32 0" ${PEN}/>`,
  1989: `<path d="M22 50h14v34H22zM36 54l12-30c9 0 9 8 6 20h22c6 0 7 6 5 11l-6 22c-2 6-6 7-11 7H44l-8-4z" fill="#ffd84d" stroke="#3a3326" stroke-width="3" stroke-linejoin="round"/>`,
  1990: `${HEAD}<path d="M31 46q6-6 12 0M57 46q6-6 12 0M40 60q10 7 20 0" ${PEN}/><path d="M50 64l-9 26h18z" fill="#ffc08a" stroke="#3a3326" stroke-width="3" stroke-linejoin="round"/>`,
  1991: `<circle cx="50" cy="52" r="38" fill="#ff7d5c" stroke="#3a3326" stroke-width="3"/>${EYES}<path d="M29 34l14 7M71 34l-14 7M36 70q14-12 28 0" ${PEN}/>`,
  1992: `${HEAD}${EYES}<path d="M37 70q13-11 26 0" ${PEN}/><path d="M33 54q-6 13 0 17 6-4 0-17zM67 54q-6 13 0 17 6-4 0-17z" fill="#5aa9ff"/>`,
  1993: `${HEAD}<path d="M30 46q7-9 14 0M56 46q7-9 14 0" ${PEN}/><path d="M32 58h36q-4 20-18 20T32 58z" fill="#7a2e2e" stroke="#3a3326" stroke-width="3"/>`,
  1994: `<path d="M50 14l34 68H16z" fill="#ffb52e" stroke="#3a3326" stroke-width="4" stroke-linejoin="round"/><path d="M50 38v20" stroke="#3a3326" stroke-width="7" stroke-linecap="round"/><circle cx="50" cy="70" r="4.5" fill="#3a3326"/>`,
  1995: `<path d="M50 12c17 24 26 37 26 50a26 26 0 0 1-52 0c0-13 9-26 26-50z" fill="#5aa9ff" stroke="#25507f" stroke-width="3"/><path d="M38 62a13 13 0 0 0 10 13" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round"/>`,
};

export const faces = Object.keys(FACES);
export const face = (id) => svg(FACES[id] ?? FACES[1988], "0 0 100 100", "face-drawing");
