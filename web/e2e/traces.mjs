// Traces of words in whatever a browser leaves behind: every file of its profile, and what its databases make of it.
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

const utf16be = (text) => Buffer.from(text, 'utf16le').swap16();

/** Base64 of bytes that lie anywhere in a longer text: the letters that do not depend on what stands around them. */
function base64(bytes) {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').replace(/=+$/, '');
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor(((before + bytes.length) * 8) / 6);
    const plain = whole.slice(from, to);
    return [plain, plain.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Every way in which a text could be written down. */
export function disguises(text) {
  const [narrow, wide] = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  const escaped = [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const percent = [...narrow].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const named = {
    'UTF-8': [narrow],
    'UTF-16': [wide, utf16be(text)],
    base64: [...base64(narrow), ...base64(wide)],
    hex: [narrow, wide].flatMap((bytes) => [bytes.toString('hex'), bytes.toString('hex').toUpperCase()]),
    escaped: [escaped, escaped.replace(/[0-9a-f]{4}/g, (digits) => digits.toUpperCase()), percent, percent.toUpperCase()],
  };
  return Object.entries(named).flatMap(([name, forms]) => [...new Set(forms.map((form) => Buffer.from(form).toString('latin1')))].map((form) => ({ name, text, bytes: Buffer.from(form, 'latin1') })));
}

/** What of `wanted` (of `disguises`) is in some bytes. */
export function traces(bytes, wanted) {
  return wanted.filter((one) => bytes.includes(one.bytes)).map(({ name, text }) => `${name} ${text}`);
}

function varint(bytes, at) {
  let [value, shift] = [0, 1];
  for (;;) {
    const byte = bytes[at++];
    value += (byte & 127) * shift;
    if (byte < 128) return [value, at];
    shift *= 128;
  }
}

/** Snappy's raw format. */
export function unsnap(bytes) {
  let [size, at] = varint(bytes, 0);
  const out = Buffer.alloc(size);
  let end = 0;
  while (at < bytes.length) {
    const tag = bytes[at++];
    let length = (tag >> 2) + 1;
    if ((tag & 3) === 0) {
      if (length > 60) {
        const extra = length - 60;
        length = bytes.readUIntLE(at, extra) + 1;
        at += extra;
      }
      bytes.copy(out, end, at, at + length);
      at += length;
      end += length;
      continue;
    }
    let back;
    if ((tag & 3) === 1) {
      length = ((tag >> 2) & 7) + 4;
      back = ((tag >> 5) << 8) | bytes[at++];
    } else {
      const wide = (tag & 3) === 2 ? 2 : 4;
      back = bytes.readUIntLE(at, wide);
      at += wide;
    }
    // It may repeat what it has just written.
    for (let i = 0; i < length; i += 1, end += 1) out[end] = out[end - back];
  }
  return out;
}

/** Where Chromium has packed a value before the database saw it. */
function packed(bytes) {
  const found = [];
  for (let at = bytes.indexOf(Buffer.from([0xff, 0x11, 0x02])); at >= 0; at = bytes.indexOf(Buffer.from([0xff, 0x11, 0x02]), at + 1)) {
    try {
      const plain = unsnap(bytes.subarray(at + 3));
      if (plain.length > 0) found.push(plain);
    } catch {
      // Bytes that happen to look so.
    }
  }
  return found;
}

/** The blocks of a LevelDB table, unpacked. */
function tableBlocks(bytes) {
  const footer = bytes.subarray(bytes.length - 48);
  const block = (from, size) => {
    const raw = bytes.subarray(from, from + size);
    return bytes[from + size] === 1 ? unsnap(raw) : raw;
  };
  let at = 0;
  [, at] = varint(footer, at);
  [, at] = varint(footer, at);
  let from, size;
  [from, at] = varint(footer, at);
  [size] = varint(footer, at);
  const index = block(from, size);
  const found = [index];
  const end = index.length - 4 - 4 * index.readUInt32LE(index.length - 4);
  for (at = 0; at < end; ) {
    let own, value;
    [, at] = varint(index, at);
    [own, at] = varint(index, at);
    [value, at] = varint(index, at);
    const handle = index.subarray(at + own, at + own + value);
    at += own + value;
    const [begin, next] = varint(handle, 0);
    found.push(block(begin, varint(handle, next)[0]));
  }
  return found;
}

/** The records of a LevelDB log, put together again where a border of 32 KiB cuts them. */
function logRecords(bytes) {
  const found = [];
  let parts = [];
  for (let block = 0; block < bytes.length; block += 32_768) {
    const end = Math.min(block + 32_768, bytes.length);
    for (let at = block; at + 7 <= end; ) {
      const [length, type] = [bytes.readUInt16LE(at + 4), bytes[at + 6]];
      if (type === 0 || at + 7 + length > end) break;
      if (type === 1 || type === 2) parts = [];
      parts.push(bytes.subarray(at + 7, at + 7 + length));
      if (type === 1 || type === 4) found.push(Buffer.concat(parts));
      at += 7 + length;
    }
  }
  return found;
}

/** All that can be made of a file: itself, and what its packing hides. */
function readings(name, bytes) {
  const found = [bytes];
  try {
    if (name.endsWith('.ldb') || name.endsWith('.sst')) found.push(...tableBlocks(bytes));
    else if (/\d+\.log$/.test(name)) found.push(...logRecords(bytes));
  } catch {
    // Half written: looked at as it is.
  }
  return [...found, ...found.flatMap(packed)];
}

/** Every file under a folder with what of `wanted` is in it; `looked` counts them. */
export async function traced(folder, wanted) {
  const looked = { files: 0, bytes: 0, tables: 0 };
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    looked.files += 1;
    looked.bytes += bytes.length;
    if (/\.(ldb|sst)$/.test(entry.name)) looked.tables += 1;
    const here = new Set(traces(Buffer.from(relative(folder, path)), wanted));
    for (const reading of readings(entry.name, bytes)) for (const trace of traces(reading, wanted)) here.add(trace);
    for (const trace of here) found.push(`${relative(folder, path)}: ${trace}`);
  }
  return { found, looked };
}

/** What a script of the page can read itself: databases, storages, caches, cookies, history, and what is on the screen. */
export async function readable(page) {
  const latin = await page.evaluate(async () => {
    const done = (request) => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = () => reject(request.error))));
    const utf8 = (text) => Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
    const write = (value) => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        const bytes = new Uint8Array(value instanceof ArrayBuffer ? value : value.buffer);
        return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
      }
      if (value !== null && typeof value === 'object') return Object.entries(value).flat().map(write).join('\n');
      return utf8(String(value));
    };
    const found = {};
    for (const { name } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name));
      for (const table of db.objectStoreNames) {
        const store = db.transaction(table).objectStore(table);
        found[`IndexedDB ${name} ${table}`] = write([await done(store.getAllKeys()), await done(store.getAll())]);
      }
      db.close();
    }
    found.localStorage = write({ ...localStorage });
    found.sessionStorage = write({ ...sessionStorage });
    found.cookies = write(document.cookie);
    found.address = write([location.href, history.state, document.title]);
    const fields = [...document.querySelectorAll('input, textarea, select')].map(({ value }) => value);
    found.screen = write([document.documentElement.outerHTML, fields]);
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        found[`cache ${name} ${request.url}`] = write(new Uint8Array(await answer.arrayBuffer()));
      }
    }
    return found;
  });
  return Object.fromEntries(Object.entries(latin).map(([place, text]) => [place, Buffer.from(text, 'latin1')]));
}

/** Where of that something of `wanted` is. */
export function tracedIn(places, wanted) {
  return Object.entries(places).flatMap(([place, bytes]) => [bytes, ...packed(bytes)].flatMap((reading) => traces(reading, wanted)).map((trace) => `${place}: ${trace}`));
}
