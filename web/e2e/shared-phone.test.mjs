// Three people share one phone. By chance they sign in, write, lock, lose the network and its answers, and the page or
// the browser is killed under their hands, in the middle of keeping too. Whatever somebody was told is kept is in the
// ledger once in the end, or lies before her; what she took back is not; nobody ever finds a word of the others'.
//
// KINKEEPER_INTERLEAVINGS=200 plays so many, KINKEEPER_SEED=17 begins with that one; a failure names its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from './harness.mjs';
import { SharedPhone } from './shared-phone.mjs';
import { speak } from './walk.mjs';

const COUNT = Number(process.env.KINKEEPER_INTERLEAVINGS ?? 1);
const FIRST = Number(process.env.KINKEEPER_SEED ?? 1);
/** A phone and a server of their own for so many: files that grow without end would only make it slow. */
const TOGETHER = 20;

/** Plays until something is wrong, or all are over; answers with the seed after the last one that was played. */
async function together(from, until, wrong) {
  const server = await serve();
  let phone = null;
  try {
    const { passphrase } = await (await fetch(`${server.url}/api/v1/demo/accounts`)).json();
    phone = new SharedPhone(server, passphrase, await speak('en'));
    await phone.begin();
    for (let seed = from; seed < until; seed += 1) {
      const began = Date.now();
      try {
        await phone.play(seed);
      } catch (error) {
        wrong.push(`seed ${seed} (KINKEEPER_SEED=${seed} KINKEEPER_INTERLEAVINGS=1 plays it again): ${error.stack}\n  ${phone.steps.join('\n  ')}\n  ${phone.browser.errors.join('\n  ')}`);
        return seed + 1;
      }
      if (COUNT > TOGETHER) console.log(`seed ${seed}: ${phone.steps.length} steps, ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
    return until;
  } finally {
    await phone?.close();
    await server.stop();
  }
}

test(`three people on one phone: seeds ${FIRST} to ${FIRST + COUNT - 1}`, async () => {
  const wrong = [];
  for (let from = FIRST; from < FIRST + COUNT; ) {
    from = await together(from, Math.min(from + TOGETHER, FIRST + COUNT), wrong);
    if (wrong.length > 0) console.log(wrong.at(-1));
    // One is enough, unless all are wanted.
    if (COUNT <= TOGETHER) break;
  }
  assert.deepEqual(wrong, []);
});
