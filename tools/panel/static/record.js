// The time line of the visit and the messages that crossed: codes, kinds and sizes, nothing else is known here.

const STEPS = [
  ["card_seen", "カード検出", "card seen"],
  ["certificate_read", "証明書の読取り", "certificate"],
  ["challenge_received", "チャレンジ受信", "challenge"],
  ["print_read", "カード面", "card face read"],
  ["photo_read", "写真の読取り", "photo"],
  ["photo_loaded", "写真の準備", "photo ready"],
  ["turn_asked", "首の動き", "turn asked"],
  ["turned", "正面に戻る", "turned"],
  ["face_matched", "顔の照合", "matched"],
  ["staff_confirmed", "係の確認", "staff said yes"],
  ["pin_asked", "番号をたずねる", "PIN asked"],
  ["pin_submitted", "番号の入力", "PIN typed"],
  ["pin_verified", "番号の照合", "PIN verified"],
  ["key_opened", "鍵の使用許可", "key"],
  ["challenge_signed", "署名", "signed"],
  ["identified", "本人の確認", "identified"],
  ["consented", "同意の送信", "consented"],
  ["result", "結果", "result"],
  ["card_removed", "カード返却", "card removed"],
];

// Each way has steps of its own. Those that are still open are shown for the way that the visit takes: PIN unless
// something else was seen of it.
const OF_FACE = new Set(["print_read", "photo_read", "photo_loaded", "turn_asked", "turned", "face_matched"]);
const OF_PIN = new Set(["pin_asked", "pin_submitted", "pin_verified"]);
const OF_STAFF = new Set(["staff_confirmed"]);
const WITHOUT_PIN = new Set(["key_opened"]);

const PLACES = {
  starting: ["起動中", "starting"],
  idle: ["待機中", "idle"],
  reading: ["カード読取り中", "reading"],
  choosing: ["方法の選択", "choice of way"],
  face: ["顔の確認", "face"],
  pin: ["暗証番号", "PIN"],
  staff_check: ["係の確認", "staff check"],
  registering: ["利用登録", "registering"],
  consenting: ["同意の確認", "consent"],
  inquiring: ["照会中", "inquiring"],
  done: ["結果表示", "done"],
  refused: ["お断り", "refused"],
  remove_card: ["カードをお取りください", "take the card"],
  maintenance: ["保守中", "maintenance"],
  out_of_service: ["休止中", "out of service"],
};

const OUTCOMES = {
  completed: "完了",
  eligibility_only: "資格のみ",
  cancelled: "中止",
  timed_out: "時間切れ",
  card_removed: "カード抜き取り",
  card_changed: "カード交換",
  device_failed: "機器の故障",
  not_my_number_card: "別のカード",
  old_resident_card: "住基カード",
  driving_licence: "運転免許証",
  phone: "スマートフォン",
  no_certificate: "証明書なし",
  card_unreadable: "読取り不可",
  pin_locked: "暗証番号ロック",
  pin_not_set: "暗証番号なしのカード",
  face_not_possible: "顔で確認できず",
  staff_said_no: "係が本人と認めず",
  staff_unavailable: "係の確認ができず",
  pin_unknown: "暗証番号不明",
  last_try_declined: "最後の1回を辞退",
  not_registered: "未登録",
  certificate_expired: "証明書の期限切れ",
  certificate_revoked: "証明書の失効",
  certificate_not_trusted: "証明書を確認できず",
  cannot_be_used: "利用不可",
  centre_unreachable: "センター接続不可",
  centre_silent: "センター応答なし",
  centre_failed: "センター障害",
};

const GOOD = new Set(["completed", "eligibility_only"]);

const element = (id) => document.getElementById(id);

export function showJournal(journal) {
  showPlace(journal.place);
  showSteps(journal.steps);
  showOutcome(journal.outcome);
  showMessages(journal.messages);
}

function showPlace(place) {
  const state = place.split("/", 1)[0];
  const [ja, en] = PLACES[state] ?? [place || "–", ""];
  element("place").dataset.place = place;
  element("place").title = place;
  element("place-ja").textContent = ja;
  element("place-en").textContent = en;
}

function showSteps(steps) {
  const taken = new Map(steps.map(({ name, ms }) => [name, ms]));
  const known = new Set(STEPS.map(([name]) => name));
  const others = steps.filter(({ name }) => !known.has(name)).map(({ name }) => [name, name, ""]);
  const shown = STEPS.filter(([name]) => taken.has(name) || !hidden(taken).has(name));
  const list = element("steps");
  list.replaceChildren(...[...shown, ...others].map((step) => stepRow(step, taken.get(step[0]))));
  const last = [...list.querySelectorAll(".taken")].at(-1);
  const row = last?.offsetHeight ?? 1;
  list.scrollTop = last ? Math.round((last.offsetTop - list.clientHeight / 2) / row) * row : 0; // no row is cut at the top
}

// Steps that are not expected in this visit.
function hidden(taken) {
  const took = (way) => [...way].some((name) => taken.has(name));
  if (took(OF_PIN)) return new Set([...OF_FACE, ...OF_STAFF, ...WITHOUT_PIN]);
  if (took(OF_STAFF)) return new Set([...OF_FACE, ...OF_PIN]);
  return took(OF_FACE) ? new Set([...OF_PIN, ...OF_STAFF]) : new Set([...OF_FACE, ...OF_STAFF, ...WITHOUT_PIN]);
}

function stepRow([name, ja, en], ms) {
  const row = document.createElement("li");
  row.dataset.step = name;
  row.className = ms === undefined ? "open" : "taken";
  row.appendChild(document.createElement("b")).textContent = ja;
  const english = row.appendChild(document.createElement("span"));
  english.lang = "en";
  english.textContent = en;
  row.appendChild(document.createElement("data")).textContent = ms === undefined ? "" : time(ms);
  return row;
}

function time(ms) {
  return ms < 10_000 ? `${ms.toLocaleString("en")} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function showOutcome(outcome) {
  const chip = element("outcome");
  chip.hidden = !outcome;
  chip.dataset.good = GOOD.has(outcome) ? "yes" : "no";
  chip.textContent = OUTCOMES[outcome] ?? outcome;
  chip.title = outcome.replaceAll("_", " ");
}

function showMessages(messages) {
  const list = element("messages");
  list.replaceChildren(...messages.map(messageRow));
  list.scrollTop = list.scrollHeight;
}

function messageRow({ direction, name, bytes }) {
  const row = document.createElement("li");
  row.dataset.direction = direction;
  const arrow = row.appendChild(document.createElement("i"));
  arrow.textContent = direction === "up" ? "↑" : "↓";
  arrow.title = direction === "up" ? "センターへ to the centre" : "センターから from the centre";
  row.appendChild(document.createElement("b")).textContent = name;
  row.appendChild(document.createElement("data")).textContent = bytes.toLocaleString("en");
  return row;
}
