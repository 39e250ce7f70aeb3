import { browse, serve, settle, shot, signIn, PHONE } from './harness.mjs';
const server = await serve();
const b = await browse({ size: PHONE, language: 'km' });
const page = b.page();
page.on('console', (m) => console.log('console', m.type(), m.text().slice(0, 600)));
page.on('pageerror', (e) => console.log('pageerror', e.stack?.slice(0, 1500)));
page.on('requestfailed', (r) => console.log('failed', r.url()));
await signIn(page, server.url, 'davy', 'rice river lotus home');
await new Promise((r) => setTimeout(r, 3000));
for (const where of ['directory', 'directory/pathway', 'directory/meetings', 'referrals']) {
await page.evaluate((h) => (location.hash = h), '#/' + where);
await new Promise((r) => setTimeout(r, 2500));
console.log(where, await page.evaluate(() => location.hash + ' | ' + [...document.querySelectorAll('h1')].map((h) => h.innerText).join('/')));
}
console.log(b.errors);
await b.close(); await server.stop();
