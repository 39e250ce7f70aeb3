// The phone's own store: nothing readable, nothing half written, one tab at a time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, serveSources } from './harness.mjs';

let server;
before(async () => (server = await serveSources()));
after(() => server?.stop());

const SECRET = 'ស្រីពៅ Srey Pov';

async function withPage(work) {
  const browser = await browse({ language: 'en' });
  try {
    await browser.page().goto(`${server.url}/#/gallery`);
    await work(browser.page(), browser);
  } finally {
    await browser.close();
  }
}

test('what is kept comes back after a restart, with the right passphrase only', async () => {
  await withPage(async (page, browser) => {
    await page.evaluate(async (secret) => {
      const vault = await import('/src/lib/vault.ts');
      const { deriveKey } = await import('/src/lib/core.svelte.ts');
      const salt = vault.newSalt();
      await vault.create('dara', await deriveKey('rice field', salt), salt);
      const bytes = new TextEncoder().encode(secret);
      await vault.write([
        { table: 'entries', key: 'a', bytes },
        { table: 'outbox', key: 'b', bytes },
        { table: 'outbox', key: 'c', bytes },
      ]);
      await vault.write([{ table: 'outbox', key: 'c', bytes: null }]);
    }, SECRET);
    await browser.restart();
    const again = browser.page();
    await again.goto(`${server.url}/#/gallery`);
    const seen = await again.evaluate(async () => {
      const vault = await import('/src/lib/vault.ts');
      const { deriveKey } = await import('/src/lib/core.svelte.ts');
      const known = await vault.findVault('dara');
      const wrong = await vault.unlock('dara', await deriveKey('rice fields', known.salt)).catch((error) => error.name);
      const locked = await vault.readAll('entries').catch((error) => error.name);
      await vault.unlock('dara', await deriveKey('rice field', known.salt));
      const text = (rows) => rows.map(([key, bytes]) => [key, new TextDecoder().decode(bytes)]);
      return { wrong, locked, entries: text(await vault.readAll('entries')), outbox: text(await vault.readAll('outbox')) };
    });
    assert.deepEqual(seen, { wrong: 'WrongPassphrase', locked: 'Locked', entries: [['a', SECRET]], outbox: [['b', SECRET]] });
  });
});

test('nothing in the database can be read, and a record that was moved is refused', async () => {
  await withPage(async (page) => {
    const seen = await page.evaluate(async (secret) => {
      const vault = await import('/src/lib/vault.ts');
      const made = await vault.create('dara', new Uint8Array(32).fill(7), vault.newSalt());
      await vault.write([{ table: 'entries', key: 'a', bytes: new TextEncoder().encode(secret) }]);
      const db = await new Promise((resolve) => {
        const request = indexedDB.open(`kinkeeper-${made.id}`);
        request.onsuccess = () => resolve(request.result);
      });
      const get = (table, key) =>
        new Promise((resolve) => (db.transaction(table).objectStore(table).get(key).onsuccess = (event) => resolve(event.target.result)));
      const raw = await get('entries', 'a');
      const text = new TextDecoder().decode(raw.box);
      await new Promise((resolve) => {
        const transaction = db.transaction('entries', 'readwrite');
        transaction.objectStore('entries').put(raw, 'elsewhere');
        transaction.oncomplete = resolve;
      });
      db.close();
      const moved = await vault.readAll('entries').then(
        () => 'read',
        () => 'refused',
      );
      return { clear: text.includes('Srey') || text.includes('ស្រី'), moved, iv: raw.iv.length, fields: Object.keys(raw).sort() };
    }, SECRET);
    assert.deepEqual(seen, { clear: false, moved: 'refused', iv: 12, fields: ['box', 'iv'] });
  });
});

test('a batch is kept whole or not at all, and writes keep their order', async () => {
  await withPage(async (page) => {
    const seen = await page.evaluate(async () => {
      const vault = await import('/src/lib/vault.ts');
      await vault.create('dara', new Uint8Array(32).fill(7), vault.newSalt());
      const bytes = (n) => new Uint8Array([n]);
      const failed = await vault
        .write([
          { table: 'entries', key: 'first', bytes: bytes(1) },
          { table: 'nowhere', key: 'second', bytes: bytes(2) },
        ])
        .then(
          () => 'kept',
          () => 'refused',
        );
      const many = Array.from({ length: 50 }, (_, i) => vault.write([{ table: 'meta', key: 'last', bytes: bytes(i) }]));
      await Promise.all(many);
      return { failed, entries: (await vault.readAll('entries')).length, last: (await vault.readAll('meta'))[0][1][0] };
    });
    assert.deepEqual(seen, { failed: 'refused', entries: 0, last: 49 });
  });
});

test('a new passphrase opens the same contents; removing leaves nothing', async () => {
  await withPage(async (page) => {
    const seen = await page.evaluate(async () => {
      const vault = await import('/src/lib/vault.ts');
      const [old, fresh] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
      const made = await vault.create('dara', old, vault.newSalt());
      await vault.write([{ table: 'refs', key: 'a', bytes: new Uint8Array([5]) }]);
      await vault.rewrap('dara', old, fresh, vault.newSalt());
      await vault.lock();
      const refused = await vault.unlock('dara', old).catch((error) => error.name);
      await vault.unlock('dara', fresh);
      const kept = (await vault.readAll('refs'))[0][1][0];
      await vault.destroy('dara');
      const left = (await indexedDB.databases()).map(({ name }) => name);
      return { refused, kept, gone: !left.includes(`kinkeeper-${made.id}`), vaults: (await vault.listVaults()).length };
    });
    assert.deepEqual(seen, { refused: 'WrongPassphrase', kept: 5, gone: true, vaults: 0 });
  });
});

test('the tab that comes last takes over; the first one finishes and says so', async () => {
  await withPage(async (page, browser) => {
    const claim = (name) =>
      `(async () => { const tabs = await import('/src/lib/tabs.svelte.ts'); window.lost = false; await tabs.claim('x', async () => { window.lost = true; }); return '${name}'; })()`;
    assert.equal(await page.evaluate(claim('one')), 'one');
    const other = await browser.context().newPage();
    await other.goto(`${server.url}/#/gallery`);
    assert.equal(await other.evaluate(claim('two')), 'two');
    await page.waitForFunction('window.lost');
    assert.equal(await page.evaluate("import('/src/lib/tabs.svelte.ts').then((m) => m.tabs.openElsewhere)"), true);
    assert.equal(await other.evaluate('window.lost'), false);
    assert.equal(await page.evaluate(claim('one again')), 'one again');
    await other.waitForFunction('window.lost');
  });
});

test('a vault that is put aside loses nothing, and what was not sent comes back from it', async () => {
  await withPage(async (page, browser) => {
    await page.evaluate(async (secret) => {
      const vault = await import('/src/lib/vault.ts');
      const key = (n) => new Uint8Array(32).fill(n);
      const bytes = (text) => new TextEncoder().encode(text);
      await vault.create('Dara', key(1), vault.newSalt());
      await vault.write([
        { table: 'outbox', key: 'unsent', bytes: bytes(secret) },
        { table: 'drafts', key: 'visit/family', bytes: bytes('older draft') },
        { table: 'streams', key: 'family', bytes: bytes('from the server') },
      ]);
      await vault.putAside('dara');
      await vault.create('dara', key(2), vault.newSalt());
      await vault.write([{ table: 'drafts', key: 'visit/family', bytes: bytes('newer draft') }]);
    }, SECRET);
    await browser.restart();
    const again = browser.page();
    await again.goto(`${server.url}/#/gallery`);
    const seen = await again.evaluate(async () => {
      const vault = await import('/src/lib/vault.ts');
      const key = (n) => new Uint8Array(32).fill(n);
      const text = (rows) => rows.map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
      const shown = (await vault.listVaults()).map(({ account }) => account);
      await vault.unlock('dara', key(2));
      const [aside, ...more] = await vault.listAside('dara');
      const wrong = await vault.readAside(aside.id, key(3)).catch((error) => error.name);
      const kept = (await vault.listAside('dara')).length;
      const unsent = await vault.readAside(aside.id, key(1));
      const differing = (await vault.takeIn(unsent)).map((bytes) => new TextDecoder().decode(bytes));
      // What is done twice is done once.
      await vault.takeIn(unsent);
      await vault.removeAside(aside.id);
      return { shown, more, wrong, kept, differing, left: (await vault.listAside('dara')).length, id: aside.id, outbox: text(await vault.readAll('outbox')), drafts: text(await vault.readAll('drafts')), streams: await vault.readAll('streams') };
    });
    assert.deepEqual(seen, {
      shown: ['dara'],
      more: [],
      wrong: 'WrongPassphrase',
      kept: 1,
      left: 0,
      id: seen.id,
      outbox: [['unsent', SECRET]],
      drafts: [['visit/family', 'newer draft']],
      differing: ['older draft'],
      streams: [],
    });
  });
});

test('what a full phone refuses is held sealed, for its own vault, and written first', async () => {
  await withPage(async (page) => {
    const seen = await page.evaluate(async (secret) => {
      const vault = await import('/src/lib/vault.ts');
      const encode = (words) => new TextEncoder().encode(words);
      const names = async (table) => (await vault.readAll(table)).map(([name]) => name);
      const put = IDBObjectStore.prototype.put;
      await vault.create('dara', new Uint8Array(32).fill(1), vault.newSalt());
      IDBObjectStore.prototype.put = function (...args) {
        if (args[1] === 'second') throw new DOMException('no room', 'QuotaExceededError');
        return put.apply(this, args);
      };
      const both = ['first', 'second'].map((key) => ({ table: 'outbox', key, bytes: encode(secret) }));
      const refused = await vault.write(both).catch((error) => error.name);
      IDBObjectStore.prototype.put = put;
      // It is read as if it were there; somebody else on the phone finds nothing of it.
      const hers = await names('outbox');
      await vault.lock();
      await vault.create('bopha', new Uint8Array(32).fill(2), vault.newSalt());
      await vault.write([{ table: 'outbox', key: 'other', bytes: encode('x') }]);
      const others = await names('outbox');
      await vault.lock();
      await vault.unlock('dara', new Uint8Array(32).fill(1));
      await vault.write([{ table: 'outbox', key: 'first', bytes: null }]);
      return { refused, hers, others, later: await names('outbox') };
    }, SECRET);
    assert.deepEqual(seen, { refused: 'QuotaExceededError', hers: ['first', 'second'], others: ['other'], later: ['second'] });
    // And it lies on the disk: it is there after the page was loaded again.
    await page.reload();
    const left = await page.evaluate(async () => {
      const vault = await import('/src/lib/vault.ts');
      await vault.unlock('dara', new Uint8Array(32).fill(1));
      return (await vault.readAll('outbox')).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
    });
    assert.deepEqual(left, [['second', SECRET]]);
  });
});

test('what is held is written without a key too, after its owner has locked', async () => {
  await withPage(async (page) => {
    const seen = await page.evaluate(async (secret) => {
      const vault = await import('/src/lib/vault.ts');
      const key = new Uint8Array(32).fill(1);
      const put = IDBObjectStore.prototype.put;
      await vault.create('dara', key, vault.newSalt());
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
      const refused = await vault.write([{ table: 'outbox', key: 'first', bytes: new TextEncoder().encode(secret) }]).catch((error) => error.name);
      await vault.lock();
      const again = await vault.writeLate().catch((error) => error.name);
      IDBObjectStore.prototype.put = put;
      await vault.writeLate();
      return { refused, again };
    }, SECRET);
    assert.deepEqual(seen, { refused: 'QuotaExceededError', again: 'QuotaExceededError' });
    await page.reload();
    const left = await page.evaluate(async () => {
      const vault = await import('/src/lib/vault.ts');
      await vault.unlock('dara', new Uint8Array(32).fill(1));
      return (await vault.readAll('outbox')).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
    });
    assert.deepEqual(left, [['first', SECRET]]);
  });
});

test('a sealed copy opens with its own passphrase only, and nothing can be taken out of it', async () => {
  await withPage(async (page) => {
    const seen = await page.evaluate(async (secret) => {
      const vault = await import('/src/lib/vault.ts');
      const key = (n) => new Uint8Array(32).fill(n);
      const bytes = (text) => new TextEncoder().encode(text);
      await vault.create('dara', key(1), vault.newSalt());
      const nothing = await vault.copyOut();
      await vault.write([
        { table: 'outbox', key: 'a', bytes: bytes(secret) },
        { table: 'outbox', key: 'b', bytes: bytes('other') },
        { table: 'drafts', key: 'c', bytes: bytes('draft') },
        { table: 'streams', key: 'd', bytes: bytes('from the server') },
      ]);
      const copy = await vault.copyOut();
      const latin = new TextDecoder('latin1');
      const clear = [...copy.records.map(({ value }) => latin.decode(value.box)), latin.decode(copy.list.box)].join().includes('Srey');
      // Another passphrase since: the copy opens with the one of its day.
      await vault.rewrap('dara', key(1), key(2), vault.newSalt());
      await vault.destroy('dara');
      const names = ({ account, outbox, drafts }) => ({ account, outbox: outbox.map(([name]) => name), drafts: drafts.map(([name]) => name) });
      const open = (one, n) => vault.openCopy(one, key(n)).then(names, (error) => error.name);
      const [first, ...rest] = copy.records;
      const moved = { ...copy, records: copy.records.map((one, i) => (i === 0 ? { ...one, value: copy.records[1].value } : one)) };
      return { nothing, clear, opened: await open(copy, 1), later: await open(copy, 2), less: await open({ ...copy, records: rest }, 1), twice: await open({ ...copy, records: [first, ...copy.records] }, 1), moved: await open(moved, 1) };
    }, SECRET);
    assert.deepEqual(seen, {
      nothing: null,
      clear: false,
      opened: { account: 'dara', outbox: ['a', 'b'], drafts: ['c'] },
      later: 'WrongPassphrase',
      less: 'Damaged',
      twice: 'Damaged',
      moved: 'Damaged',
    });
  });
});
