// What a tap on a button, a chip, a card or the menu does.

import { call, guarded, say, toast } from "./core.js";
import { choosePhoto, chooseMoment, choosePlace } from "./dialogs.js";

export function tapper(phone) {
  return (action, place = "message") => guarded(ACTIONS[action.type] ?? unknown)(phone, action, place);
}

const tap = (phone, action, place, more = {}) => call("tap", { ...phone.who, action, place, ...more });

async function postback(phone, action, place) {
  await tap(phone, action, place);
  if (action.inputOption === "openKeyboard") phone.tray.write(action.fillInText ?? "");
  if (action.inputOption === "openRichMenu") phone.tray.showMenu(true);
  if (action.inputOption === "closeRichMenu") phone.tray.showMenu(false);
}

async function open(phone, action, place) {
  await tap(phone, action, place);
  const { uri } = action;
  if (uri.startsWith("tel:")) toast(`${say("calling")} ${uri.slice(4)}`);
  else if (uri.startsWith("line:")) toast(`${say("opens")}: ${uri}`);
  else window.open(uri, "_blank", "noopener");
}

async function copy(phone, action, place) {
  await tap(phone, action, place);
  await navigator.clipboard?.writeText(action.clipboardText).catch(() => null);
  toast(`${say("copied")}: ${action.clipboardText}`);
}

async function moment(phone, action, place) {
  const value = await chooseMoment(phone, action);
  if (value) await tap(phone, action, place, { value });
}

async function picture(phone, action, place) {
  const photo = await choosePhoto(phone);
  if (photo) await tap(phone, action, place, photo);
}

async function pin(phone, action, place) {
  const point = await choosePlace(phone);
  if (point) await tap(phone, action, place, point);
}

const unknown = async (_phone, action) => toast(`? ${action.type}`);
const ACTIONS = {
  message: tap,
  postback,
  uri: open,
  clipboard: copy,
  datetimepicker: moment,
  camera: picture,
  cameraRoll: picture,
  location: pin,
  richmenuswitch: tap,
};
