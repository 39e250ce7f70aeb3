// Writes corpus.json: what ODK's engine answers to each expression.
// `TZ=UTC node corpus.mjs [how many] [file]`; the environment's SEED makes another set.
import { writeFileSync } from 'node:fs';
import { expressions, instances, now, tree } from './generate.mjs';
import { engine } from './odk.mjs';

const ask = engine(tree, instances, now);
const cases = expressions(Number(process.argv[2] ?? 2000)).map((each) => ({
  ...each,
  odk: ask(each.xpath, each.context, each.kind),
}));
const rows = cases.map((each) => JSON.stringify(each)).join(',\n');
const head = { engine: '@getodk/xpath 0.11.0', now, tree, instances };
writeFileSync(process.argv[3] ?? 'corpus.json', `${JSON.stringify(head).slice(0, -1)},"cases":[\n${rows}\n]}\n`);
const errors = cases.filter((each) => each.odk?.error !== undefined);
console.log(cases.length, 'cases;', errors.length, 'of them stop ODK:');
for (const each of errors.slice(0, 40)) console.log(' ', each.xpath, '@', each.context, '=>', each.odk.error);
