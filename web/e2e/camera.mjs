// Pictures as a camera would hand them over: a JPEG that the browser itself made, with words written into it where cameras
// write where, when and with what a picture was taken.

/** A picture of noise that needs several parts, with an EXIF segment that says `words`. */
export async function photograph(page, words, { width = 1280, height = 960 } = {}) {
  const plain = await page.evaluate(
    async ({ width, height }) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const paper = canvas.getContext('2d');
      paper.fillStyle = '#8fb6d8';
      paper.fillRect(0, 0, width, height);
      paper.fillStyle = '#7a5a35';
      paper.fillRect(width * 0.25, height * 0.4, width * 0.5, height * 0.5);
      paper.fillStyle = '#a3221b';
      paper.beginPath();
      paper.moveTo(width * 0.2, height * 0.42);
      paper.lineTo(width * 0.5, height * 0.15);
      paper.lineTo(width * 0.8, height * 0.42);
      paper.fill();
      // Leaves, so that it is not small: every one its own.
      for (let i = 0; i < 26_000; i += 1) {
        paper.fillStyle = `hsl(${90 + Math.random() * 60} 50% ${20 + Math.random() * 40}%)`;
        paper.fillRect(Math.random() * width, height * 0.55 + Math.random() * height * 0.45, 4, 3);
      }
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
      return btoa(text);
    },
    { width, height },
  );
  const bytes = Buffer.from(plain, 'base64');
  const said = Buffer.concat([Buffer.from('Exif\0\0'), Buffer.from(words.join(' '), 'utf8'), Buffer.from(words.join(' '), 'utf16le')]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1]), Buffer.from([(said.length + 2) >> 8, (said.length + 2) & 255]), said]);
  return Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]);
}

/** Hands a picture to the form that is shown, as a file with a name. */
export async function shoots(page, picture, name = 'IMG_20261128_0917.jpg') {
  await page.locator('input[type=file]').last().setInputFiles({ name, mimeType: 'image/jpeg', buffer: picture });
  await page.locator('form img').waitFor();
}
