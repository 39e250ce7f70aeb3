// The parts of the design on one page: readable by everybody, in both languages, light and dark.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, axe, browse, serveSources, settle, shot, tooSmall } from './harness.mjs';

let server;
before(async () => (server = await serveSources()));
after(() => server?.stop());

for (const language of ['km', 'en']) {
  for (const dark of [false, true]) {
    test(`parts in ${language}, ${dark ? 'dark' : 'light'}`, async () => {
      const browser = await browse({ language, dark });
      try {
        const page = browser.page();
        await page.goto(`${server.url}/#/gallery`);
        await page.locator('nav').first().waitFor({ state: 'attached' });
        for (const size of [PHONE, DESK]) {
          await page.setViewportSize(size);
          await axe(page, `the parts at ${size.width}`);
          assert.deepEqual(await tooSmall(page), []);
        }
        await shot(page, `parts-${language}-${dark ? 'dark' : 'light'}`, { whole: true });
        await page.setViewportSize(PHONE);
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        assert.ok(!(await page.locator('body').innerText()).includes('⟦'), 'every key has words');
        // A sheet keeps the focus and gives it back.
        const opener = page.locator('main .row button').filter({ hasText: language === 'km' ? 'បើកសន្លឹក' : 'Open a sheet' });
        await opener.click();
        await page.locator('dialog[open]').waitFor();
        await axe(page, 'a sheet');
        await shot(page, `sheet-${language}-${dark ? 'dark' : 'light'}`, { sizes: [PHONE] });
        await page.keyboard.press('Escape');
        await page.locator('dialog[open]').waitFor({ state: 'detached' });
        assert.deepEqual(browser.errors, []);
      } finally {
        await browser.close();
      }
    });
  }
}

test('what is typed in Khmer digits is a number, and autosave keeps text', async () => {
  const browser = await browse({ language: 'km' });
  try {
    const page = browser.page();
    await page.goto(`${server.url}/#/gallery`);
    const year = page.locator('input[maxlength="4"]').first();
    await year.fill('២០១៥');
    await year.blur();
    assert.equal(await year.inputValue(), '២០១៥');
    await page.evaluate(async () => (await import('/src/lib/words.svelte.ts')).setDigits('latin'));
    await settle(page);
    assert.equal(await year.inputValue(), '2015');
    await page.locator('textarea').first().fill('ខ្ញុំចង់ទៅសាលា');
    await page.getByText('បានទុកក្នុងទូរសព្ទនេះ').first().waitFor();
  } finally {
    await browser.close();
  }
});

test('dates, numbers and gaps in words', async () => {
  const browser = await browse({ language: 'km' });
  try {
    const page = browser.page();
    await page.goto(`${server.url}/#/gallery`);
    await page.locator('main').waitFor();
    const said = await page.evaluate(async () => {
      const words = await import('/src/lib/words.svelte.ts');
      const khmer = [words.day('2026-11-22'), words.day({ year: 2016, month: 4 }), words.number(1234567), words.shortDay('2026-11-02'), words.weekday('2026-11-22')];
      await words.setLanguage('en');
      const english = [words.day('2026-11-22'), words.number(1234.5, 1), words.weekday('2026-11-22'), words.t('sync-unsent', { count: 1 }), words.t('sync-unsent', { count: 3 }), words.t('no-such-key')];
      return [khmer, english];
    });
    assert.deepEqual(said[0], ['២២ វិច្ឆិកា ២០២៦', 'មេសា ២០១៦', '១,២៣៤,៥៦៧', '០២-១១-២០២៦', 'ថ្ងៃអាទិត្យ']);
    assert.deepEqual(said[1], ['22 November 2026', '1,234.5', 'Sunday', '1 not sent yet', '3 not sent yet', '⟦no-such-key⟧']);
  } finally {
    await browser.close();
  }
});

test('the check itself finds a planted fault', async () => {
  const browser = await browse({ language: 'en' });
  try {
    const page = browser.page();
    await page.goto(`${server.url}/#/gallery`);
    await page.locator('main').waitFor();
    await page.evaluate(() => document.querySelector('main').insertAdjacentHTML('beforeend', '<button id="bare"></button>'));
    await assert.rejects(axe(page, 'a button without a name'), /button-name/);
    await page.evaluate(() => document.getElementById('bare').remove());
    await axe(page, 'the parts');
    await page.evaluate(() => document.querySelector('main').insertAdjacentHTML('beforeend', '<div id="wide">w</div>'));
    await page.evaluate(() => (document.getElementById('wide').style.width = '900px'));
    await assert.rejects(axe(page, 'a wide part'), /wider than the window/);
  } finally {
    await browser.close();
  }
});
