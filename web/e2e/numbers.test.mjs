// Numbers about the work, on the screen: as they are of the demonstration network, which is too small for a proposal, and
// with a proposal from an invented cohort in the place of the server's answer.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { browse, glance, go, serve, signIn } from './harness.mjs';
import { speak } from './walk.mjs';

let server, passphrase, proposal;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  proposal = JSON.parse(await readFile(new URL('./fixtures/proposal.json', import.meta.url), 'utf8'));
});
after(() => server?.stop());

for (const language of ['km', 'en']) {
  test(`numbers and a proposal (${language})`, async () => {
    const words = await speak(language);
    const t = (key, args) => words.t(key, args);
    const browser = await browse({ language });
    try {
      const page = browser.page();
      await signIn(page, server.url, 'bopha', passphrase);
      await go(page, 'more');
      await page.getByRole('link', { name: t('numbers-title') }).click();
      await page.getByText(t('numbers-refused')).waitFor();
      await page.getByText(t('numbers-refused-too_little')).waitFor();
      await glance(page, `numbers-${language}`);
      await page.route('**/api/v1/numbers', async (route) => {
        const answer = await route.fetch();
        const body = await answer.json();
        await route.fulfill({ response: answer, json: { ...body, index: { ...body.index, proposal, refused: null } } });
      });
      await go(page, 'more');
      await go(page, 'numbers');
      await page.getByText(t(`numbers-verdict-${proposal.verdict}`)).waitFor();
      await page.getByText(t('numbers-warning-help_hides_risk', { item: '', share: '', value: '', count: '', answers: '', by: '', group: '' })).waitFor();
      await glance(page, `numbers-proposal-${language}`);
      assert.deepEqual(browser.errors, []);
    } finally {
      await browser.close();
    }
  });
}
