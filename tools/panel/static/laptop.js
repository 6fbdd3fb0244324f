// The camera of the computer that this page is open on, as the reader's. Nothing is recorded: each picture replaces
// the one before, and leaves this page only while the reader's camera is on.

const WIDTH = 640;
const HEIGHT = 480;
const EVERY_MS = 100;
const QUALITY = 0.85;

const PROBLEMS = {
  NotAllowedError: ["カメラの使用が許可されていません。ブラウザーの設定で許可してください。", "This page may not use the camera: allow it in the browser."],
  NotFoundError: ["このパソコンにカメラが見つかりません。", "This computer has no camera."],
  NotReadableError: ["カメラを別のアプリが使っています。", "Another program uses the camera."],
};
const OTHER_PROBLEM = ["このパソコンのカメラを使えません。", "This computer's camera cannot be used."];

const element = (id) => document.getElementById(id);

let send = () => {};
let sendPicture = () => {};
let stream = null;
let wanted = false; // what the person switched; the stream follows
let accepted = false; // what the panel said
let looked = false; // whether the reader's camera is on
let timer = 0;
let encoding = false;

const canvas = document.createElement("canvas");
canvas.width = WIDTH;
canvas.height = HEIGHT;
const pen = canvas.getContext("2d", { alpha: false });

export function startLaptop(sendCommand, sendJpeg) {
  send = sendCommand;
  sendPicture = sendJpeg;
  element("laptop").addEventListener("click", () => {
    element("laptop").blur();
    if (wanted) stop();
    else start();
  });
  window.addEventListener("pagehide", stop);
  show();
}

export function lookedAt(on) {
  looked = on;
}

// The panel takes the pictures on, or does no more: another page has its turn, or the reader is away.
export function taken(on) {
  accepted = on;
  if (!on) stop();
  show();
}

export function lost() {
  accepted = false;
  stop();
}

async function start() {
  say("");
  wanted = true;
  show();
  let opened;
  try {
    if (!navigator.mediaDevices) throw new DOMException("", "NoCameraForPages");
    const video = { width: WIDTH, height: HEIGHT, facingMode: "user" };
    opened = await navigator.mediaDevices.getUserMedia({ audio: false, video });
  } catch (error) {
    wanted = false;
    say((PROBLEMS[error.name] ?? OTHER_PROBLEM).join(" "));
    show();
    return;
  }
  // Switched off again while the browser asked for permission.
  if (!wanted) return opened.getTracks().forEach((track) => track.stop());
  stream = opened;
  stream.getVideoTracks()[0].addEventListener("ended", stop);
  element("own-view").srcObject = stream;
  timer = setInterval(take, EVERY_MS);
  send({ do: "lend", on: true });
  show();
}

function stop() {
  if (wanted && stream) send({ do: "lend", on: false });
  wanted = false;
  accepted = false;
  clearInterval(timer);
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  element("own-view").srcObject = null;
  pen.clearRect(0, 0, WIDTH, HEIGHT);
  show();
}

function take() {
  const video = element("own-view");
  if (!accepted || !looked || encoding || !video.videoWidth) return;
  const scale = Math.max(WIDTH / video.videoWidth, HEIGHT / video.videoHeight);
  const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
  pen.drawImage(video, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
  encoding = true;
  canvas.toBlob(
    (jpeg) => {
      encoding = false;
      if (jpeg && accepted) sendPicture(jpeg);
    },
    "image/jpeg",
    QUALITY,
  );
}

function show() {
  const button = element("laptop");
  button.setAttribute("aria-checked", String(wanted));
  element("own-view").hidden = stream === null;
}

function say(text) {
  element("laptop-problem").textContent = text;
  element("laptop-problem").hidden = !text;
}
