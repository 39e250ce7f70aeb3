// Writes expressions over the functions that both engines have: seeded, so that the same file comes each time.
// Each is written twice: as an author writes it, with ${name}, and as pyxform would give it to ODK, with paths.

/** The answers: [name, value | children, repeat?]. */
export const tree = ['data', [
  ['a', '1'], ['b', '2.5'], ['c', '-3'], ['zero', '0'], ['blank', ''], ['text', 'one two'], ['name', 'Ann-Marie'],
  ['list', 'red green blue'], ['colour', 'red'], ['date', '2026-11-02'], ['leap', '2020-02-29'],
  ['moment', '2026-11-02T10:30:00.000+00:00'], ['time', '10:30:00'], ['yes', 'yes'],
  ['place', '50.45 30.52 0 0'],
  ['group', [['in', '5'], ['deep', [['x', 'x1'], ['y', '12']]]]],
  ['child', [['first', 'Ann'], ['age', '4'], ['born', '2022-03-04'], ['likes', 'ball'], ['weight', '16.5']], true],
  ['child', [['first', 'Bob'], ['age', '7'], ['born', '2019-07-08'], ['likes', 'ball kite'], ['weight', '24.25'],
    ['toy', [['what', 'car'], ['price', '10']], true], ['toy', [['what', 'kite'], ['price', '2.5']], true]], true],
  ['child', [['first', 'Cid'], ['age', '11'], ['born', '2015-12-31'], ['likes', ''], ['weight', '40'],
    ['toy', [['what', 'ball'], ['price', '4']], true]], true],
  ['note', 'last'],
]];
export const instances = {
  cities: ['root', [
    ['item', [['name', 'kyiv'], ['label', 'Kyiv'], ['country', 'ua'], ['size', '2900']]],
    ['item', [['name', 'lviv'], ['label', 'Lviv'], ['country', 'ua'], ['size', '720']]],
    ['item', [['name', 'oslo'], ['label', 'Oslo'], ['country', 'no'], ['size', '700']]],
  ]],
};
/** No Sunday: Web Forms has no name for those, which would count many times over. */
export const now = '2026-11-30T14:05:06.007+00:00';
/** Where expressions are seen from, and what the names of the repeat around it become there. */
const contexts = [
  { path: '/data/a', up: {} },
  { path: '/data/group/deep/y', up: {} },
  { path: '/data/child[2]/age', up: { first: '../first', age: '../age', born: '../born', likes: '../likes',
    weight: '../weight', what: '../toy/what', price: '../toy/price', toy: '../toy' } },
  { path: '/data/child[2]/toy[2]/price', up: { first: '../../first', age: '../../age', born: '../../born',
    likes: '../../likes', weight: '../../weight', what: '../what', price: '../price', toy: '../../toy' } },
];
const everywhere = { in: '/data/group/in', x: '/data/group/deep/x', y: '/data/group/deep/y', deep: '/data/group/deep',
  first: '/data/child/first', age: '/data/child/age', born: '/data/child/born', likes: '/data/child/likes',
  weight: '/data/child/weight', toy: '/data/child/toy', what: '/data/child/toy/what', price: '/data/child/toy/price' };

let state = Number(process.env.SEED ?? 20261128);
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];
let context = contexts[0];

/** A template: parts are either text or {e, o}. */
function x(strings, ...parts) {
  let e = strings[0], o = strings[0];
  parts.forEach((part, i) => {
    e += (part.e ?? part) + strings[i + 1];
    o += (part.o ?? part) + strings[i + 1];
  });
  return { e, o };
}
const q = (name) => ({ e: '${' + name + '}', o: context.up[name] ?? everywhere[name] ?? `/data/${name}` });
/** Within a predicate `${name}` is seen from the node that asks, not from the one that is filtered. */
function inside(make) {
  const part = make();
  return { e: part.e, o: part.o.startsWith('../') ? `current()/${part.o}` : part.o };
}
const inRepeat = () => context.path.includes('child');
const inToy = () => context.path.includes('toy');

// Values. `depth` is how much may still be nested.
const whole = () => x`${pick(['0', '1', '2', '3', '4', '7', '10', '100'])}`;
function num(depth) {
  if (depth <= 0 || random() < 0.25) {
    return pick([whole, whole, () => x`${pick(['0.5', '2.5', '1.25', '12.75', '-1', '-2', '-0.5', '3.14159', '1000000', '.5', '5.'])}`,
      () => q(pick(['a', 'b', 'c', 'zero', 'in', 'y'])), () => q(pick(['a', 'b', 'c', 'in'])),
      () => (inRepeat() ? q(pick(['age', 'weight'])) : q('y')), () => (inToy() ? q('price') : q('b'))])();
  }
  return pick(numbers)(depth - 1);
}
const literals = ["'red'", "'one two'", "'Ann'", "'a-b-c'", "'  padded  text '", "''", "'ball'", "'2026-11-29'", "'12'",
  "'été'", "'x'", '"it\'s"', "'AbC'", "'one,two,three'", "'Straße'"];
function text(depth) {
  if (depth <= 0 || random() < 0.3) {
    return pick([() => x`${pick(literals)}`, () => x`${pick(literals)}`,
      () => q(pick(['text', 'name', 'list', 'yes', 'x', 'note', 'blank', 'colour'])),
      () => (inRepeat() ? q(pick(['first', 'likes'])) : q('text')), () => (inToy() ? q('what') : q('list'))])();
  }
  return pick(texts)(depth - 1);
}
function bool(depth) {
  if (depth <= 0) return pick([() => x`true()`, () => x`false()`, () => x`${num(0)} > ${num(0)}`, () => x`${text(0)} = ${text(0)}`])();
  return pick(bools)(depth - 1);
}
const dates = ["'2026-11-29'", "'2020-02-29'", "'1999-12-31'", "'1970-01-01'", "'1969-07-20'", "'2000-01-01'", "'2026-3-9'", "'2026-11-01T23:59:59.123+00:00'", "'2024-02-29T12:00:00Z'", "'2024-02-29T12:00:00+02:00'"];
const plainDates = dates.filter((d) => d.length === 12 && !d.includes('-3-'));
function date(depth) {
  return pick([() => q(pick(['date', 'leap', 'moment'])), () => x`today()`, () => x`now()`, () => x`date(${pick(dates)})`,
    () => x`date(${q('date')})`, () => x`date-time(${q('moment')})`, () => (inRepeat() ? q('born') : q('date')),
    () => x`date(${num(depth)} * 100)`, () => x`date(${q('date')} + ${whole()})`, () => x`${pick(plainDates)}`])();
}
const paths = [
  () => q('child'), () => q('toy'), () => q('age'), () => q('price'), () => q('what'), () => q('first'), () => q('weight'),
  () => x`/data/child`, () => x`//toy`, () => x`//age`, () => x`/data/*`, () => x`/data/child/*`, () => x`/data/child/toy/price`,
  () => x`/data/child[age > ${inside(() => num(0))}]`, () => x`/data/child[first = ${inside(() => text(0))}]`, () => x`/data/child[${pick(['1', '2', '3', '4'])}]/toy`,
  () => x`/data/child[position() = ${whole()}]`, () => x`/data/child[last()]/*`, () => x`/data/child[position() < last()]/first`,
  () => x`/data/child[age >= current()]`, () => x`/data/child[selected(likes, 'ball')]/first`, () => x`/data/child[toy]/first`,
  () => x`/data/child[not(toy)]`, () => x`/data/child[toy/price > 3]`, () => x`/data/child[count(toy) = ${pick(['0', '1', '2'])}]`,
  () => x`${q('child')}[age > 5]`, () => x`${q('child')}[likes != '']/first`, () => x`instance('cities')/root/item`,
  () => x`instance('cities')/root/item[country = ${pick(["'ua'", "'no'", "'xx'"])}]/name`,
  () => x`instance('cities')/root/item[size > ${pick(['700', '1000', '5000'])}]/label`,
  () => x`instance('cities')/root/item[country = 'ua'][2]`, () => x`${q('a')} | ${q('b')}`, () => x`/data/a | /data/note | /data/a`,
  () => x`//child/first | //toy/what`, () => x`../*`, () => x`..`, () => x`.`, () => x`../../*`, () => x`/`, () => x`/data`, () => x`//*`, () => x`/data/nothing`,
  () => x`//*[. = 'ball']`, () => x`//*[name() = 'age']`, () => x`ancestor::*`, () => x`ancestor-or-self::node()`, () => x`descendant-or-self::*`,
  () => x`/data/child/descendant::what`, () => x`following-sibling::*`, () => x`preceding-sibling::*`, () => x`self::age`, () => x`parent::*`,
  () => x`/child::data/child::child/child::first`, () => x`../preceding-sibling::child`, () => x`../following-sibling::node()`, () => x`//deep/node()`,
  () => x`current()/..`, () => x`current()/../*`, () => x`(//age)[. > 5]`, () => x`(/data/a)`, () => x`randomize(//age, ${whole()})`,
  () => x`randomize(instance('cities')/root/item, ${num(1)})/name`, () => x`/data/group//x`, () => x`/data/*[. = '']`,
  () => x`indexed-repeat(${{ e: '${first}', o: '/data/child/first' }}, ${{ e: '${child}', o: '/data/child' }}, ${whole()})`,
  () => x`indexed-repeat(${{ e: '${what}', o: '/data/child/toy/what' }}, ${{ e: '${child}', o: '/data/child' }}, ${pick(['2', '3'])}, ${{ e: '${toy}', o: '/data/child/toy' }}, ${pick(['1', '2', '3'])})`,
];
/** Within others without those whose text or order are known to differ: they are in the corpus by themselves. */
const alone = ['/', '//*', 'ancestor-or-self::node()', '(//age)[. > 5]'];
function nodes() {
  const found = pick(paths)();
  return alone.includes(found.e) ? nodes() : found;
}
const numberNodes = () => pick([() => x`//age`, () => x`//price`, () => q('price'), () => q('weight'), () => x`/data/child/weight`, () => x`/data/child[age > 5]/age`, () => x`instance('cities')/root/item/size`, () => x`/data/a | /data/b`, () => q('in')])();
const inner = (d) => (random() < 0.5 ? 0 : d);
const angle = (d) => x`${pick(['0', '0.5', '1', '-1', '0.25', '3', '10'])}`;
const numbers = [
  (d) => x`${num(d)} + ${num(d)}`, (d) => x`${num(d)} - ${num(d)}`, (d) => x`${num(d)} * ${num(d)}`, (d) => x`${num(d)} div ${pick(['2', '3', '7', '0.5', '10'])}`,
  (d) => x`(${num(d)} + ${num(d)}) * ${num(d)}`, (d) => x`-(${num(d)})`, (d) => x`(${num(d)}) mod ${pick(['2', '3', '7', '2.5', '-3'])}`,
  () => x`-${q('b')}`, () => x`count(${nodes()})`, () => x`count-non-empty(${nodes()})`, () => x`sum(${numberNodes()})`, (d) => x`number(${num(d)})`,
  () => x`number(${pick(["'12'", "' 7 '", "'-0.5'", "'.5'", "'abc'", "'1 2'", "'--1'", "'0012'"])})`, (d) => x`number(${bool(d)})`, (d) => x`floor(${num(d)})`, (d) => x`ceiling(${num(d)})`, (d) => x`round(${num(d)})`,
  (d) => x`round(${num(d)}, ${pick(['0', '1', '2', '3', '-1', '-2'])})`, (d) => x`int(${num(d)})`, (d) => x`int(${num(d)} div 4)`, (d) => x`min(${num(d)}, ${num(d)}, ${num(0)})`,
  () => x`min(${numberNodes()})`, () => x`max(${numberNodes()})`, (d) => x`max(${num(d)}, ${num(d)})`, (d) => x`pow(${num(0)}, ${pick(['0', '1', '2', '3', '-1', '0.5'])})`, (d) => x`log(${num(d)})`,
  (d) => x`log10(${num(d)})`, () => x`exp(${angle()})`, () => x`exp10(${pick(['0', '1', '2', '-3', '0.5', '5'])})`, (d) => x`sqrt(${num(d)})`, (d) => x`abs(${num(d)})`, () => x`sin(${angle()})`,
  () => x`cos(${angle()})`, () => x`tan(${angle()})`, () => x`asin(${angle()})`, () => x`acos(${angle()})`, () => x`atan(${angle()})`, () => x`atan2(${angle()}, ${angle()})`, () => x`pi()`,
  (d) => x`string-length(${text(d)})`, () => x`string-length()`, () => x`number()`, (d) => x`count-selected(${text(d)})`, (d) => x`if(${bool(d)}, ${num(d)}, ${num(d)})`, () => (inRepeat() ? x`position(..)` : x`position(${q('date')})`),
  () => x`decimal-date-time(${date(0)})`, () => x`number(${date(0)})`, () => x`${date(0)} - ${date(0)}`, () => x`int((today() - date(${q('leap')})) div 365.25)`, () => x`decimal-time(${pick(["'00:00'", "'12:00:00'", "'18:30:15'", "'06:00:00.500'", "'23:59'", "'25:00'", "'10:30:00+00:00'", "'10:30:00Z'", "'x'"])})`,
  () => x`decimal-time(${q('time')})`, () => x`area('0 0;0 1;1 1;1 0;0 0')`, () => x`distance('50.45 30.52 0 0;49.84 24.03 0 0;50 36.23 0 0')`, () => x`distance(concat(${q('place')}, ';', '46.48 30.73'))`, () => x`area(concat(${q('place')}, ';46.48 30.73;49.84 24.03'))`,
  (d) => x`number(${q(pick(['a', 'b', 'c', 'date', 'blank', 'text']))})`, (d) => x`${num(d)} * (${num(d)} - ${num(d)})`, () => x`/data/child[${pick(['1', '2', '3'])}]/age`, () => x`string-length(${q('blank')}) + 1`,
];
const texts = [
  (d) => x`concat(${text(d)}, ${text(d)})`, (d) => x`concat(${text(d)}, ${num(0)}, ${bool(0)})`, () => x`concat(${nodes()})`, (d) => x`join(${pick(["', '", "'-'", "''"])}, ${nodes()})`, (d) => x`join(' ', ${text(d)}, ${text(d)}, ${num(0)})`,
  (d) => x`string(${num(d)})`, (d) => x`string(${bool(d)})`, (d) => x`string(${nodes()})`, () => x`string()`, (d) => x`substring-before(${text(d)}, ${pick(["'-'", "' '", "'o'", "','", "''", "'two'"])})`,
  (d) => x`substring-after(${text(d)}, ${pick(["'-'", "' '", "'o'", "','", "'z'"])})`, (d) => x`substring(${text(d)}, ${pick(['1', '2', '1.5', '3', '10', '0', '2.4'])})`, (d) => x`substring(${text(d)}, ${pick(['1', '2', '1.5', '3', '0', '-1'])}, ${pick(['2', '3', '2.6', '10'])})`,
  (d) => x`substr(${text(d)}, ${pick(['0', '1', '2', '-3', '10'])})`, (d) => x`substr(${text(d)}, ${pick(['0', '1', '2', '-3'])}, ${pick(['0', '2', '4', '-1', '10'])})`, (d) => x`normalize-space(${text(d)})`, () => x`normalize-space()`,
  (d) => x`translate(${text(d)}, ${pick(["'abc'", "'one'", "' -'", "'aeiou'"])}, ${pick(["'ABC'", "'xy'", "''", "'_'"])})`, (d) => x`if(${bool(d)}, ${text(d)}, ${text(d)})`, (d) => x`coalesce(${text(d)}, ${text(d)})`, (d) => x`once(${text(d)})`,
  (d) => x`selected-at(${text(d)}, ${pick(['0', '1', '2', '5', '-1', '1.7'])})`, () => x`name(${nodes()})`, () => x`local-name(${nodes()})`, () => x`name()`, () => x`namespace-uri()`, () => x`today()`, () => x`now()`, () => x`string(${date(1)})`, () => x`date(${pick(dates)})`,
  (d) => x`format-date(${date(d)}, ${pick(["'%Y-%m-%d'", "'%d/%m/%y'", "'%e %b %Y'", "'%a %n'", "'100%'", "'%Y%m%d %q'"])})`, (d) => x`format-date-time(${date(d)}, ${pick(["'%H:%M'", "'%h:%M:%S.%3'", "'%Y-%m-%dT%H:%M'", "'%a %e %b, %H'"])})`,
  () => x`instance('cities')/root/item[name = ${pick(["'lviv'", "'oslo'", "'paris'"])}]/label`, () => x`/data/child[${pick(['1', '2', '3', '9'])}]/first`, (d) => x`string(${num(d)} = ${num(d)})`,
];
const compare = () => pick(['=', '!=', '<', '<=', '>', '>=']);
const patterns = ["'^[a-z]+$'", "'[0-9]'", "'^.{3}$'", "'^\\d+(\\.\\d+)?$'", "'o'", "'^(one|red|Ann)'", "'\\s'", "'^$'", "'[^a-z ]'", "'^\\w+[-_.]\\w+$'", "'a{2,}'", "'(?:x|y)$'", "'[\\w-]+@'", "'B|c'", "'\\.'"];
const bools = [
  (d) => x`${num(d)} ${compare()} ${num(d)}`, (d) => x`${text(d)} ${pick(['=', '!='])} ${text(d)}`, (d) => x`${text(d)} ${compare()} ${num(d)}`, () => x`${date(0)} ${pick(['<', '<=', '>', '>='])} ${date(0)}`, () => x`${q('date')} ${compare()} ${pick(plainDates)}`,
  (d) => x`(${bool(d)}) and (${bool(d)})`, (d) => x`(${bool(d)}) or (${bool(d)})`, (d) => x`not(${bool(d)})`, (d) => x`boolean(${num(d)})`, (d) => x`boolean(${text(d)})`, () => x`boolean(${nodes()})`, (d) => x`boolean-from-string(${pick(["'true'", "'1'", "'0'", "'false'", "'yes'"])})`,
  (d) => x`contains(${text(d)}, ${text(0)})`, (d) => x`starts-with(${text(d)}, ${text(0)})`, (d) => x`ends-with(${text(d)}, ${text(0)})`, (d) => x`selected(${text(d)}, ${pick(["'red'", "'ball'", "'two'", "' red '", "''", "'re'"])})`, () => x`selected(${q('list')}, ${text(0)})`,
  (d) => x`regex(${text(d)}, ${pick(patterns)})`, () => x`regex(${num(0)}, ${pick(patterns)})`, (d) => x`checklist(${pick(['-1', '0', '1', '2'])}, ${pick(['-1', '1', '2', '3'])}, ${bool(d)}, ${bool(0)}, ${num(0)})`, () => x`checklist(1, 2, ${nodes()})`,
  (d) => x`weighted-checklist(${pick(['-1', '1', '3'])}, ${pick(['-1', '4', '9'])}, ${bool(d)}, ${whole()}, ${text(0)}, ${whole()})`, () => x`geofence(${q('place')}, '50 30;51 30;51 31;50 31;50 30')`, () => x`geofence('0 0', '50 30;51 30;51 31;50 31;50 30')`,
  () => x`${nodes()} = ${text(0)}`, () => x`${numberNodes()} ${compare()} ${num(0)}`, () => x`${numberNodes()} ${compare()} ${numberNodes()}`, () => x`${nodes()} ${pick(['=', '!='])} ${nodes()}`, (d) => x`(${bool(d)}) ${pick(['=', '!='])} ${pick(['true()', 'false()'])}`, () => x`${q('blank')} = ''`,
  () => x`${q('moment')} ${pick(['<', '>', '<=', '>='])} now()`, (d) => x`if(${bool(d)}, ${bool(d)}, ${bool(0)})`, () => x`(${nodes()}) = ${pick(['true()', 'false()'])}`,
];
/** `count` of them, without one that is there already. */
export function expressions(count) {
  const out = [];
  const seen = new Set();
  const kinds = [['number', numbers], ['text', texts], ['bool', bools], ['nodes', paths]];
  for (let turn = 0; out.length < count; turn++) {
    const [kind, list] = kinds[turn % kinds.length];
    context = pick(contexts);
    const make = list[Math.floor(turn / kinds.length) % list.length];
    const { e, o } = make(2);
    if (seen.has(e) || e.length > 300) continue;
    seen.add(e);
    out.push({ expr: e, xpath: o, context: context.path, kind });
  }
  return out;
}
