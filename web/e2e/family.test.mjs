// The screens of one family, over the core itself: invented families are made by its own commands (src/dev).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, axe, browse, serveSources, settle, shot, tooSmall } from './harness.mjs';

let server;
before(async () => (server = await serveSources()));
after(() => server?.stop());

/** The stage with one of the invented families, at one of her screens. */
async function open({ which = 'typical', part = '', role = 'village_social_worker', ...options } = {}) {
  const browser = await browse(options);
  const page = browser.page();
  await page.route('**/src/main.ts*', (route) => route.fulfill({ contentType: 'text/javascript', body: "import '/src/dev/family.ts';" }));
  await page.route('**/api/**', (route) => route.abort());
  // The first time, everything is compiled on the way.
  await page.goto(`${server.url}/?which=${which}&role=${role}#/families/x${part && `/${part}`}`, { timeout: 60_000 });
  await page.locator('h1').first().waitFor({ timeout: 60_000 });
  await settle(page);
  return { browser, page };
}

const file = (page) => page.evaluate(() => window.kinkeeper.view());
const goTo = async (page, part) => {
  await page.evaluate((hash) => (location.hash = hash), `#/families/x${part && `/${part}`}`);
  await settle(page);
};
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

for (const [which, language, dark] of [
  ['typical', 'km', false],
  ['typical', 'en', true],
  ['full', 'km', false],
  ['empty', 'en', false],
]) {
  test(`the page: ${which} family, ${language}, ${dark ? 'dark' : 'light'}`, async () => {
    const { browser, page } = await open({ which, language, dark });
    try {
      for (const size of [PHONE, DESK]) {
        await page.setViewportSize(size);
        await settle(page);
        assert.equal(await wide(page), false, `no sideways scroll at ${size.width}`);
      }
      const folded = page.locator('button.fold[aria-expanded=false]');
      while ((await folded.count()) > 0) await folded.first().click();
      if (which !== 'empty') await page.locator('.people button').first().click();
      for (const size of [PHONE, DESK]) {
        await page.setViewportSize(size);
        await axe(page, `the ${which} family at ${size.width}`);
        assert.deepEqual(await tooSmall(page), []);
        assert.equal(await wide(page), false);
      }
      const text = await page.locator('body').innerText();
      assert.ok(!text.includes('⟦'), `every key has words: ${text.match(/⟦[^⟧]*⟧/g)}`);
      if (which !== 'empty') assert.ok((await page.locator('.drawing svg').count()) === 1, 'the drawing is there');
      await shot(page, `family-${which}-${language}`, { whole: true });
      assert.deepEqual(browser.errors, []);
    } finally {
      await browser.close();
    }
  });
}

test('a step is ticked off in place, and a worry is answered', async () => {
  const { browser, page } = await open({ language: 'en' });
  try {
    await page.locator('article .check').first().click();
    assert.equal((await file(page)).plan.goals[0].steps[0].state.is, 'done');
    const before = (await file(page)).concerns[0];
    assert.equal(before.answers.length, 0);
    // She raised it herself and it is grave: she may not settle it.
    assert.equal(await page.getByRole('button', { name: 'They are safe now' }).count(), 0);
  } finally {
    await browser.close();
  }
});

test('a person: only what was changed is recorded, and what is typed is kept', async () => {
  const { browser, page } = await open({ language: 'en' });
  try {
    const start = await file(page);
    const visal = start.people.find((person) => person.name.latin === 'Sok Visal');
    await goTo(page, `person/${visal.id}`);
    await page.getByLabel('Telephone').fill('០១១ ២២២ ៣៣៣');
    // Away and back: nothing is lost.
    await goTo(page, 'relations');
    await goTo(page, `person/${visal.id}`);
    assert.equal(await page.getByLabel('Telephone').inputValue(), '០១១ ២២២ ៣៣៣');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    const end = await file(page);
    assert.equal(end.people.find((person) => person.id === visal.id).phone, '011 222 333');
    assert.equal(end.timeline.length, start.timeline.length + 1);
    assert.equal(end.timeline[0].kind.split('.').at(-1), 'person_set');

    await goTo(page, 'person');
    await axe(page, 'the form about a person');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByText('One of the two names is needed').waitFor();
    await page.getByLabel('Name in Latin letters').fill('Sok Mony');
    await page.getByText('Male', { exact: true }).click();
    await page.getByLabel('Or: how old, about?').fill('4');
    await page.getByLabel('Walking or climbing steps').check({ force: true });
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    const mony = (await file(page)).people.find((person) => person.name.latin === 'Sok Mony');
    assert.equal(mony.about, true);
    assert.ok(mony.age === 4 || mony.age === 3);
    assert.deepEqual(mony.difficulties, ['walking']);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('kinship by its path gives the Khmer word, and the drawing follows', async () => {
  const { browser, page } = await open({ language: 'km', part: 'relations' });
  try {
    await axe(page, 'who is what to whom');
    assert.equal(await wide(page), false);
    const { people } = await file(page);
    const id = (latin) => people.find((person) => person.name.latin === latin).id;
    await page.getByLabel('អ្នកណា', { exact: true }).selectOption(id('Sok Bora'));
    await page.getByLabel('ត្រូវជាអ្វីនឹងអ្នកណា', { exact: true }).selectOption(id('Sok Visal'));
    await page.getByText('សាច់ញាតិផ្សេងរបស់').click();
    await page.getByRole('button', { name: 'ម្ដាយ', exact: true }).click();
    await page.getByRole('button', { name: 'បងប្រុស', exact: true }).click();
    await shot(page, 'relations-km', { whole: true, sizes: [PHONE] });
    await page.locator('form button[type=submit]').first().click();
    await page.getByText(/សុខ បូរ៉ា ត្រូវជា\u17a2\u17ca/).first().waitFor();
    assert.equal((await file(page)).relations[0].to_name.latin, 'Sok Bora');

    const before = (await file(page)).genogram;
    await page.getByLabel('អ្នកណា', { exact: true }).selectOption(id('Sok Srey Mom'));
    await page.getByLabel('ត្រូវជាអ្វីនឹងអ្នកណា', { exact: true }).selectOption(id('Sok Bora'));
    await page.getByText('ប្ដី ឬប្រពន្ធរបស់').click();
    await page.locator('form button[type=submit]').first().click();
    await settle(page);
    assert.notEqual((await file(page)).genogram, before);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('consent: read aloud, signed, each child asked; and taken back', async () => {
  const { browser, page } = await open({ language: 'en', part: 'consent' });
  try {
    await page.getByText('Telling another service').click();
    await page.getByText('Read this aloud').waitFor();
    await page.getByRole('button', { name: 'Keep these answers' }).click();
    await page.getByText('The mark is still missing').first().waitFor();
    await page.getByText('Write who may be told').waitFor();
    assert.equal((await file(page)).consents.length, 1, 'nothing was recorded');

    await page.getByLabel('Who else may be told?').fill('Health centre of Anlong Vil');
    const pad = await page.locator('svg.pad').first();
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    await page.mouse.move(box.x + 40, box.y + 60);
    await page.mouse.down();
    // The finger slides out of the pad: that must not spoil the mark.
    await page.mouse.move(box.x + 120, box.y + 30);
    await page.mouse.move(box.x - 20, box.y - 20);
    await page.mouse.up();
    const faces = page.locator('.faces');
    assert.equal(await faces.count(), 2, 'both children are old enough to be asked');
    await faces.nth(0).locator('button').nth(0).click();
    await faces.nth(1).locator('button').nth(1).click();
    await page.getByText('says no').waitFor();
    for (const group of await page.locator('fieldset').filter({ hasText: 'a drawing will do' }).all()) await group.getByText('On paper').click();
    await axe(page, 'asking for consent');
    await shot(page, 'consent-en', { whole: true, sizes: [PHONE] });
    await page.getByRole('button', { name: 'Keep these answers' }).click();
    await settle(page);
    const given = await file(page);
    assert.equal(given.consents.length, 2);
    assert.equal(given.consents[0].given.mark.made, 'drawn');
    assert.equal(given.assents.filter((assent) => assent.given.purpose === 'referral').length, 2);

    await goTo(page, '');
    await page.locator('button.fold').filter({ hasText: 'What they agreed to' }).click();
    await page.getByRole('button', { name: 'They take it back' }).first().click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByRole('button', { name: 'They take it back' }).click();
    await dialog.getByText('Please write a few words here').waitFor();
    await dialog.locator('textarea').fill('She fears the neighbours will hear of it');
    await dialog.getByRole('button', { name: 'They take it back' }).click();
    await settle(page);
    assert.equal((await file(page)).consents.filter((consent) => consent.live).length, 1);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('what one may not read says so, and whom to ask', async () => {
  const { browser, page } = await open({ language: 'en', role: 'programme_manager' });
  try {
    await page.getByText('Only who leads the work can see where they live.').waitFor();
    assert.ok(!(await page.locator('body').innerText()).includes('ផ្ទះឈើ'));
    await page.getByRole('button', { name: 'Who can see this' }).first().click();
    await page.locator('dialog[open]').getByText('This can be seen when you are connected.').waitFor();
  } finally {
    await browser.close();
  }
});

test('on paper everything is open and nothing is a button', async () => {
  const { browser, page } = await open({ language: 'km' });
  try {
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await settle(page);
    assert.equal(await page.locator('main button:visible').count(), 0);
    const text = await page.locator('main').innerText();
    for (const said of ['សុខ វិសាល', 'ផ្ទះយាយ', 'ខ្ញុំនឹកម៉ាក់']) assert.ok(text.includes(said), said);
    await shot(page, 'family-print', { whole: true, sizes: [{ width: 794, height: 1123 }] });
  } finally {
    await browser.close();
  }
});

test('who opened the file: by day, in both languages, lists when asked for', async () => {
  const noon = Date.parse('2026-11-22T05:00:00Z');
  const reading = (name_km, name_latin, manner, more = {}) => ({
    worker: `${name_latin}-${manner}`,
    name_km,
    name_latin,
    role: 'senior_social_worker',
    organisation_km: 'អង្គការកូនខ្មែរ',
    organisation_latin: 'Kon Khmer',
    manner,
    purpose: 'supervision',
    sections: ['identity', 'narrative', 'health', 'protection'],
    allowed: true,
    first: noon,
    last: noon + 3_600_000,
    times: 2,
    ...more,
  });
  const report = {
    days: [
      {
        day: '2026-11-22',
        readings: [
          reading('លី ដារ៉ា', 'Ly Dara', 'opened'),
          reading('ចាន់ សុភា', 'Chan Sophea', 'on_device', { role: 'village_social_worker', purpose: 'offline', times: 1, last: noon }),
          reading('កែវ រតនា', 'Keo Ratana', 'tried', { allowed: false, purpose: 'casework', sections: [], times: 1, last: noon }),
          reading('មាស ចន្ធី', 'Meas Chanthy', 'listed', { purpose: 'casework', sections: ['identity'] }),
        ],
      },
      { day: '2026-11-20', readings: [reading('លី ដារ៉ា', 'Ly Dara', 'printed', { purpose: 'print' })] },
    ],
    before: noon - 5 * 86_400_000,
  };
  for (const language of ['km', 'en']) {
    const { browser, page } = await open({ language });
    try {
      await page.route('**/api/v1/families/*/readers*', (route) =>
        route.fulfill({ json: route.request().url().includes('before') ? { days: [{ day: '2026-11-03', readings: [reading('ហេង បូរ៉ា', 'Heng Bora', 'copied', { purpose: 'sync' })] }], before: null } : report }),
      );
      await page.locator('button.who').first().click();
      await page.locator('li.one').first().waitFor();
      assert.equal(await page.locator('li.one').count(), 4, 'lists are not in the way');
      for (const size of [PHONE, DESK]) {
        await page.setViewportSize(size);
        await axe(page, `who opened the file at ${size.width}`);
        assert.deepEqual(await tooSmall(page), []);
      }
      await page.locator('li.one').first().scrollIntoViewIfNeeded();
      await shot(page, `readers-${language}`);
      await page.getByRole('button', { name: language === 'km' ? /បញ្ជីផងដែរ/ : /Show lists/ }).click();
      assert.equal(await page.locator('li.one').count(), 5);
      await page.getByRole('button', { name: language === 'km' ? 'ថ្ងៃមុនៗ' : 'Earlier days' }).click();
      await page.locator('li.one').nth(5).waitFor();
      const text = await page.locator('body').innerText();
      assert.ok(!text.includes('⟦'), `every key has words: ${text.match(/⟦[^⟧]*⟧/g)}`);
      assert.ok(text.includes(language === 'km' ? 'ហេង បូរ៉ា' : 'Heng Bora'));
      assert.deepEqual(browser.errors, []);
    } finally {
      await browser.close();
    }
  }
});
