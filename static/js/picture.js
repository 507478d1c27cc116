// A picture is made smaller on the phone before it is sent: a bad line suffers less. The server does it in any case,
// so whatever goes wrong here, the picture goes as it is.

const LONGEST_SIDE = 1280;
const QUALITY = 0.8;
const SMALL_ENOUGH = 300000;

async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
}

async function shrink(input) {
  const [file] = input.files;
  if (!file || file.size <= SMALL_ENOUGH) return;
  try {
    const chosen = new DataTransfer();
    chosen.items.add(await smaller(file));
    // Somebody may have chosen another one meanwhile.
    if (input.files[0] === file) input.files = chosen.files;
  } catch {
    // As it is.
  }
}

for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
  input.addEventListener("change", () => shrink(input));
}
