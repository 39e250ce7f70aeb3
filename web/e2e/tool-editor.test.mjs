// The book of assessment tools and their editor: an administrator brings a workbook, mends what the checks say, tries the
// tool, publishes it, is overtaken by a colleague, takes a version out of use and back; a village worker reads the book.
// In Khmer on a phone; once more in English at a desk, dark, with every kind of question.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { DESK, browse, go, look, serve, settle, shot, signIn, until } from './harness.mjs';
import { asks, speak } from './walk.mjs';
import { workbook } from './workbook.mjs';

let server, passphrase, km, en;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  [km, en] = await Promise.all([speak('km'), speak('en')]);
});
after(() => server?.stop());

/** The administrator of the demonstration. */
const ADMIN = 'pisey';
const HEAD = ['type', 'name', 'label::Khmer (km)', 'label::English (en)'];
const SETTINGS = [
  ['form_title', 'form_id', 'default_language', 'kinkeeper_subject'],
  ['ទឹក និងអនាម័យ', 'water', 'English (en)', 'family'],
];
const CHOICES = [
  ['list_name', 'name', 'label::Khmer (km)', 'label::English (en)'],
  ['source', 'well', 'អណ្ដូង', 'Well'],
  ['source', 'rain', 'ទឹកភ្លៀង', 'Rain'],
];
const GOOD = workbook({
  survey: [HEAD, ['begin group', 'home', 'នៅផ្ទះ', 'At home'], ['select_one source', 'source', 'ទឹកមកពីណា?', 'Where does the water come from?'], ['integer', 'steps', '', 'How far is it, in minutes?'], ['end group', '', '', '']],
  choices: CHOICES,
  settings: SETTINGS,
});
const BAD = workbook({
  survey: [HEAD, ['select_one nothing', 'source', 'ទឹកមកពីណា?', 'Where does the water come from?'], ['integer', 'source', 'ចម្ងាយ', 'How far']],
  choices: CHOICES,
  settings: SETTINGS,
});
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Hands on one page, in its language. */
function hands(page, words) {
  const t = (key, args) => words.t(key, args);
  const button = (key, args, within = page) => within.getByRole('button', { name: t(key, args), exact: true });
  const field = (key, language, within = page) => within.getByLabel(t(`tool-in-${language}`, { label: t(key) }), { exact: true });
  return {
    t,
    button,
    field,
    sheet: page.locator('dialog[open]'),
    tab: (name) => page.getByRole('navigation', { name: t('tool-tabs') }).getByText(t(`tool-tab-${name}`), { exact: true }).click(),
    bring: (name, buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType: XLSX, buffer }),
    /** A part of a list, opened. */
    async open(name) {
      const part = page.getByRole('button', { name }).and(page.locator('[aria-expanded]')).first();
      if ((await part.getAttribute('aria-expanded')) === 'false') await part.click();
      return part;
    },
    /** Something new with a name in both languages. */
    async named(key, label, inKhmer, inEnglish, within = page) {
      await button(key, undefined, within).click();
      const sheet = page.locator('dialog[open]');
      await sheet.getByLabel(t('tool-in-km', { label: t(label) }), { exact: true }).fill(inKhmer);
      await sheet.getByLabel(t('tool-in-en', { label: t(label) }), { exact: true }).fill(inEnglish);
      await button(key, undefined, sheet).click();
      await sheet.waitFor({ state: 'detached' });
    },
  };
}

test('from a workbook to a published version, out of use and back', async () => {
  const browser = await browse();
  try {
    let page = browser.page();
    let { t, button, field, sheet, tab, bring, open, named } = hands(page, km);
    await signIn(page, server.url, ADMIN, passphrase);
    await go(page, 'more');
    await page.getByText(t('tool-book'), { exact: true }).click();
    await page.getByText(t('tool-book-shipped'), { exact: true }).waitFor();
    await look(page, 'tools-book-km');

    await page.getByRole('link', { name: t('tool-import') }).click();
    await bring('water.xlsx', BAD);
    await page.getByText(t('tool-import-bad-text')).waitFor();
    await page.getByText(/survey!/).first().waitFor();
    await look(page, 'tools-import-bad-km');
    await bring('water.xlsx', GOOD);
    await page.getByText(t('tool-import-good')).waitFor();
    await look(page, 'tools-import-km');
    await button('tool-import-go-on').click();

    // What the Khmer lacks is said beside the question, and is mended there.
    await open(/នៅផ្ទះ/);
    await open(/How far is it/);
    await page.getByText(t('tool-fault-text_no_khmer')).first().waitFor();
    await look(page, 'tools-edit-items-km');
    await field('tool-item-title', 'km').last().fill('ប៉ុន្មាននាទី?');
    await page.getByText(t('tool-fault-text_no_khmer')).first().waitFor({ state: 'detached' });

    // Another option: its code is made from the English, and stays.
    await open(/ទឹកមកពីណា/);
    await field('tool-option-new', 'km').fill('ទន្លេ');
    await field('tool-option-new', 'en').fill('River or lake');
    await button('tool-option-add').click();
    await page.getByText('river_or_lake').waitFor();

    // A number and its bands, which at first claim the same minutes.
    await tab('results');
    await named('tool-score-add', 'tool-score-title', 'ចម្ងាយ', 'Distance');
    await page.getByRole('group', { name: t('tool-score-items') }).getByText('ប៉ុន្មាននាទី?').click();
    await named('tool-banding-add', 'tool-banding-title', 'ជិតឬឆ្ងាយ', 'Near or far');
    await named('tool-band-add', 'tool-band-label', 'ជិត', 'Near');
    await page.getByLabel(t('tool-band-to'), { exact: false }).last().fill('10');
    await open(/ជិត$|ជិត/);
    await named('tool-band-add', 'tool-band-label', 'ឆ្ងាយ', 'Far');
    await page.getByLabel(t('tool-band-from'), { exact: false }).last().fill('10');
    await page.getByText(t('tool-fault-bands_disagree')).first().waitFor();
    await look(page, 'tools-edit-results-km');

    // Nothing is lost when the browser goes away.
    await page.waitForTimeout(600);
    await browser.restart();
    page = browser.page();
    ({ t, button, field, sheet, tab, bring, open, named } = hands(page, km));
    await signIn(page, server.url, ADMIN, passphrase);
    await go(page, 'tools');
    await page.getByText(t('tool-draft-go-on'), { exact: true }).click();
    await tab('publish');
    await page.getByText(t('tool-fault-bands_disagree')).first().waitFor();
    assert.ok(await button('tool-publish').isDisabled(), 'what is wrong is not published');
    await look(page, 'tools-edit-checks-km');
    await page.getByText(t('tool-fault-bands_disagree')).first().click();
    // What lies around it is open.
    await page.getByRole('button', { name: /ជិតឬឆ្ងាយ/, expanded: true }).waitFor();
    await open(/^ឆ្ងាយ/);
    await page.getByLabel(t('tool-band-from'), { exact: false }).last().fill('11');
    await page.getByText(t('tool-fault-bands_disagree')).first().waitFor({ state: 'detached' });

    // Tried as on a phone: eleven minutes are far.
    await tab('try');
    await look(page, 'tools-edit-try-km');
    await button('assess-begin').click();
    await page.getByLabel('ប៉ុន្មាននាទី?').fill('11');
    await button('assess-next').click();
    await page.locator('.phone').getByText('ឆ្ងាយ', { exact: true }).waitFor();
    await shot(page, 'tools-edit-tried-km', { whole: true });

    // What the workbook could not say: whose words they are. The rest is still blank and says so.
    await tab('about');
    await field('tool-title', 'en').fill('Water and hygiene');
    await page.getByLabel(t('tool-owner'), { exact: false }).fill('Kinkeeper');
    await look(page, 'tools-edit-about-km');
    await tab('publish');
    await page.getByText(t('tool-checks-good')).waitFor();
    await button('tool-publish').click();
    await page.getByText(t('tool-note-needed')).waitFor();
    await page.getByLabel(t('tool-note')).fill('ឧបករណ៍ថ្មីអំពីទឹក');
    await button('tool-publish').click();
    await sheet.getByText(t('tool-publish-2')).waitFor();
    await look(page, 'tools-publish-ask-km');
    await button('tool-publish', undefined, sheet).click();
    await page.getByText('ឧបករណ៍ថ្មីអំពីទឹក').waitFor();
    await look(page, 'tools-tool-km');
    const admin = await asks(server.url, ADMIN, passphrase);
    const document = await (await admin.get('/api/v1/tools/water/1')).json();
    assert.equal(document.bandings[0].bands[1].from, 11);

    // The next version; a colleague publishes hers first.
    await button('tool-change').click();
    await tab('about');
    await field('tool-title', 'km').fill('ទឹកស្អាត');
    await page.waitForTimeout(1500);
    const theirs = await admin.post('/api/v1/tools', { document: { ...document, title: { en: 'Clean water', km: 'ទឹក' } }, note: 'របស់សហការី', follows: 1 });
    assert.equal(theirs.status, 200);
    await field('tool-title', 'en').fill('Clean water and hygiene');
    await tab('publish');
    await page.getByText(t('tool-overtaken'), { exact: true }).waitFor();
    await look(page, 'tools-overtaken-km');
    await button('tool-overtaken-go-on').click();
    await page.getByLabel(t('tool-note')).fill('ឈ្មោះខ្លីជាង');
    await button('tool-publish').click();
    await button('tool-publish', undefined, sheet).click();
    await page.getByText('ឈ្មោះខ្លីជាង').waitFor();

    // Out of use, with a reason; the version before takes its place; and back.
    await button('tool-compare', { version: 2 }).first().click();
    await page.locator('.is').getByText('Clean water and hygiene').waitFor();
    await button('tool-retire').first().click();
    await button('tool-retire', undefined, sheet).click();
    await page.getByText(t('tool-retire-why-needed')).waitFor();
    await sheet.getByLabel(t('tool-retire-why')).fill('ពាក្យមិនច្បាស់');
    await button('tool-retire', undefined, sheet).click();
    await page.getByText(t('tool-versions-count', { count: 2 })).click();
    await page.getByText('ពាក្យមិនច្បាស់').waitFor();
    await look(page, 'tools-retired-km');
    await button('tool-restore').click();
    await page.getByText('ពាក្យមិនច្បាស់').waitFor({ state: 'detached' });
    await until(page, () => !document.querySelector('button[aria-busy=true]'));
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('a village worker reads the book and tries a tool, and writes nothing', async () => {
  const browser = await browse();
  try {
    const page = browser.page();
    const { t, button } = hands(page, km);
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, 'tools');
    await page.getByText(t('tool-book-shipped'), { exact: true }).waitFor();
    assert.equal(await button('tool-new').count(), 0);
    assert.equal(await page.getByRole('link', { name: t('tool-import') }).count(), 0);
    await go(page, 'tools/of/idpoor');
    await page.getByRole('link', { name: t('tool-look') }).first().waitFor();
    assert.equal(await button('tool-change').count(), 0);
    assert.equal(await button('tool-retire').count(), 0);
    await page.getByRole('link', { name: t('tool-look') }).first().click();
    await button('assess-begin').click();
    await look(page, 'tools-look-km');
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('every kind of question is made by hand, with the phone beside it', async () => {
  const browser = await browse({ size: DESK, language: 'en', dark: true });
  try {
    const page = browser.page();
    const { t, button, field, sheet, tab, named } = hands(page, en);
    await signIn(page, server.url, ADMIN, passphrase);
    await page.setViewportSize(DESK);
    await go(page, 'tools');
    await button('tool-new').click();
    await field('tool-title', 'km', sheet).fill('គ្រប់ប្រភេទ');
    await field('tool-title', 'en', sheet).fill('Every kind');
    await sheet.getByText(t('tool-subject-child'), { exact: true }).click();
    await button('tool-new-begin', undefined, sheet).click();
    await tab('items');
    await named('tool-section-add', 'tool-section-title', 'ផ្នែក', 'Everything');
    const kinds = await kindsOf();
    for (const kind of kinds) {
      // What the checks say arrives while one works, and moves what stands below it.
      for (let tries = 0; tries < 3 && !(await sheet.isVisible()); tries += 1) {
        await button('tool-item-add').last().click();
        await sheet.waitFor({ timeout: 2_000 }).catch(() => {});
      }
      await field('tool-item-title', 'km', sheet).fill(`សំណួរ ${kind}`);
      await field('tool-item-title', 'en', sheet).fill(`About ${kind.replaceAll('_', ' ')}`);
      await sheet.getByText(t(`tool-kind-${kind}`), { exact: true }).click();
      await sheet.locator('button[type=submit]').click();
      await sheet.waitFor({ state: 'detached' });
      const made = page.getByRole('button', { name: `About ${kind.replaceAll('_', ' ')}` }).and(page.locator('[aria-expanded=true]'));
      await made.waitFor();
      if (kind === 'level') await shot(page, 'tools-edit-level-en');
      await made.click();
    }
    await settle(page);
    await shot(page, 'tools-edit-kinds-en', { sizes: [DESK] });
    // What has no field of its own is text, which must be readable to be taken over.
    await page.getByRole('button', { name: 'About choice' }).and(page.locator('[aria-expanded]')).click();
    await page.getByText(t('tool-item-more'), { exact: true }).click();
    await button('tool-as-text').click();
    const text = page.getByLabel(t('tool-as-text'), { exact: true });
    const before = JSON.parse(await text.inputValue());
    await text.fill('{');
    await button('tool-text-take').click();
    await page.getByRole('alert').waitFor();
    await text.fill(JSON.stringify({ ...before, colour: 'red' }));
    await button('tool-text-take').click();
    await page.getByText(/unknown field `colour`/).waitFor();
    await text.fill(JSON.stringify({ ...before, answer: { kind: 'choice', options: [{ code: 'a', label: { en: 'One', km: 'មួយ' }, attributes: { place: 'north' } }] } }));
    await button('tool-text-take').click();
    await page.locator('.phone').getByText('One', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'About choice' }).and(page.locator('[aria-expanded]')).click();
    // A rule with help.
    await page.getByRole('button', { name: 'About several' }).and(page.locator('[aria-expanded]')).click();
    await page.getByText(t('tool-item-more'), { exact: true }).click();
    await button('tool-rule-help').first().click();
    await page.getByLabel(t('tool-rule-about'), { exact: true }).selectOption({ label: 'About choice' });
    await page.getByLabel(t('tool-rule-sign'), { exact: true }).selectOption({ label: t('tool-sign-is') });
    await page.getByLabel(t('tool-rule-what'), { exact: true }).selectOption({ label: 'One' });
    await button('tool-rule-put').click();
    assert.equal(await page.getByLabel(t('tool-relevant'), { exact: true }).nth(1).inputValue(), "${about_choice} = 'a'");
    await page.getByRole('button', { name: 'About several' }).and(page.locator('[aria-expanded]')).click();
    // Taken out, and put back.
    await page.getByRole('button', { name: 'About number' }).and(page.locator('[aria-expanded]')).click();
    await button('tool-remove').first().click();
    await page.getByText(t('tool-removed', { what: 'About number' })).waitFor();
    await button('undo').click();
    await page.getByRole('button', { name: 'About number' }).and(page.locator('[aria-expanded]')).waitFor();
    await look(page, 'tools-edit-kinds-dark-en');
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

/** The kinds that the editor offers. */
async function kindsOf() {
  const source = await readFile(new URL('../src/screens/tools/types.ts', import.meta.url), 'utf8');
  return [...source.match(/KINDS = \[([^\]]*)\]/)[1].matchAll(/'(\w+)'/g)].map(([, kind]) => kind);
}
