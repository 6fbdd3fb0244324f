// The reader's screen: patches of PNG in, touches out.

export const HEAD_BYTES = 14; // seven numbers of two bytes: where, left, top, width, height, then size of the whole

const canvas = document.getElementById("screen");
const pen = canvas.getContext("2d", { alpha: false });

let drawn = Promise.resolve();
let generation = 0;

// Pictures are decoded in the background, so they are chained: a patch never overtakes the one before.
export function drawPatch(data) {
  const head = new DataView(data, 0, HEAD_BYTES);
  const [left, top, , , width, height] = [2, 4, 6, 8, 10, 12].map((offset) => head.getUint16(offset));
  const decoding = createImageBitmap(new Blob([new Uint8Array(data, HEAD_BYTES)], { type: "image/png" }));
  const mine = generation;
  drawn = drawn.then(async () => {
    const picture = await decoding;
    if (mine === generation) {
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      pen.drawImage(picture, left, top);
      canvas.dataset.frames = String(Number(canvas.dataset.frames ?? 0) + 1);
    }
    picture.close();
  });
}

export function clearScreen() {
  generation += 1;
  pen.fillStyle = "#0d1413";
  pen.fillRect(0, 0, canvas.width, canvas.height);
}

// A touch counts where the finger is lifted, as on the real panel.
export function startScreen(touch) {
  clearScreen();
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointerup", (event) => {
    const box = canvas.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) * canvas.width) / box.width);
    const y = Math.floor(((event.clientY - box.top) * canvas.height) / box.height);
    if (x >= 0 && y >= 0 && x < canvas.width && y < canvas.height) touch(x, y);
  });
}
