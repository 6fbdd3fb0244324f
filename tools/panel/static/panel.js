// The page's end of the line to the panel: one WebSocket that heals by itself, and who is told what arrives.

import { clearViews, drawView, showCameras, showRunning, startCameras } from "/cameras.js";
import { lookedAt, lost, startLaptop, taken } from "/laptop.js";
import { heard, startSound } from "/sound.js";
import { showJournal } from "/record.js";
import { clearScreen, drawPatch, startScreen } from "/screen.js";
import { showCards, showTray, startTray } from "/tray.js";

const RETRY_FIRST_MS = 250;
const RETRY_MOST_MS = 2000;

const KEYS_OF_KEYBOARD = new Map([
  ...[..."0123456789*#"].map((key) => [key, key]),
  ["Enter", "#"],
  ["Backspace", "*"],
]);

const LAMPS = {
  off: ["消灯", "off"],
  ready: ["待機", "ready"],
  working: ["処理中", "working"],
  good: ["完了", "good"],
  trouble: ["注意", "trouble"],
  take_card: ["カードを取る", "take card"],
};

const element = (id) => document.getElementById(id);

let socket = null;
let retryMs = RETRY_FIRST_MS;

function send(command) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command));
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/live`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    retryMs = RETRY_FIRST_MS;
    document.body.dataset.link = "open";
    showVeil();
    sayLooking();
  };
  socket.onmessage = ({ data }) => (typeof data === "string" ? told(JSON.parse(data)) : draw(data));
  socket.onclose = () => {
    document.body.dataset.link = "lost";
    lost();
    showVeil();
    setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, RETRY_MOST_MS);
  };
}

function draw(data) {
  const where = new DataView(data).getUint16(0);
  if (where === 0) drawPatch(data);
  else drawView(where, data);
}

function sayLooking() {
  send({ do: "looking", on: document.visibilityState === "visible" });
}

// A picture that cannot leave at once is left out: the next one is newer.
function sendPicture(jpeg) {
  if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount === 0) socket.send(jpeg);
}

const LISTENERS = {
  cameras: showCameras,
  lending: (news) => taken(news.on),
  cards: (news) => showCards(news.cards),
  scene: showScene,
  journal: showJournal,
  heard,
  refused: (news) => toast(news.text_ja, news.text_en),
};

function told(news) {
  LISTENERS[news.news]?.(news);
}

function showScene(scene) {
  document.body.dataset.reader = scene.reader;
  showVeil();
  if (scene.reader === "away") {
    clearScreen();
    clearViews();
  }
  element("device").dataset.lamp = scene.lamp;
  element("bulb").dataset.lamp = scene.lamp;
  sayTwice("lamp-state", LAMPS[scene.lamp] ?? [scene.lamp, ""]);
  element("eye").dataset.on = scene.camera ? "yes" : "no";
  showRunning(scene);
  lookedAt(scene.camera);
  showTray(scene);
}

function sayTwice(id, [ja, en]) {
  element(id).textContent = ja;
  element(id).nextElementSibling.textContent = en;
}

function showVeil() {
  const { link, reader } = document.body.dataset;
  const lost = link === "lost";
  element("veil").hidden = link === "open" && reader === "here";
  element("veil-ja").textContent = lost ? "パネルにつなぎ直しています" : "受付機の起動を待っています";
  element("veil-en").textContent = lost ? "Connection lost, connecting again" : "Waiting for the reader to start";
}

let toastTimer = 0;

function toast(textJa, textEn) {
  element("toast-ja").textContent = textJa;
  element("toast-en").textContent = textEn;
  element("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (element("toast").hidden = true), 4000);
}

// Whatever key it is, the whole keypad answers alike: nothing here may show which one of a PIN was pressed.
function press(key) {
  send({ do: "press", key });
  element("keys").animate([{ filter: "brightness(1.06)" }, { filter: "none" }], 160);
}

function startKeypad() {
  element("keys").addEventListener("pointerdown", (event) => {
    const key = event.target.closest("button")?.dataset.key;
    event.preventDefault(); // no focus ring that would stay on the pressed key
    if (key && event.button === 0) press(key);
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "Enter" && event.target.closest("button, summary")) return;
    const key = KEYS_OF_KEYBOARD.get(event.key);
    if (!key) return;
    event.preventDefault();
    press(key);
  });
}

startScreen((x, y) => send({ do: "touch", x, y }));
startTray(send);
startKeypad();
startSound();
startCameras(send);
startLaptop(send, sendPicture);
document.addEventListener("visibilitychange", sayLooking);
connect();
