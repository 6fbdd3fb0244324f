// The page's end of the line to the panel: one WebSocket that heals by itself, and who is told what arrives.

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
  };
  socket.onmessage = ({ data }) => (typeof data === "string" ? told(JSON.parse(data)) : drawPatch(data));
  socket.onclose = () => {
    document.body.dataset.link = "lost";
    showVeil();
    setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, RETRY_MOST_MS);
  };
}

const LISTENERS = {
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
  if (scene.reader === "away") clearScreen();
  element("device").dataset.lamp = scene.lamp;
  element("bulb").dataset.lamp = scene.lamp;
  sayTwice("lamp-state", LAMPS[scene.lamp] ?? [scene.lamp, ""]);
  element("eye").dataset.on = scene.camera ? "yes" : "no";
  showCamera(scene.camera);
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

// The virtual camera sees a placeholder: the outline of a person, in a room without anything else.
function showCamera(on) {
  const canvas = element("camera");
  canvas.dataset.on = on ? "yes" : "no";
  sayTwice("camera-state", on ? ["入", "on"] : ["切", "off"]);
  const pen = canvas.getContext("2d");
  const { width, height } = canvas;
  pen.fillStyle = on ? "#c9d8d6" : "#202827";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = on ? "#7f9895" : "#2b3534";
  pen.beginPath();
  pen.arc(width / 2, height * 0.44, height * 0.2, 0, 2 * Math.PI);
  pen.ellipse(width / 2, height * 1.02, height * 0.42, height * 0.36, 0, 0, 2 * Math.PI);
  pen.fill();
  if (on) return;
  pen.strokeStyle = "#566361";
  pen.lineWidth = 5;
  pen.beginPath();
  pen.moveTo(width * 0.3, height * 0.18);
  pen.lineTo(width * 0.7, height * 0.82);
  pen.stroke();
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
connect();
