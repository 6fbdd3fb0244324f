// What the two cameras see, and what stands before them.

import { HEAD_BYTES } from "/screen.js";

const STANDS = {
  holder: ["本人", "the holder"],
  other: ["別の人", "another"],
  "look-alike": ["よく似た人", "look-alike"],
  print: ["本人の写真", "on paper"],
  phone: ["スマホの写真", "on a phone"],
  nobody: ["だれもいない", "nobody"],
  two: ["二人", "two people"],
  "cannot-turn": ["首が動かない", "cannot turn"],
  far: ["遠くに立つ", "far away"],
  dark: ["暗い部屋", "in the dark"],
};
const SIGHTS = {
  face: ["ふつう", "as usual"],
  unreadable: ["読めない", "unreadable"],
  empty: ["見えない", "out of sight"],
};
const DRAWING = "準備中 drawing…";
const VIEWS = { 1: "person-view", 2: "card-view" };

const element = (id) => document.getElementById(id);

let generation = 0;
let drawn = Promise.resolve();

// Like patches of the screen, pictures are decoded in the background and never overtake one another.
export function drawView(where, data) {
  const canvas = element(VIEWS[where]);
  if (!canvas) return;
  const mine = generation;
  const jpeg = new Uint8Array(data, HEAD_BYTES);
  const decoding = jpeg.length ? createImageBitmap(new Blob([jpeg], { type: "image/jpeg" })) : null;
  drawn = drawn.then(async () => {
    const picture = await decoding;
    if (mine !== generation || !picture) clear(canvas);
    else show(canvas, picture);
    picture?.close();
  });
}

function show(canvas, picture) {
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.dataset.pictures = String(Number(canvas.dataset.pictures ?? 0) + 1);
  canvas.dataset.seen = "yes";
}

function clear(canvas) {
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  canvas.dataset.seen = "no";
}

export function clearViews() {
  generation += 1;
  Object.values(VIEWS).forEach((id) => clear(element(id)));
}

export function showRunning({ camera, card_camera }) {
  running("person-camera", camera);
  running("card-camera", card_camera);
}

function running(id, on) {
  element(id).dataset.on = on ? "yes" : "no";
  element(id).querySelector(".running").textContent = on ? "入 on" : "切 off";
}

export function showCameras({ stand, stands, sight, sights, lent }) {
  showChoices("stands", STANDS, stands, lent ? "" : stand);
  showChoices("sights", SIGHTS, sights, sight);
  const none = stands.every(({ state }) => state === "none");
  element("no-films").hidden = !none || lent;
}

function showChoices(id, words, choices, chosen) {
  const list = element(id);
  if (list.children.length !== choices.length) list.replaceChildren(...choices.map(({ name }) => choice(name)));
  choices.forEach(({ name, state }, number) => {
    const button = list.children[number];
    const [ja, en] = words[name] ?? [name, ""];
    button.dataset.state = state;
    button.disabled = state !== "ready";
    button.title = state === "drawing" ? "映像を描いています being drawn, a minute at most" : "";
    button.setAttribute("aria-checked", String(name === chosen));
    button.firstChild.textContent = ja;
    button.lastChild.textContent = state === "drawing" ? DRAWING : en;
  });
}

function choice(name) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("role", "radio");
  button.dataset.choice = name;
  button.appendChild(document.createElement("b"));
  button.appendChild(document.createElement("small")).lang = "en";
  return button;
}

export function startCameras(send) {
  listen("stands", (who) => send({ do: "stand", who }));
  listen("sights", (sight) => send({ do: "lie", sight }));
}

function listen(id, chosen) {
  element(id).addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    button.blur(); // Enter belongs to the keypad from now on
    chosen(button.dataset.choice);
  });
}
