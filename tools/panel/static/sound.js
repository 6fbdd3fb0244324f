// Buzzer and voice: the spoken prompt as text, tones as a flash and, when switched on, as a beep.

const TONES = {
  key: { ja: "キー", en: "key", notes: [[1400, 0.05]] },
  card_seen: { ja: "カード", en: "card seen", notes: [[880, 0.08], [1175, 0.12]] },
  accepted: { ja: "受付", en: "accepted", notes: [[988, 0.1], [1319, 0.18]] },
  refused: { ja: "お断り", en: "refused", notes: [[440, 0.18], [330, 0.26]] },
  hurry: { ja: "お急ぎ", en: "hurry", notes: [[988, 0.08], [988, 0.08]] },
  take_card: { ja: "取り忘れ", en: "take card", notes: [[1175, 0.12], [1175, 0.12], [1175, 0.12]] },
  call_staff: { ja: "職員呼出", en: "call staff", notes: [[784, 0.2], [659, 0.2], [784, 0.3]] },
};
const GAP_SECONDS = 0.04;
const SILENCE = 0.0001;

const element = (id) => document.getElementById(id);

let audio = null;

export function heard(news) {
  if (news.kind === "speech") speak(news);
  else tone(news.value);
}

function speak({ text, value, language }) {
  const shown = element("voice-text");
  shown.textContent = text || value;
  shown.lang = language;
  element("voice").dataset.prompt = value;
  element("voice").animate([{ opacity: 0.35 }, { opacity: 1 }], 260);
}

function tone(name) {
  const known = TONES[name] ?? { ja: name, en: "", notes: [] };
  element("tone-state").textContent = known.ja;
  element("tone-state").nextElementSibling.textContent = known.en;
  element("buzzer").animate([{ transform: "scale(1.25)" }, { transform: "none" }], 220);
  if (audio) beep(known.notes);
}

function beep(notes) {
  let at = audio.currentTime;
  for (const [hertz, seconds] of notes) {
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(0.12, at);
    volume.gain.exponentialRampToValueAtTime(SILENCE, at + seconds);
    voice.connect(volume).connect(audio.destination);
    voice.start(at);
    voice.stop(at + seconds);
    at += seconds + GAP_SECONDS;
  }
}

// A browser lets a page make sounds only after a click, so silence is where it starts.
export function startSound() {
  const button = element("sound");
  button.addEventListener("click", () => {
    if (audio) {
      audio.close();
      audio = null;
    } else {
      audio = new AudioContext();
      beep(TONES.accepted.notes);
    }
    button.setAttribute("aria-pressed", String(audio !== null));
    element("sound-state").textContent = audio ? "入 on" : "切 off";
  });
}
