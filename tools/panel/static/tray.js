// Cards: the list of demo persons, the card on the tray, and the ways to take it away.

const KINDS = {
  "my-number": "個人番号カード",
  "no-certificate": "個人番号カード",
  juki: "住民基本台帳カード",
  licence: "運転免許証",
  phone: "スマートフォン",
  other: "ＩＣカード",
};

const element = (id) => document.getElementById(id);

let cards = [];
let scene = { card_present: false, card: "", torn_at: null, reader: "away" };
let chosen = "";

export function showCards(list) {
  cards = list;
  element("cards").replaceChildren(...cards.map(row));
  element("cards-count").textContent = `${cards.length}`;
  showTray(scene);
}

function row(card) {
  const item = document.createElement("li");
  const button = item.appendChild(document.createElement("button"));
  button.type = "button";
  button.dataset.card = card.id;
  const swatch = button.appendChild(document.createElement("i"));
  swatch.className = "swatch";
  swatch.dataset.look = card.look;
  const words = button.appendChild(document.createElement("span"));
  words.appendChild(document.createElement("b")).textContent = card.title_ja;
  const english = words.appendChild(document.createElement("small"));
  english.lang = "en";
  english.textContent = card.title_en;
  button.appendChild(document.createElement("em")).textContent = "トレイ";
  return item;
}

export function showTray(next) {
  const before = scene;
  scene = next;
  const card = cards.find(({ id }) => id === scene.card);
  for (const button of element("cards").querySelectorAll("button")) {
    button.setAttribute("aria-current", String(button.dataset.card === scene.card));
  }
  element("bay").dataset.card = scene.card_present ? "yes" : "no";
  element("take").disabled = !scene.card_present;
  showFace(card, scene.card_present);
  showNote(card);
  element("armed").hidden = scene.torn_at === null;
  element("armed").textContent = scene.torn_at === null ? "" : ` 予約 ${scene.torn_at}`;
  if (card && before.card !== card.id) {
    element("cards").querySelector(`[data-card="${card.id}"]`)?.scrollIntoView({ block: "nearest" });
  }
}

// While the card slides out it keeps its face, so nothing is changed on an empty tray.
function showFace(card, present) {
  if (!present) return;
  element("card").dataset.look = card?.look ?? "my-number";
  element("card-kind").textContent = KINDS[card?.look] ?? "カード";
  element("card-name").textContent = card?.name ?? "";
}

function showNote(card) {
  element("note").hidden = !card?.pin;
  if (card?.pin) element("pin").textContent = card.pin;
}

export function startTray(send) {
  element("cards").addEventListener("click", (event) => {
    const card = event.target.closest("button")?.dataset.card;
    if (!card) return;
    chosen = card;
    event.target.closest("button").blur(); // Enter belongs to the keypad from now on
    send({ do: "insert", card });
  });
  element("bay").addEventListener("click", () => {
    element("bay").blur();
    if (scene.card_present) send({ do: "remove" });
    else if (cards.length) send({ do: "insert", card: chosen || cards[0].id });
  });
  element("take").addEventListener("click", () => {
    element("take").blur();
    send({ do: "remove" });
  });
  element("tear-now").addEventListener("click", () => tear(send, 0, "half"));
  element("tear-count").addEventListener("focus", (event) => event.target.select());
  element("tear").addEventListener("submit", (event) => {
    event.preventDefault();
    tear(send, element("tear-count").valueAsNumber, element("tear-when").value);
  });
}

function tear(send, commands, when) {
  send({ do: "tear", commands, when });
  document.activeElement?.blur();
  element("tearing").open = false;
}
