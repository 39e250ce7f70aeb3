// A hand that fills in any question of a tool as its worked example answers it: it taps, types and draws with the
// browser's own input. What it touches must be there, in sight and uncovered, as under a finger; the many waits of a
// click of the library around it would make minutes of some six thousand touches.
import assert from 'node:assert/strict';

/** How long something that should be there is waited for, in milliseconds. */
const PATIENCE = 5_000;

/** In the page: finds, brings into the middle and prepares one control. Answers with where it is, or with what is wrong. */
async function reach({ path, act, value, patience }) {
  const own = (label) => [...label.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join('').trim();
  function find() {
    let at = document.querySelector('main') ?? document.body;
    for (const step of path) {
      if (step.label !== undefined) {
        const labels = [...at.querySelectorAll('.label')].filter((label) => own(label) === step.label);
        at = (labels[step.at ?? 0]?.parentElement) ?? null;
      } else {
        let all = [...at.querySelectorAll(step.css)];
        if (step.text !== undefined) all = all.filter((one) => one.textContent.trim() === step.text);
        at = all.at(step.at ?? 0) ?? null;
      }
      if (!at) return null;
    }
    return at;
  }
  const told = () => path.map((step) => step.label ?? `${step.css}${step.text ? `=${step.text}` : ''}`).join(' › ');
  const end = performance.now() + patience;
  let found = find();
  while (!found && performance.now() < end) {
    // A page that is not drawn has no next frame.
    await Promise.race([new Promise(requestAnimationFrame), new Promise((resolve) => setTimeout(resolve, 100))]);
    found = find();
  }
  if (act === 'count') return found ? 1 : 0;
  if (!found) return { wrong: `not there: ${told()}` };
  if (act === 'read') return { value: found.value ?? '', checked: found.checked ?? false, text: found.textContent };
  const field = found.closest('label') ?? found;
  field.scrollIntoView({ block: 'center', behavior: 'instant' });
  const box = field.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, innerHeight / 3)];
  const hit = document.elementFromPoint(x, y);
  if (!hit || !(field.contains(hit) || hit.contains(field))) return { wrong: `covered or out of sight: ${told()} by ${hit?.outerHTML.slice(0, 80)}` };
  // Whether the next click comes to it: a question that appears above it may move it away meanwhile.
  if (!globalThis.aimed) addEventListener('click', ({ target }) => (globalThis.came = globalThis.aimed.contains(target)), { capture: true });
  globalThis.aimed = field;
  globalThis.came = false;
  if (act === 'tap') return { x, y, left: box.left, top: box.top, width: box.width, height: box.height };
  if (act === 'select') {
    const option = value.text === undefined ? found.options[value.at] : [...found.options].find((one) => one.text === value.text || one.value === value.text);
    if (!option) return { wrong: `no such choice: ${told()}: ${JSON.stringify(value)}` };
    if (found.value === option.value) return {};
    found.value = option.value;
    found.dispatchEvent(new Event('input', { bubbles: true }));
    found.dispatchEvent(new Event('change', { bubbles: true }));
    return {};
  }
  if (act === 'set') {
    found.value = value;
    found.dispatchEvent(new Event('input', { bubbles: true }));
    found.dispatchEvent(new Event('change', { bubbles: true }));
    return {};
  }
  // To be typed into.
  if (found.value === value) return {};
  found.focus();
  found.select();
  // As the keyboard of a phone does it: in one piece, with the events of the browser itself.
  const done = document.execCommand(value === '' ? 'delete' : 'insertText', false, value);
  return done && found.value === value ? {} : { wrong: `cannot be typed into: ${told()}: ${found.value}` };
}

/** The signs of the box, by the names that drawings may hold; for others there are only words. */
const BOX = { smile: 'smile', meh: 'meh', frown: 'frown', heart: 'heart', star: 'star', sun: 'sun', 'cloud-rain': 'cloud', cloud: 'cloud', home: 'house', house: 'house' };

/** What is put onto a drawing one after the other: a sign, then what it means. */
export function putDown(marks = []) {
  return marks.flatMap(({ x, y, sign, text }) => [...(BOX[sign] ? [{ x, y, sign: BOX[sign] }] : []), ...(text ? [{ x, y, text }] : [])]);
}

const css = (text, at) => ({ css: text, at });
const labelled = (text, at) => ({ label: text, at });

export class Hand {
  /** `words`: what the screens say, from `speak`; `tool`: the document that is filled in. */
  constructor(page, words, tool) {
    Object.assign(this, { page, words, tool });
    /** The order in which lists have been filled: links are chosen by it. */
    this.rows = new Map();
    /** What the file or another record says and nobody changes here. */
    this.taken = new Set();
  }

  /** Answers that are shown and cannot be changed. `inside` must be in the page. */
  async given(of) {
    const { begin } = await this.page.evaluate((of) => globalThis.inside.view({ assess: { of, answers: {} } }), of);
    const found = this.tool.sections.flatMap((section) => flat(section.items)).filter((item) => item.read_only && begin[item.code]);
    for (const { code } of found) {
      this.taken.add(code);
      if (begin[code].kind === 'list') this.rows.set(code, begin[code].rows.map((row) => row.id));
    }
    return Object.fromEntries(found.map(({ code }) => [code, begin[code]]));
  }

  t(key, args) {
    return this.words.t(key, args);
  }

  told(text) {
    return this.words.digits(this.words.of(text));
  }

  async reach(path, act, value, patience = PATIENCE) {
    const asked = { path, act, value, patience };
    // Handed to the page once: it is called thousands of times.
    const found = (await this.page.evaluate((asked) => globalThis.reached?.(asked), asked)) ?? (await this.page.evaluate(`(globalThis.reached = ${reach})(${JSON.stringify(asked)})`));
    assert.ok(!found.wrong, `${this.tool.code}: ${found.wrong}`);
    return found;
  }

  /** `stays`: how long the finger touches, in milliseconds. */
  async tap(path, stays = 0) {
    for (let misses = 0; misses < 3; misses += 1) {
      const { x, y } = await this.reach(path, 'tap');
      await this.page.mouse.click(x, y, { delay: stays });
      if (await this.page.evaluate(() => globalThis.came)) return;
    }
    assert.fail(`${this.tool.code}: ${JSON.stringify(path)} moves away from under the finger`);
  }

  has(path) {
    return this.reach(path, 'count', undefined, 0);
  }

  type(path, text) {
    return this.reach(path, 'type', text);
  }

  /** Fields that are heard only when they are left. */
  async typeAndLeave(path, text) {
    await this.type(path, text);
    await this.page.evaluate(() => document.activeElement?.blur());
  }

  select(path, text) {
    return this.reach(path, 'select', { text });
  }

  /** Ticked or not, as wanted. */
  async tick(path, wanted = true) {
    const { checked } = await this.reach([...path, css('input')], 'read');
    if (checked !== wanted) await this.tap(path);
  }

  /** One item as its answer says. `root`: the path to its card; `beside`: the answers beside it. */
  async fill(item, answer, beside, root = [css(`#item-${CSS_escape(item.code)}`)]) {
    const kind = item.answer;
    // A question that another's answer calls for comes a moment after it.
    assert.ok(await this.reach(root, 'count'), `${this.tool.code}: ${item.code} is asked`);
    if (item.na_allowed) await this.tick([...root, css('label.check', 0)], answer.kind === 'not_applicable');
    switch (answer.kind) {
      case 'not_applicable':
        await this.type([...root, css('textarea')], answer.reason ?? '');
        break;
      case 'level':
        await this.tap([...root, css(`label.level:has(input[value="${answer.value}"])`)]);
        await this.type([...root, labelled(this.t('assess-why')), css('textarea')], answer.reason ?? '');
        break;
      case 'yes_no':
      case 'choice':
        await this.chosen(root, item, answer);
        break;
      case 'several':
        for (const option of this.options(kind)) {
          const label = [...root, { css: '[role=group] label.check', text: this.told(option.label) }];
          if (await this.has(label)) await this.tick(label, answer.options.includes(option.code));
          else assert.ok(!answer.options.includes(option.code), `${item.code}: ${option.code} can be ticked`);
        }
        if (answer.options.length === 0) await this.tick([...root, { css: '[role=group] label.check', text: this.t('assess-nothing-of-this') }]);
        break;
      case 'text':
        await this.type([...root, css('textarea.control, input.control')], answer.text);
        break;
      case 'number':
        await this.type([...root, css('input.control')], this.words.digits(String(answer.value / 10 ** (kind.decimals ?? 0))));
        break;
      case 'money':
        if (answer.riel != null) await this.type([...root, labelled(this.t('assess-riel')), css('input')], this.words.digits(String(answer.riel)));
        if (answer.cents != null) await this.type([...root, labelled(this.t('assess-dollars')), css('input')], this.words.digits(String(answer.cents / 100)));
        break;
      case 'when':
        await this.when(root, answer);
        break;
      case 'acknowledged':
        await this.tick([...root, css('label.check', -1)]);
        break;
      case 'ranking':
        await this.ranking(root, kind, answer.order);
        break;
      case 'list':
        await this.list(root, item, answer.rows);
        break;
      case 'repeat':
        await this.repeat(root, item, answer.rows);
        break;
      case 'scale':
        await this.scale(root, kind, answer.ratings);
        break;
      case 'signature':
        await this.signature(root, answer);
        break;
      case 'place':
        await this.place(root, answer.value);
        break;
      case 'drawing':
        await this.drawing(root, answer);
        break;
      case 'files':
        // The file of the demonstration has no photograph: the button that takes one is there.
        assert.ok(await this.has([...root, { css: 'a, button', text: this.t('assess-photo-take') }]), 'a photograph can be taken');
        break;
      default:
        assert.fail(`no way to answer ${item.code}: ${answer.kind}`);
    }
    const evidence = beside[`${item.code}.evidence`];
    if (evidence) await this.type([...root, labelled(this.t('assess-evidence')), css('textarea')], evidence.text);
  }

  /** What was taken over from another record and is not answered now. */
  async empty(item) {
    const root = [css(`#item-${CSS_escape(item.code)}`)];
    switch (item.answer.kind) {
      case 'text':
      case 'number':
        await this.type([...root, css('textarea.control, input.control')], '');
        break;
      case 'several':
        while (await this.has([...root, css('[role=group] label.check:has(:checked)')])) await this.tap([...root, css('[role=group] label.check:has(:checked)')]);
        break;
      case 'list':
        await this.entries(root, '.entry', 0);
        break;
      default:
    }
  }

  options(kind) {
    return kind.list ? this.tool.lists[kind.list] : kind.options;
  }

  async chosen(root, item, answer) {
    const value = answer.kind === 'choice' ? answer.option : answer.value;
    const card = [...root, css(`label.option:has(input[value="${value}"])`)];
    if (answer.kind === 'choice' && (await this.has([...root, css('select')]))) await this.select([...root, css('select')], value);
    else await this.tap(card);
    if (answer.reason) await this.type([...root, labelled(this.t('assess-why')), css('textarea')], answer.reason);
  }

  /** A day, or as much of it as is known; a time. */
  async when(root, { value, about }) {
    const [date, time] = value.includes('T') ? value.split('T') : value.includes(':') ? ['', value] : [value, ''];
    if (date) await this.day([...root, css('fieldset.field')], date, about ?? false);
    if (time) await this.reach([...root, css('input[type=time]')], 'set', time);
  }

  async day(field, date, about = false) {
    const [year, month, day] = date.split('-');
    if (await this.has([...field, css('label.check')])) await this.tick([...field, css('label.check')], about);
    const part = (name) => [...field, { css: '.part', at: { day: 0, month: about ? 0 : 1, year: about ? 1 : 2 }[name] }];
    if (!about) await this.typeAndLeave([...part('day'), css('input')], day ? this.words.digits(String(Number(day))) : '');
    await this.select([...part('month'), css('select')], month ? String(Number(month)) : '');
    await this.typeAndLeave([...part('year'), css('input')], this.words.digits(year));
  }

  async ranking(root, kind, order) {
    const nameOf = (code) => this.told(this.options(kind).find((option) => option.code === code).label);
    while (await this.has([...root, css('.placed li')])) await this.tap([...root, css('.placed li', 0), css('button', -1)]);
    for (const code of order) await this.tap([...root, { css: '.left button', text: nameOf(code) }]);
  }

  /** As many entries as wanted, whatever was taken over from the time before. */
  async entries(root, css_, wanted) {
    const entry = (at) => [...root, { css: css_, at }];
    while (await this.has(entry(wanted))) await this.tap([...entry(wanted), css('button.quiet, .quiet', -1)]);
    for (let at = 0; at < wanted; at += 1) {
      if (await this.has(entry(at))) continue;
      const first = [...root, { css: 'button', text: this.t('assess-row-first') }];
      const more = [...root, { css: 'button', text: this.t('assess-row-more'), at: -1 }];
      await this.tap((await this.has(first)) && at === 0 ? first : more);
    }
    return entry;
  }

  async list(root, item, rows) {
    this.rows.set(item.code, rows.map((row) => row.id));
    // A mark that was taken over from the time before can be changed but not taken back: such rows are begun anew.
    const stuck = (row, at) => item.answer.row.some((field) => ['scale', 'yes_no_unknown'].includes(field.holds.kind) && !row.fields?.[field.code] && at.has(this.told(field.label)));
    const marks = await this.page.evaluate(marked, root[0].css);
    if (rows.some((row, at) => marks[at] && stuck(row, new Set(marks[at])))) await this.entries(root, '.entry', 0);
    const entry = await this.entries(root, '.entry', rows.length);
    for (const [at, row] of rows.entries()) {
      for (const field of item.answer.row) await this.cell(entry(at), item, field, row.fields?.[field.code] ?? '');
    }
  }

  /** One field of a row; an empty one is emptied. */
  async cell(entry, item, field, value) {
    const same = item.answer.row.filter((other) => this.told(other.label) === this.told(field.label)).indexOf(field);
    const { kind } = field.holds;
    const named = this.told(field.label);
    const label = kind === 'riel' && !named.toLowerCase().includes(this.t('assess-riel').toLowerCase()) ? this.t('assess-field-riel', { label: named }) : named;
    const at = [...entry, labelled(label, same)];
    switch (kind) {
      case 'text':
        return this.type([...at, css('input')], value);
      case 'long_text':
        return this.type([...at, css('textarea')], value);
      case 'number':
      case 'riel':
        return this.type([...at, css('input')], this.words.digits(value));
      case 'date':
        return value === '' ? undefined : this.day(at, value);
      case 'person': {
        const person = [...at, css('select')];
        if (value === '') return (await this.reach(person, 'read')).value === '' ? undefined : this.select(person, '');
        await this.select(person, '-');
        // Its own frame holds the name as well.
        return this.type([...entry, { css: '.stack-tight:has(> .field select)', at: this.personsBefore(item, field) }, labelled(this.t('assess-their-name')), css('input')], value);
      }
      case 'link': {
        const linked = this.rows.get(field.holds.to) ?? [];
        if (value === '') return (await this.has([...at, css('select')])) ? this.select([...at, css('select')], '') : undefined;
        // The first choice is none.
        return this.reach([...at, css('select')], 'select', { at: linked.indexOf(value) + 1 });
      }
      case 'yes_no_unknown':
        return value === '' ? undefined : this.tap([...at, css(`label.option:has(input[value="${value}"])`)]);
      case 'scale':
        return value === '' ? undefined : this.tap([...at, css(`.scale label:has(input[value="${value}"])`)]);
      default:
        return this.select([...at, css('select')], value);
    }
  }

  personsBefore(item, field) {
    return item.answer.row.filter((other) => other.holds.kind === 'person').indexOf(field);
  }

  async repeat(root, item, rows) {
    const entry = await this.entries(root, 'section.entry', rows.length);
    for (const [at, row] of rows.entries()) {
      for (const inner of flat(item.answer.items)) {
        const answer = row.answers[inner.code];
        if (answer) await this.fill(inner, answer, row.answers, [...entry(at), css(`[id^="item-"][id$="-${inner.code}"]`)]);
      }
    }
  }

  async scale(root, kind, ratings) {
    // Numbers of the time before are not taken over as numbers of now.
    while (await this.has([...root, css('.entry')])) await this.tap([...root, css('.entry', 0), { css: 'button', text: this.t('assess-rating-remove') }]);
    for (const [at, rating] of ratings.entries()) {
      await this.tap([...root, { css: 'button', text: this.t(`assess-voice-${rating.rater}`), at: -1 }]);
      const entry = [...root, css('.entry', at)];
      const who = [...entry, labelled(this.t('assess-rater')), css('select')];
      await this.select(who, '-');
      await this.type([...entry, labelled(this.t('assess-their-name')), css('input')], rating.who);
      if (kind.about && (await this.has([...entry, labelled(this.t('assess-rating-about'))]))) {
        const about = (this.rows.get(kind.about) ?? []).indexOf(rating.about);
        await this.reach([...entry, labelled(this.t('assess-rating-about')), css('select')], 'select', { at: about + 2 });
      }
      await this.tap([...entry, css(`.scale label:has(input[value="${rating.score}"])`)]);
      await this.type([...entry, labelled(this.t('assess-number-why')), css('textarea')], rating.reason ?? '');
      if (rating.score < 10) await this.type([...entry, labelled(this.t('assess-one-higher')), css('textarea')], rating.one_higher ?? '');
    }
  }

  async signature(root, { who, thumb, strokes }) {
    await this.select([...root, css('select')], '-');
    await this.type([...root, labelled(this.t('assess-their-name')), css('input')], who);
    await this.tap([...root, css(`label.option:has(input[value="${thumb ? 'thumb' : 'drawn'}"])`)]);
    if (thumb) await this.tap([...root, css('button.thumb')]);
    else for (const stroke of strokes) await this.stroke([...root, css('svg.pad')], stroke);
  }

  /** A line over a pad that is a thousand wide. */
  async stroke(pad, points) {
    const { left, top, width, height } = await this.reach(pad, 'tap');
    const scale = width / 1000;
    // A finger stays on the pad, and off the line around it.
    const inside = (value, most) => Math.min(Math.max(value, 4), most - 4);
    for (let i = 0; i + 1 < points.length; i += 2) {
      await this.page.mouse.move(left + inside(points[i] * scale, width), top + inside(points[i + 1] * scale, height));
      if (i === 0) await this.page.mouse.down();
    }
    await this.page.mouse.up();
  }

  async drawing(root, { strokes = [], marks = [] }) {
    const clear = [...root, { css: 'button', text: this.t('draw-clear') }];
    if (await this.has(clear)) await this.tap(clear);
    const pad = [...root, css('svg.pad')];
    for (const [i, stroke] of strokes.entries()) {
      if (i === 0 || strokes[i - 1].colour !== stroke.colour) await this.tap([...root, css('button.paint', stroke.colour)]);
      await this.stroke(pad, stroke.points);
    }
    const puts = putDown(marks);
    for (const [i, put] of puts.entries()) {
      // The same tool again would be laid down.
      if (i === 0 || puts[i - 1].sign !== put.sign) await this.tap([...root, put.sign ? css(`button[aria-label="${this.t(`draw-sign-${put.sign}`)}"]`) : { css: '[role=toolbar] button', text: this.t('draw-words') }]);
      const sheet = this.page.locator('dialog[open]');
      for (let misses = 0; misses < 3; misses += 1) {
        const { left, top, width, height } = await this.reach(pad, 'tap');
        const inside = (value, most) => Math.min(Math.max((value / 1000) * width, 2), most - 2);
        await this.page.mouse.click(left + inside(put.x, width), top + inside(put.y, height));
        // The pad may have moved away from under the finger: then nothing asks for words.
        if (put.sign || (await sheet.waitFor({ timeout: 2_000 }).then(() => true, () => false))) break;
      }
      if (put.sign) continue;
      await sheet.locator('input').fill(put.text);
      await sheet.getByRole('button', { name: this.t('draw-words-put'), exact: true }).click();
      await sheet.waitFor({ state: 'detached' });
    }
  }

  async place(root, code) {
    if (await this.has([...root, css('.chosen')])) await this.tap([...root, css('.chosen button')]);
    await this.type([...root, css('[role=combobox]')], code);
    await this.tap([...root, css('[role=option]')]);
  }

  /** From the first page to the last; `onpage` before it is turned. `hidden`: codes that are not asked in the end. */
  async through(answers, hidden, onpage = async () => {}) {
    const asked = (items) => flat(items).filter((item) => !hidden.has(item.code) && item.answer.kind !== 'group');
    for (let pages = 0; ; pages += 1) {
      assert.ok(pages < 120, 'a tool has an end');
      // A page that was turned scrolls to its head in the next frame.
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      const next = await this.page.evaluate(pageNow, this.t('assess-next'));
      if (!next.more) return pages;
      const section = this.tool.sections.find((one) => flat(one.items).some((item) => next.cards.includes(item.code)));
      assert.ok(section, `${this.tool.code}: a page with questions: ${next.cards}`);
      const here = this.tool.pace === 'item' ? asked(section.items).filter((item) => next.cards.includes(item.code)) : asked(section.items);
      for (const item of here) {
        const answer = answers[item.code];
        if (this.taken.has(item.code)) continue;
        if (answer) await this.fill(item, answer, answers);
        else await this.empty(item);
      }
      await onpage(pages);
      await this.tap([css('.steps button', -1)]);
    }
  }
}

/** In the page: of each row of a list, the names of the fields in which a mark is set. */
function marked(card) {
  const name = (field) => field.querySelector('.label').childNodes[0].textContent.trim();
  return [...document.querySelectorAll(`${card} .entry`)].map((entry) => [...entry.querySelectorAll('fieldset.field:has(:checked)')].map(name));
}

/** In the page: which questions stand on it, and whether another page follows. */
function pageNow(next) {
  const cards = [...document.querySelectorAll('main [id^="item-"]')].filter((card) => !card.closest('section.entry'));
  const buttons = [...document.querySelectorAll('main .steps button')];
  return { cards: cards.map((card) => card.id.slice('item-'.length)), more: buttons.some((button) => button.textContent.trim() === next) };
}

/** Items without the groups around them. */
export function flat(items) {
  return items.flatMap((item) => (item.answer.kind === 'group' ? flat(item.answer.items) : [item]));
}

/** Codes may begin with a digit, which an id in a selector may not. */
function CSS_escape(code) {
  return code.replace(/^[0-9]/, (digit) => `\\3${digit} `);
}
