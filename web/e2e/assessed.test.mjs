// What is assessed and is no family, on the screen: a home is begun once, its name changes, what was found shows on its
// page; a supervisor sees whose work she assesses, and a colleague sees nobody's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, glance, go, onThePhone, serve, signIn, tooSmall, until } from './harness.mjs';
import { inside } from './inside.mjs';
import { asks, speak } from './walk.mjs';

const LANGUAGES = ['km', 'en'];
const HOME = 'មណ្ឌលកុមារផ្ការីក';
let server, passphrase;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
});
after(() => server?.stop());

async function look(page, name) {
  await glance(page, `assessed-${name}`);
  assert.deepEqual(await tooSmall(page), [], name);
}

for (const language of LANGUAGES) {
  test(`a home is begun, renamed and found again (${language})`, async () => {
    const words = await speak(language);
    const t = (key, args) => words.t(key, args);
    const browser = await browse({ language });
    try {
      const page = browser.page();
      await signIn(page, server.url, 'davy', passphrase);
      await inside(page);
      await onThePhone(page);
      await go(page, 'assessed');
      await page.getByText(t('assessed-text')).waitFor();
      await look(page, `list-${language}`);
      assert.equal(await page.getByText(t('assessed-staff')).count(), 0, 'nobody reports to her');
      await page.getByRole('link', { name: t('assessed-new') }).click();
      await page.getByRole('button', { name: t('assessed-begin'), exact: true }).click();
      await page.getByText(t('assessed-need-kind')).waitFor();
      await look(page, `new-wrong-${language}`);
      await page.locator('label.option:has(input[value="facility"])').click();
      const name = `${HOME} ${language}`;
      await page.getByLabel(t('assessed-name-facility')).fill(name);
      const areas = (await (await (await asks(server.url, 'davy', passphrase)).get('/api/v1/me')).json()).areas;
      const village = areas.find((code) => code.length === 8);
      await page.getByRole('combobox', { name: t('assessed-village') }).fill(village);
      await page.getByRole('option').first().click();
      await look(page, `new-${language}`);
      // What is begun stays when she looks at something else.
      await go(page, 'today');
      await go(page, 'assessed/new');
      assert.equal(await page.getByLabel(t('assessed-name-facility')).inputValue(), name);
      await page.getByRole('button', { name: t('assessed-begin'), exact: true }).click();
      await page.getByRole('heading', { name, exact: true }).first().waitFor();
      await look(page, `file-${language}`);
      await page.getByRole('button', { name: t('assessed-rename'), exact: true }).click();
      const sheet = page.getByRole('dialog');
      await sheet.getByLabel(t('assessed-name-facility')).fill(`${name} ថ្មី`);
      await sheet.getByRole('button', { name: t('assessed-rename'), exact: true }).click();
      await page.getByRole('heading', { name: `${name} ថ្មី`, exact: true }).first().waitFor();
      await go(page, 'assessed');
      await page.getByRole('link', { name: `${name} ថ្មី` }).waitFor();
      await look(page, `list-more-${language}`);
      await until(page, () => inside.view('more').unsent.length === 0, 'it is sent', 30_000);
      // A village is begun once, by whomever: the second time it is found.
      const about = { village: { village } };
      const first = await page.evaluate((about) => inside.view({ file_of: { about, fresh: inside.newId() } }), about);
      const second = await page.evaluate((about) => inside.view({ file_of: { about, fresh: inside.newId() } }), about);
      assert.equal(first.file, second.file);
      assert.deepEqual(browser.errors, []);
    } finally {
      await browser.close();
    }
  });

  test(`a supervisor sees whose work she assesses, also on a wide screen (${language})`, async () => {
    const words = await speak(language);
    const t = (key, args) => words.t(key, args);
    const browser = await browse({ language });
    try {
      const page = browser.page();
      await signIn(page, server.url, 'sophea', passphrase);
      await inside(page);
      await go(page, 'assessed');
      await page.getByText(t('assessed-staff')).waitFor();
      await look(page, `staff-${language}`);
      const davy = (await (await (await asks(server.url, 'davy', passphrase)).get('/api/v1/me')).json()).worker;
      await page.locator(`a[href$="${davy}"]`).click();
      await page.getByText(t('assessed-kind-worker')).waitFor();
      await look(page, `worker-${language}`);
      assert.deepEqual(browser.errors, []);
    } finally {
      await browser.close();
    }
  });
}
