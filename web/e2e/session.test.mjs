// Signing in and everything that stays on every screen: what is wrong is said, a session that ends costs nothing,
// a passphrase can be changed, everybody finds only what is theirs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, go, look, serve, signIn } from './harness.mjs';

let server, passphrase;
before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
});
after(() => server?.stop());

const FRESH = 'seven quiet rivers bend';

test('what is wrong at the sign-in is said, and what was typed stays', async () => {
  const browser = await browse({ language: 'en' });
  const page = browser.page();
  try {
    await page.goto(server.url);
    await page.locator('input[autocomplete=username]').fill('davy');
    await page.locator('input[autocomplete=current-password]').fill('not her passphrase');
    await page.locator('main form button[type=submit]').click();
    await page.getByText('That did not fit').waitFor();
    assert.equal(await page.locator('input[autocomplete=username]').inputValue(), 'davy');
    await browser.offline(true);
    await page.locator('main form button[type=submit]').click();
    await page.getByText('The first time needs a network').waitFor();
    await browser.offline(false);
    await look(page, 'sign-in');
  } finally {
    await browser.close();
  }
});

test('a session that ends on the server is begun again in place', async () => {
  const browser = await browse({ language: 'en' });
  const page = browser.page();
  try {
    await signIn(page, server.url, 'davy', passphrase);
    await page.getByRole('heading', { name: 'Visits' }).waitFor();
    await browser.context().clearCookies();
    await go(page, 'more/sync');
    // It may have noticed by itself.
    const now = page.getByRole('button', { name: 'Send now' });
    if (await now.isEnabled()) await now.click();
    await page.getByText('Please sign in again').waitFor();
    await go(page, 'families');
    assert.ok((await page.locator('main ul li').count()) > 5, 'she can go on working');
    await page.locator('.banners input').fill(passphrase);
    await page.locator('.banners button[type=submit]').click();
    await page.getByText('Please sign in again').waitFor({ state: 'detached' });
    await go(page, 'more/sync');
    await page.locator('main').getByText('Everything is sent').waitFor();
  } finally {
    await browser.close();
  }
});

test('after a change of passphrase the phone opens with the new one only', async () => {
  const browser = await browse({ language: 'en' });
  const page = browser.page();
  try {
    await signIn(page, server.url, 'rithy', passphrase);
    await go(page, 'more/passphrase');
    await page.getByLabel('Present passphrase').fill(passphrase);
    await page.getByLabel('New passphrase').fill('short');
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByText('at least 10 characters').waitFor();
    await page.getByLabel('New passphrase').fill(FRESH);
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByText('The passphrase is changed').waitFor();
    await page.getByRole('button', { name: 'Lock' }).first().click();
    await browser.offline(true);
    await page.locator('button.person').click();
    await page.locator('input[autocomplete=current-password]').fill(passphrase);
    await page.locator('main form button[type=submit]').click();
    await page.getByText('That did not fit').waitFor();
    await page.locator('input[autocomplete=current-password]').fill(FRESH);
    await page.locator('main form button[type=submit]').click();
    await page.locator('nav').filter({ visible: true }).first().waitFor();
  } finally {
    await browser.close();
  }
});

test('the administrator adds a worker, who signs in with the passphrase that was shown once', async () => {
  const browser = await browse({ language: 'en' });
  const page = browser.page();
  try {
    await signIn(page, server.url, 'pisey', passphrase);
    await page.getByRole('heading', { name: 'Workers' }).waitFor();
    assert.equal(await page.locator('nav a[href="#/families"]').count(), 0, 'no list of families that she may not see');
    await page.getByRole('button', { name: 'Add a worker' }).click();
    await page.getByLabel('Name in Khmer').fill('អ៊ុំ ធារី');
    await page.getByLabel('Account name').fill('Theary!');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Only small Latin letters').last().waitFor();
    await page.getByLabel('Account name').fill('theary');
    await page.getByRole('button', { name: 'Save' }).click();
    const shown = await page.locator('dd strong').innerText();
    await look(page, 'workers');
    const answer = await fetch(`${server.url}/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-kinkeeper': '1' },
      body: JSON.stringify({ account: 'theary', passphrase: shown, device: '01980000-0000-7000-8000-0000000000aa', device_name: '' }),
    });
    assert.equal(answer.status, 200);
  } finally {
    await browser.close();
  }
});

for (const language of ['km', 'en']) {
  test(`every main screen, ${language}`, async () => {
    const browser = await browse({ language, dark: language === 'en' });
    const page = browser.page();
    try {
      await signIn(page, server.url, 'sophea', passphrase);
      for (const place of ['today', 'families', 'referrals', 'referrals/new', 'more', 'more/sync', 'more/passphrase', 'desk']) {
        await go(page, place);
        await look(page, `${place.replace('/', '-')}-${language}`);
      }
      assert.deepEqual(browser.errors, []);
    } finally {
      await browser.close();
    }
  });
}

test('a phone that nobody touches locks by itself, and what was typed is there again', async () => {
  const browser = await browse({ language: 'en' });
  const page = browser.page();
  try {
    await page.clock.install();
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, 'families');
    await page.locator('main ul li a').first().click();
    await page.locator('.people').first().waitFor();
    const place = new URL(page.url()).hash;
    await go(page, `${place.replace('#/', '')}/visit`);
    const field = page.locator('textarea').first();
    await field.fill('She walked to the gate');
    await page.clock.fastForward('04:00');
    assert.equal(await field.inputValue(), 'She walked to the gate');
    // Touching it begins the time anew.
    await field.press('End');
    await page.clock.fastForward('04:35');
    await page.getByText('It locks in half a minute').waitFor();
    await page.clock.fastForward('00:40');
    await page.locator('button.person', { hasText: 'davy' }).waitFor();
    assert.equal(await page.locator('textarea').count(), 0);
    await page.locator('button.person', { hasText: 'davy' }).click();
    await page.locator('input[autocomplete=current-password]').fill(passphrase);
    await page.locator('main form button[type=submit]').click();
    await field.waitFor({ timeout: 60_000 });
    assert.equal(await field.inputValue(), 'She walked to the gate');
    await go(page, 'more');
    await page.getByText('Locks by itself after').scrollIntoViewIfNeeded();
    await look(page, 'settings-lock-en');
    await page.getByText('2 minutes', { exact: true }).click();
    await page.clock.fastForward('02:10');
    await page.locator('button.person', { hasText: 'davy' }).waitFor();
  } finally {
    await browser.close();
  }
});
