/**
 * Makes a photograph fit to be kept: small, upright, and nothing in it but the picture. What a camera writes beside it
 * (where, when, with what) never leaves this function; the server refuses a photograph that still carries it.
 */

/** Pixels along the longer side: a paper can be read, a face is known. */
const LONGEST = 1_280;
/** What a photograph should have at most, in bytes, and may. */
const WANTED = 200_000;
export const MOST = 400_000;
const QUALITIES = [0.8, 0.7, 0.6, 0.45, 0.3];
/** Bytes of a part, as they travel. */
export const PART = 65_536;

export type Photo = { hash: string; bytes: Uint8Array; width: number; height: number };

/** Why a file is no photograph: it cannot be read as a picture, or it cannot be made small enough. */
export class NoPhoto extends Error {
  override name = 'NoPhoto';
}

/** From any picture that the browser can read. */
export async function photoOf(file: Blob): Promise<Photo> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!picture || picture.width === 0 || picture.height === 0) throw new NoPhoto('it cannot be read');
  const canvas = document.createElement('canvas');
  try {
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const paper = canvas.getContext('2d');
    if (!paper) throw new NoPhoto('there is nothing to draw on');
    // What is clear in it would be black.
    paper.fillStyle = '#fff';
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  } finally {
    picture.close();
  }
  let best: Uint8Array | null = null;
  for (const quality of QUALITIES) {
    const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (!made) throw new NoPhoto('it cannot be written');
    best = bare(new Uint8Array(await made.arrayBuffer()));
    if (best.length <= WANTED) break;
  }
  const { width, height } = canvas;
  // Let go of the pixels at once: on a small phone they are many.
  canvas.width = canvas.height = 0;
  if (!best || best.length > MOST) throw new NoPhoto('it is too large');
  return { hash: await hashOf(best), bytes: best, width, height };
}

/** SHA-256, in hexadecimal. */
export async function hashOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Without the segments that say more than the picture: whatever the browser's encoder thinks of adding. */
function bare(jpeg: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [jpeg.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker === 0xda) break;
    const end = at + 2 + ((jpeg[at + 2] ?? 0) << 8) + (jpeg[at + 3] ?? 0);
    const jfif = marker === 0xe0 && end - at === 18;
    const says = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
    if (jfif || !says) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  kept.push(jpeg.subarray(at));
  return joined(kept);
}

export function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** As text, for a store that takes text. */
export function toText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export function fromText(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}
