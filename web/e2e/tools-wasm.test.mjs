// Every tool of the library, filled in as its worked example says: the WASM build gives what the native one gives.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import init, { trial } from '../src/gen/kinkeeper_client.js';

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the worked examples give the same results in the WASM build', async () => {
  await init({ module_or_path: await readFile(new URL('../src/gen/kinkeeper_client_bg.wasm', import.meta.url)) });
  const golden = JSON.parse(await read('crates/domain/tests/golden/evaluations.json'));
  assert.ok(golden.length >= 39, `${golden.length} tools`);
  for (const { document, age, today, evaluation } of golden) {
    const example = JSON.parse(await read(`instruments/examples/${document}.json`));
    const found = trial(await read(`instruments/${document}.json`), JSON.stringify(example.answers), age ?? undefined, today);
    assert.notEqual(found, '', `${document} can be read`);
    // Fields that are empty are left out by one writer and written by the other.
    assert.deepEqual(JSON.parse(found), evaluation, document);
  }
});
