// The whole path in Khmer, from a referral to a closed case, on a phone whose network is cut and whose browser is
// closed half-way. The supervisor sits at a desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, browse, serve, settle, shot, signIn } from './harness.mjs';
import { Walk, asks, facts, speak } from './walk.mjs';

const PASSPHRASE = 'rice river lotus home';
const CHILD = { km: 'ឡុង ស្រីពេជ្រ', latin: 'Long Sreypich', year: 2017 };
const MOTHER = { km: 'ម៉ៅ សុគន្ធា', latin: 'Mao Sokunthea', sex: 'female', age: 34 };
const FATHER = { km: 'ឡុង វិចិត្រ', latin: 'Long Vichet', sex: 'male', age: 37 };
const GRANDMOTHER = { km: 'ម៉ៅ យ៉ាន', latin: 'Mao Yan', sex: 'female', age: 61 };
const HOME = 'ផ្ទះយាយយ៉ាន';
const GOAL = 'កូនស្រីពេជ្របានទៅរៀនរាល់ថ្ងៃ ហើយមានបាយញ៉ាំគ្រប់ពេល';
const STEPS = ['យកសៀវភៅ និងប៊ិកទៅឱ្យស្រីពេជ្រ', 'ទៅសាលាជួបលោកគ្រូថ្នាក់ទីបី'];
const UNFINISHED = 'ស្រីពេជ្រសើចលេងជាមួយមិត្ត នៅមុខផ្ទះ';

let server, words, known, davy, sophea, desk;

before(async () => {
  server = await serve();
  words = await speak('km');
  known = await facts();
  davy = new Walk({ browser: await browse({ size: PHONE, language: 'km' }), words, url: server.url, facts: known });
});
after(async () => {
  await davy?.browser.close();
  await sophea?.browser.close();
  await server?.stop();
});

const t = (...args) => words.t(...args);
/** A step needs the one before it: what fails stops the walk, and says so. */
let stopped = null;
function step(name, walk) {
  test(name, async (context) => {
    if (stopped) return context.skip(`NOT RUN: "${stopped}" failed before it`);
    try {
      await walk();
    } catch (error) {
      stopped = name;
      for (const [who, one] of [['davy', davy], ['sophea', sophea]]) {
        if (one) await shot(one.page, `failed-km-${who}`, { whole: true, sizes: [one === davy ? PHONE : DESK] }).catch(() => {});
      }
      throw error;
    }
  });
}
const whole = async (id) => (await asks(server.direct, 'davy', PASSPHRASE)).entries(id);

/** Entries of the family that the server had when the network was cut, and the bytes that had reached it. */
let placed = 0;
let passed = 0;

step('davy signs in, and her families come to her phone', async () => {
  await davy.page.goto(server.url);
  await davy.page.locator('input[autocomplete=username]').waitFor();
  await davy.look('sign-in');
  await signIn(davy.page, server.url, 'davy', PASSPHRASE);
  await davy.sent();
  await davy.go('families', t('place-families'));
  await davy.page.getByText(t('stage-open')).or(davy.page.locator('a[href*="#/families/0"]')).first().waitFor();
  await davy.look('families');
  await davy.go('today');
  await davy.look('today');
});

step('1 · a referral: a village in both scripts, a warning of somebody alike, accepted', async () => {
  await davy.refer({
    child: CHILD,
    alike: { km: 'ជា កញ្ញា', latin: 'Chea Kanha' },
    village: [['anlong', 'អន្លង់វិល'], ['ជំនីក', 'ជំនីក'], ['បេង', 'បេង']],
    story: 'ឪពុកទៅធ្វើការនៅថៃ ម្ដាយឈឺ ចៅស្រីអាយុប្រាំបួនឆ្នាំឈប់ទៅរៀនមួយខែហើយ។',
    referrer: 'មេភូមិ ប៊ុន សារ៉ាត់',
  });
  await davy.tell();
  await davy.sent();
  const entries = await whole(davy.id);
  const kinds = entries.map(({ action }) => Object.keys(action ?? {}).join());
  assert.equal(new Set(entries.map(({ id }) => id)).size, entries.length);
  assert.ok(entries.length >= 4, `the server has the referral: ${kinds}`);
});

step('the network is cut', async () => {
  placed = (await whole(davy.id)).length;
  await davy.browser.offline(true);
  server.road.cut();
  passed = server.road.passed();
  await davy.go(davy.family());
  assert.equal(await davy.unsent(), 0);
});

step('2 · the family file, offline: people, who is what to whom, papers, the drawing', async () => {
  await davy.person({ ...MOTHER, home: { name: HOME } }, true);
  await davy.person({ ...FATHER });
  await davy.person({ ...GRANDMOTHER, home: { name: HOME, known: true } });
  await davy.go(davy.family('relations'), t('family-relations'));
  await davy.bond(MOTHER, CHILD, 'parent');
  await davy.bond(FATHER, CHILD, 'parent');
  await davy.bond(MOTHER, FATHER, 'couple');
  await davy.bond(GRANDMOTHER, MOTHER, 'parent');
  const said = await davy.bond(GRANDMOTHER, CHILD, 'carer', []);
  assert.ok(said.length > 0);
  // The child lives in her grandmother's house.
  const homes = davy.page.locator('fieldset', { has: davy.page.getByLabel(t('family-home-name')) }).first();
  await davy.choose(CHILD.km, homes);
  await davy.pick(t('family-idpoor'), t('family-idpoor-level_1'));
  await davy.page.locator('form').filter({ has: davy.page.getByLabel(t('family-idpoor')) }).locator('button[type=submit]').click();
  await davy.page.getByRole('button', { name: t('family-kept'), exact: true }).waitFor();
  await davy.look('relations');
  await davy.go(davy.family());
  await davy.page.locator('.people button').first().waitFor();
  assert.equal(await davy.page.locator('.drawing svg').count(), 1, 'the genogram');
  const person = davy.page.locator('.people button', { hasText: GRANDMOTHER.km });
  assert.match(await person.innerText(), /យាយ/, 'her mother’s mother is called យាយ');
  await davy.look('family-offline');
  assert.ok((await davy.unsent()) > 5);
});

step('3 · consent with a drawn mark, and the child is asked, offline', async () => {
  await davy.consent(GRANDMOTHER, CHILD, 'ខ្ញុំចង់ទៅរៀនវិញ');
  await davy.page.locator('button.fold').first().waitFor();
});

step('4 · the child’s twelve factors and the family’s map, offline', async () => {
  await davy.go(davy.family());
  await davy.unfold(t('family-tools'));
  const link = davy.page.locator('a[href*="/assess/csi/"]').first();
  await link.waitFor();
  const subject = (await link.getAttribute('href')).split('/').pop();
  await davy.csi(subject, { low: ['1A', '6A'], reason: 'យាយប្រាប់ ហើយខ្ញុំបានឃើញ៖' });
  await davy.map({
    strength: { what: 'យាយក្រោកដាំបាយឱ្យចៅរាល់ព្រឹក', said_by: CHILD.km },
    danger: { who_worried: GRANDMOTHER.km, about: 'ម្ដាយឈឺធ្ងន់ គ្មានអ្នកមើលស្រីពេជ្រ', impact: 'ស្រីពេជ្រនៅម្នាក់ឯងពេលយប់', family_view: 'យាយបារម្ភដូចយើង' },
    goal: { danger: true, seen: 'មានមនុស្សធំនៅផ្ទះរាល់យប់', how_long: 'បីខែ' },
    step: { what: 'យាយមកដេកនៅផ្ទះជាមួយចៅ', who: GRANDMOTHER.km, by_when: [2026, 12, 15] },
    raters: [
      { voice: 'caregiver', who: GRANDMOTHER.km, score: 5, reason: 'ខ្ញុំនៅជិតចៅ', higher: 'កូនស្រីខ្ញុំជាពីឈឺ' },
      { voice: 'worker', score: 4, reason: 'មានយាយនៅផ្ទះ', higher: 'មានមនុស្សធំពីរនាក់' },
    ],
  });
});

step('5 · the plan in the family’s words, agreed with thumb marks, offline', async () => {
  await davy.goal({ words: GOAL, steps: [{ what: STEPS[0], who: GRANDMOTHER.km }, { what: STEPS[1], who: MOTHER.km }] });
  await davy.agree([GRANDMOTHER, CHILD]);
  // For the supervisor, when the network is back.
  await davy.sheet(t('plan-ask-supervisor'), t('plan-ask-what'), 'ផែនការដំបូងរបស់គ្រួសារ សូមបងជួយអាន', t('plan-ask-send'));
});

step('6 · a visit and a grave worry, offline; what waits is always to be seen', async () => {
  await davy.visit({
    met: [CHILD, GRANDMOTHER],
    strong: 'ផ្ទះស្អាត មានបន្លែដាំមុខផ្ទះ',
    child: CHILD,
    said: 'ខ្ញុំចូលចិត្តអានសៀវភៅជាមួយយាយ',
    seen: 'យាយដាំបាយ ស្រីពេជ្រកំពុងធ្វើកិច្ចការ',
    done: STEPS[0],
    next: 'មើលថាស្រីពេជ្របានទៅរៀន',
  });
  await davy.concern({ about: CHILD, what: 'មានអ្នកជិតខាងម្នាក់វាយស្រីពេជ្រពេលម្ដាយឈឺ', by: 'ស្រីពេជ្រ', to: 'ប៉ុស្តិ៍នគរបាលឃុំ', why: 'បានទូរសព្ទប្រាប់ ហើយបងសុភាបានឯកភាព' });
  await davy.page.getByText(t('concern-waiting')).waitFor();
  const waiting = await davy.unsent();
  assert.ok(waiting > 15, `${waiting} wait`);
  for (const place of ['today', 'families', 'referrals', 'more', 'more/sync', davy.family()]) {
    await davy.go(place);
    assert.equal(await davy.unsent(), waiting, `on ${place}`);
  }
  await davy.go('more/sync');
  await davy.look('sync-waiting');
});

step('the browser is closed offline; the passphrase opens everything again, the unfinished form too', async () => {
  await davy.visit({ met: [CHILD], seen: UNFINISHED, strong: 'យើងសប្បាយ', keep: false });
  await settle(davy.page);
  const waiting = await davy.unsent();
  await new Promise((resolve) => setTimeout(resolve, 700));
  await davy.browser.restart();
  await davy.browser.offline(true);
  await signIn(davy.page, server.url, 'davy', PASSPHRASE);
  await davy.go(davy.family());
  await davy.page.locator('.people').getByText(GRANDMOTHER.km, { exact: true }).first().waitFor();
  assert.equal(await davy.unsent(), waiting, 'nothing was lost');
  for (const kept of [GOAL, STEPS[0], 'យាយដាំបាយ ស្រីពេជ្រកំពុងធ្វើកិច្ចការ']) await davy.page.getByText(kept).first().waitFor();
  await davy.go('today');
  await davy.page.getByText(t('draft-visit')).first().waitFor();
  await davy.look('today-offline');
  await davy.go(davy.family('visit'), t('visit-title'));
  assert.equal(await davy.field(t('visit-observations')).inputValue(), UNFINISHED);
});

step('the network returns: everything is sent, once', async () => {
  const waiting = await davy.unsent();
  assert.equal(server.road.passed(), passed, 'nothing left the phone while the network was cut');
  server.road.mend();
  await davy.browser.offline(false);
  await davy.sent();
  await davy.go(davy.family());
  await davy.page.getByText(t('sync-sent')).filter({ visible: true }).first().waitFor();
  const entries = await whole(davy.id);
  assert.equal(entries.length, placed + waiting, 'as many entries as waited, no more');
  assert.equal(new Set(entries.map(({ id }) => id)).size, entries.length);
  await davy.look('family-sent');
});

step('the plan as PDF, in Khmer', async () => {
  const paper = await davy.page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/families/${id}/plan.pdf?lang=km&digits=khmer`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, type: answer.headers.get('content-type'), size: bytes.length, head: String.fromCharCode(...bytes.slice(0, 5)) };
  }, davy.id);
  assert.equal(paper.status, 200);
  assert.match(paper.type, /^application\/pdf/);
  assert.equal(paper.head, '%PDF-');
  assert.ok(paper.size > 10_000, `${paper.size} bytes`);
});

step('8 · sophea sees the danger first, answers it and settles it', async () => {
  sophea = new Walk({ browser: await browse({ size: DESK, language: 'km' }), words, url: server.url, facts: known });
  await signIn(sophea.page, server.url, 'sophea', PASSPHRASE);
  sophea.id = davy.id;
  await sophea.sent();
  await sophea.go('desk', t('desk-title'));
  const danger = sophea.page.locator(`section`).filter({ hasText: 'វាយស្រីពេជ្រ' }).first();
  await danger.waitFor();
  const first = await sophea.page.locator('main section h2').first().innerText();
  assert.ok(first.includes(t('desk-danger', { count: '' }).split('(')[0].trim()), `danger stands first, not ${first}`);
  await sophea.look('desk');
  await sophea.go(sophea.family());
  await sophea.sheet(t('family-concern-answer'), t('family-concern-answer-what'), 'ខ្ញុំនឹងទៅជាមួយដាវីថ្ងៃនេះ', t('family-concern-answer'));
  await sophea.page.getByText('ខ្ញុំនឹងទៅជាមួយដាវីថ្ងៃនេះ').first().waitFor();
  await sophea.sheet(t('family-concern-settle'), t('family-concern-settle-how'), 'អ្នកជិតខាងបានសន្យានៅចំពោះមុខមេភូមិ យាយនៅជាមួយចៅ', t('family-concern-settle'));
  await sophea.sent();
});

step('7 · sophea returns the review of the plan with a comment; davy sees it', async () => {
  const comment = 'ផែនការល្អណាស់ សូមបន្ថែមថ្ងៃជួបលោកគ្រូ';
  await sophea.go('desk', t('desk-title'));
  const panel = sophea.page.locator('article, .card, section section, li').filter({ hasText: 'ផែនការដំបូងរបស់គ្រួសារ' }).last();
  await panel.waitFor();
  await sophea.fill(t('desk-comment'), comment, panel);
  await sophea.press(t('desk-return'), panel);
  await sophea.sent();
  await davy.go('more/sync');
  await davy.press(t('sync-now')).catch(() => {});
  await davy.go(davy.family('plan'), t('plan-title'));
  await davy.page.getByText(comment).first().waitFor({ timeout: 60_000 });
  await davy.look('plan-returned');
});

step('closing: goals reached, gates shown, asked; sophea signs and the case is closed', async () => {
  await davy.go(davy.family('plan'), t('plan-title'));
  while ((await davy.page.getByRole('button', { name: t('plan-goal-end'), exact: true }).count()) > 0) {
    await davy.press(t('plan-goal-end'));
    const sheet = davy.page.locator('dialog[open]');
    await davy.choose(t('plan-end-reached'), sheet);
    await davy.press(t('work-keep'), sheet);
    await settle(davy.page);
  }
  await davy.close({ child: CHILD, view: 'ខ្ញុំបានទៅរៀនវិញ ខ្ញុំសប្បាយ', caregiver: 'អរគុណ យើងអាចមើលថែគ្នាបានហើយ', summary: 'គ្រួសារនៅជុំគ្នា កូនបានរៀន ម្ដាយជាសះស្បើយ' });
  await davy.sent();
  await sophea.go('desk', t('desk-title'));
  const panel = sophea.page.locator('article, .card, section section, li').filter({ hasText: 'គ្រួសារនៅជុំគ្នា កូនបានរៀន' }).last();
  await panel.waitFor({ timeout: 60_000 });
  await sophea.look('desk-closing');
  await sophea.fill(t('desk-comment'), 'អបអរសាទរគ្រួសារ', panel);
  await sophea.press(t('desk-sign-close'), panel);
  await sophea.press(t('desk-sign-close'), sophea.page.locator('dialog[open]'));
  await sophea.sent();
  await sophea.go(sophea.family());
  await sophea.page.getByText(t('stage-closed')).first().waitFor();
  await sophea.look('family-closed');
});

step('reopening keeps everything', async () => {
  await sophea.sheet(t('family-reopen'), t('family-reopen-why'), 'ម្ដាយឈឺធ្ងន់ម្ដងទៀត', t('family-reopen'));
  await sophea.page.getByText(t('stage-open')).first().waitFor();
  await sophea.page.locator('.people').getByText(GRANDMOTHER.km, { exact: true }).first().waitFor();
  await sophea.page.getByText('យាយដាំបាយ ស្រីពេជ្រកំពុងធ្វើកិច្ចការ').first().waitFor();
  await sophea.sent();
});

step('nothing was wrong on any page', async () => {
  for (const walk of [davy, sophea]) {
    assert.deepEqual(walk.browser.complaints ?? [], []);
    assert.deepEqual(walk.browser.errors, []);
  }
});
