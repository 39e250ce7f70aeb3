// Signing in through an organisation's identity provider: a real one (oidc-provider), on this machine. A stranger gets
// nowhere, an invited worker is bound once, and the phone asks for a passphrase of its own.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { browse, look, serve } from './harness.mjs';

let Provider = null;
try {
  ({ default: Provider } = await import('oidc-provider'));
} catch {
  console.error('oidc-provider is not installed: the tests of signing in through a provider are skipped');
}
const skip = Provider === null;

let server, listener, passphrase;

/** An identity provider at which one may be anybody: its own development pages ask only for a name. */
async function provide(url) {
  const port = listener.address().port;
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{ client_id: 'kinkeeper', client_secret: 'a secret between the two', redirect_uris: [`${url}/api/v1/providers/callback`] }],
    claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['only for this test'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: `subject-${id}`, preferred_username: id, email: `${id}@ngo.example`, email_verified: id !== 'unverified' }) }),
  });
  listener.on('request', provider.callback());
}

before(async () => {
  if (skip) return;
  listener = createServer();
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${listener.address().port}`;
  // The organisation of the demonstration network that davy works for.
  const first = await serve();
  passphrase = (await (await fetch(`${first.url}/api/v1/demo/accounts`)).json()).passphrase;
  const me = await (await enter(first.url, 'davy')).json();
  await first.stop();
  server = await serve([], (url) => `public_origin = "${url.replace('127.0.0.1', 'localhost')}"\n[[providers]]\nid = "ngo"\nname = "NGO"\nissuer = "${issuer}"\nclient_id = "kinkeeper"\nclient_secret = "a secret between the two"\norganisation = "${me.org_name_latin}"\n`);
  server.url = server.url.replace('127.0.0.1', 'localhost');
  await provide(server.url);
});
after(async () => {
  await server?.stop();
  listener?.closeAllConnections();
  listener?.close();
});

function enter(url, account, cookie = '') {
  return fetch(`${url}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-kinkeeper': '1', cookie },
    body: JSON.stringify({ account, passphrase, device: '01980000-0000-7000-8000-0000000000b1', device_name: '' }),
  });
}

/** Through the provider's own pages, as `name`. */
async function throughProvider(page, name) {
  await page.goto(server.url);
  await page.getByRole('button', { name: 'NGO' }).click();
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('anything');
  await page.locator('button[type=submit]').click();
  // Consent.
  await page.locator('button[type=submit]').click();
}

test('a provider makes nobody, and binds whom an administrator invited', { skip }, async () => {
  const browser = await browse({ language: 'en' });
  const page = browser.page();
  try {
    // Nobody invited her, and account names alone bind nobody unless the operator says so.
    await throughProvider(page, 'davy');
    await page.getByText('The sign-in of your organisation did not work').waitFor();
    await look(page, 'provider-failed');

    const signed = await enter(server.url, 'pisey');
    const cookie = signed.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
    const ask = (method, path, body) => fetch(`${server.url}${path}`, { method, headers: { 'content-type': 'application/json', 'x-kinkeeper': '1', cookie }, body: body && JSON.stringify(body) });
    const { workers } = await (await ask('GET', '/api/v1/workers')).json();
    const davy = workers.find(({ account }) => account === 'davy').worker;
    const invited = await ask('POST', `/api/v1/workers/${davy}/provider-invitation`, { provider: 'ngo', name: 'Chan.Davy@ngo.example' });
    assert.equal(invited.status, 204);

    const other = await browse({ language: 'km' });
    try {
      const there = other.page();
      await throughProvider(there, 'chan.davy');
      await there.getByText('ឃ្លាសម្ងាត់សម្រាប់ទូរសព្ទនេះ').first().waitFor();
      await look(there, 'provider-store-km');
      await there.locator('input[autocomplete=new-password]').fill('seven quiet rivers bend');
      await there.locator('main form button[type=submit]').click();
      await there.locator('nav').filter({ visible: true }).first().waitFor({ timeout: 60_000 });
      const me = await there.evaluate(() => fetch('/api/v1/me').then((answer) => answer.json()));
      assert.equal(me.account, 'davy');
      const { sessions } = await there.evaluate(() => fetch('/api/v1/sessions').then((answer) => answer.json()));
      assert.deepEqual(sessions.find(({ this_one }) => this_one).proofs, ['provider']);
      assert.deepEqual(other.errors, []);
    } finally {
      await other.close();
    }
  } finally {
    await browser.close();
  }
});

test('whoever did not begin cannot finish', { skip }, async () => {
  const begun = await fetch(`${server.url}/api/v1/providers/begin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-kinkeeper': '1' },
    body: JSON.stringify({ provider: 'ngo', device: '01980000-0000-7000-8000-0000000000b2' }),
  });
  const state = new URL((await begun.json()).address).searchParams.get('state');
  for (const cookie of ['', 'kinkeeper_away=another']) {
    const back = await fetch(`${server.url}/api/v1/providers/callback?state=${state}&code=stolen`, { redirect: 'manual', headers: { cookie } });
    assert.equal(back.headers.get('location'), '/?arrived=0');
    assert.ok(back.headers.getSetCookie().every((one) => !one.startsWith('kinkeeper_session')));
  }
});
