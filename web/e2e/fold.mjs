/**
 * Runs the core as it is compiled for the phone on cases that the native build has folded already:
 * node fold.mjs CORE.wasm CASES.json. Fails at the first difference and names the history.
 */
import { readFile } from 'node:fs/promises';
import { App, initSync } from '../src/gen/kinkeeper_client.js';

const [wasm, file] = process.argv.slice(2);
initSync({ module: await readFile(wasm) });
const cases = JSON.parse(await readFile(file, 'utf8'));
for (const { seed, stream, stored, route, now, view } of cases) {
  const app = new App(new Uint8Array(32).fill(7));
  app.load('streams', stream, stored);
  app.handle('"unlocked"', now);
  const shown = app.view(route, now);
  if (shown !== view) {
    const at = [...shown].findIndex((letter, i) => letter !== view[i]);
    console.error(`history ${seed} differs at ${at}:\n  phone  ${shown.slice(at - 60, at + 60)}\n  native ${view.slice(at - 60, at + 60)}`);
    process.exit(1);
  }
  app.free();
}
console.log(`${cases.length} histories, the same`);
