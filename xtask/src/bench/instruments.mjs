// How long a slow phone (360 × 740, processor throttled six times) takes from an answer to what it amounts to: the longest
// tool is filled in to its end as its worked example says, without a network, and every mark, choice and
// tick on it is tapped. From the tap until the answers have been judged and the picture after that is drawn. One JSON line.
import { readFile } from 'node:fs/promises';
import { Hand, flat } from '../../../web/e2e/filling.mjs';
import { PHONE, browse, go, onThePhone, serve, signIn } from '../../../web/e2e/harness.mjs';
import { inside } from '../../../web/e2e/inside.mjs';
import { asks, speak } from '../../../web/e2e/walk.mjs';

const THROTTLE = 6;
/** Fewer answers say little about the slowest of twenty. */
const FEWEST = 60;
const ON = '2026-11-28';
/** How long a finger touches, in milliseconds. */
const FINGER = 100;
const TAPPED = ['level', 'choice', 'yes_no', 'several'];
const note = (text) => process.stderr.write(`${text}\n`);
const read = async (path) => JSON.parse(await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8'));
const percentile = (list, percent) => [...list].sort((a, b) => a - b)[Math.ceil((list.length * percent) / 100) - 1];
const tenth = (value) => Math.round(value * 10) / 10;

/** Every question, those that come several times too. */
const questions = (items) => items.flatMap((item) => (item.answer.kind === 'group' ? questions(item.answer.items) : [item, ...(item.answer.kind === 'repeat' ? questions(item.answer.items) : [])]));
const length = (tool) => questions(tool.sections.flatMap((section) => section.items)).length;

/** The longest tool of all; of two, the one with more marks, for they are what is scored. */
async function longest() {
  const cards = await read('instruments/cards.json');
  const newest = cards.filter((card) => cards.every((other) => other.code !== card.code || other.version <= card.version));
  const tools = await Promise.all(newest.map((card) => read(`instruments/${card.code}.v${card.version}.json`)));
  const marks = (tool) => questions(tool.sections.flatMap((section) => section.items)).filter((item) => item.answer.kind === 'level').length;
  return tools.sort((a, b) => length(b) - length(a) || marks(b) - marks(a))[0];
}

/**
 * In the page, once: `timed()` waits for one tap, until the answers are judged and drawn. That the core is asked is seen by
 * the question being written as text, and it answers within the same turn.
 */
function watch() {
  const write = JSON.stringify;
  let judged = null;
  let judging = 0;
  JSON.stringify = (value, ...more) => {
    if (value?.judge) {
      const begun = performance.now();
      queueMicrotask(() => {
        judging = performance.now() - begun;
        judged?.();
      });
    }
    return write(value, ...more);
  };
  globalThis.timed = () =>
    new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('never judged')), 10_000);
      addEventListener(
        'click',
        ({ timeStamp }) => {
          judged = () => {
            judged = null;
            // A task of its own runs behind the picture that is begun.
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => resolve({ whole: performance.now() - timeStamp, judging });
              port2.postMessage(0);
            });
          };
        },
        { capture: true, once: true },
      );
    });
}

/** Where the tool is filled in: with a family, or in the file of something else, which is begun for it. */
async function begun() {
  if (['family', 'child', 'carer', 'network'].includes(tool.subject)) {
    await go(page, `families/${family}/tools`);
    const link = page.locator(`a[href*="/assess/${tool.code}"]`).first();
    await link.waitFor();
    return (await link.getAttribute('href')).replace(/^#\//, '');
  }
  const about = { [tool.subject]: tool.subject === 'village' ? { village } : { name: 'ផ្ទះ', village } };
  const file = await page.evaluate((about) => {
    const { file } = inside.view({ file_of: { about, fresh: inside.newId() } });
    inside.act({ assess: { file, actions: [{ named: { about } }], draft: null } });
    return file;
  }, about);
  return `assessed/${file}/assess/${tool.code}`;
}

const words = await speak('km');
const tool = await longest();
let family, village;
const { answers: example } = await read(`instruments/examples/${tool.code}.v${tool.version}.json`);
const server = await serve();
const browser = await browse({ size: PHONE });
const page = browser.page();
try {
  const { passphrase } = await (await fetch(`${server.url}/api/v1/demo/accounts`)).json();
  const davy = await asks(server.url, 'davy', passphrase);
  const me = (await (await davy.get('/api/v1/me')).json()).worker;
  const { rows } = await (await davy.get('/api/v1/caseload')).json();
  ({
    family,
    summary: { village },
  } = rows.find(({ summary }) => summary.lead === me && summary.stage === 'open'));
  await signIn(page, server.url, 'davy', passphrase);
  await inside(page);
  const place = await begun();
  await onThePhone(page);
  await browser.offline(true);
  await go(page, place);
  await page.getByRole('button', { name: words.t('assess-begin'), exact: true }).waitFor();
  await page.evaluate(watch);
  const session = await browser.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });

  const hand = new Hand(page, words, tool);
  const [, file, , , subject = null] = place.split('/');
  const given = await hand.given({ file, instrument: tool.code, version: tool.version, subject, on: ON, revises: null });
  const answers = { ...Object.fromEntries(Object.entries(example).filter(([, answer]) => answer.kind !== 'files')), ...given };
  const judge = (of) => page.evaluate(({ of, answers }) => inside.view({ judge: { of, answers } }).evaluation, { of: { file, instrument: tool.code, version: tool.version, subject, on: ON, revises: null }, answers: of });
  const hidden = new Set((await judge(answers)).hidden.map(({ code }) => code));
  await hand.day([{ css: 'fieldset.field' }], ON);
  await hand.tick([{ css: 'label.check', text: words.t('assess-source-caregiver') }]);
  await hand.tap([{ css: '.steps button', at: -1 }]);

  const times = [];
  // A finger stays on the glass for a moment; what its touch sets off is over when it is lifted.
  const lift = (path) => hand.tap(path, FINGER);
  // What was already there is tapped again, each of its options in turn, and the right one last.
  async function tapAll(item, answer) {
    const root = [{ css: `[id="item-${item.code}"]` }];
    const several = answer.kind === 'several';
    const value = answer.kind === 'choice' ? answer.option : answer.value;
    const options = several ? answer.options.flatMap((code) => [code, code]) : [...(await page.evaluate((id) => [...document.querySelectorAll(`[id="${id}"] input[type=radio]`)].map((one) => one.value), `item-${item.code}`)).filter((one) => one !== String(value)), String(value)];
    for (const option of options) {
      const timed = page.evaluate(() => globalThis.timed());
      if (several) await lift([...root, { css: '[role=group] label.check', text: hand.told(hand.options(item.answer).find(({ code }) => code === option).label) }]);
      else await lift([...root, { css: `label:has(> input[type=radio][value="${option}"])` }]);
      times.push(await timed);
    }
  }
  const pages = await hand.through(answers, hidden, async () => {
    const cards = await page.evaluate(() => [...document.querySelectorAll('main [id^="item-"]')].map((card) => card.id.slice('item-'.length)));
    for (const item of tool.sections.flatMap((section) => flat(section.items))) {
      const answer = answers[item.code];
      if (cards.includes(item.code) && answer && TAPPED.includes(answer.kind) && (await hand.has([{ css: `[id="item-${item.code}"]` }]))) await tapAll(item, answer);
    }
    note(`page ${cards[0]}: ${times.length} answers`);
  });
  await hand.tap([{ css: '.steps button', text: words.t('assess-finish') }]);
  await page.getByText(words.t('assess-recorded')).waitFor();
  if (times.length < FEWEST) throw new Error(`only ${times.length} answers`);
  const of = (what) => times.map((one) => one[what]);
  const line = {
    what: 'answer to score on a phone',
    tool: tool.code,
    questions: length(tool),
    pages,
    answers: times.length,
    p50_ms: tenth(percentile(of('whole'), 50)),
    p95_ms: tenth(percentile(of('whole'), 95)),
    worst_ms: tenth(Math.max(...of('whole'))),
    judging_p50_ms: tenth(percentile(of('judging'), 50)),
    judging_p95_ms: tenth(percentile(of('judging'), 95)),
    cpu_throttle: THROTTLE,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
} finally {
  await browser.close();
  await server.stop();
}
