// Fills forms in ODK's own engine with the answers of cases.jsonl and compares what it says of them with what our
// evaluator says: relevance, validity, requiredness and everything that is reckoned.
// node differ.mjs <folder with cases.jsonl and *.xml> [suffix of the forms, .xml or .pyxform.xml]
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
process.env.TZ = 'Asia/Phnom_Penh';
// The engine wants a DOM, and its parser believes that it runs in CommonJS.
globalThis.__dirname = '/';
globalThis.require = createRequire(import.meta.url);
const { window } = new JSDOM('');
for (const name of ['DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'XMLDocument', 'Attr', 'Text', 'NodeFilter', 'XPathResult', 'XPathEvaluator', 'CDATASection', 'Comment', 'ProcessingInstruction', 'File', 'Blob', 'FormData']) globalThis[name] = window[name];
globalThis.window = window; globalThis.document = window.document;
const { loadForm } = await import('@getodk/xforms-engine');

const [folder, suffix = '.xml'] = process.argv.slice(2);
const options = { fetchFormAttachment: async () => ({ ok: false, status: 404 }), missingResourceBehavior: 'BLANK' };
const cases = readFileSync(join(folder, 'cases.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const forms = new Map();
let loaded = 0, warned = 0;
for (const tool of new Set(cases.map((one) => one.tool))) {
  const path = join(folder, tool + suffix);
  if (!existsSync(path)) { console.log('no form', tool); continue; }
  const form = await loadForm(readFileSync(path, 'utf8'), options);
  if (form.status === 'failure') { console.log('NOT LOADED', tool, form.error?.message); continue; }
  if (form.status !== 'success') { warned += 1; console.log('warning', tool, form.status); }
  loaded += 1;
  forms.set(tool, form);
}
console.log(`${loaded} forms loaded, ${warned} with warnings`);

const sent = [];
const text = (node) => {
  const value = node.currentState.value;
  if (value == null) return '';
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value === 'object' && 'name' in value) return value.name;
  return String(value);
};
const gather = (node, found) => {
  const name = node.currentState.reference?.split('/').pop().replace(/\[\d+\]$/, '');
  const container = node.nodeType.startsWith('repeat-instance');
  if (!container && name) (found.get(name) ?? found.set(name, []).get(name)).push(node);
  for (const child of node.currentState.children ?? []) gather(child, found);
  return found;
};
const read = (file) => new Promise((resolve, reject) => { const reader = new window.FileReader(); reader.onload = () => resolve(reader.result); reader.onerror = reject; reader.readAsText(file); });
// Fills a blank form node by node, as hands would: rows are added, each value is set at its reference.
const byHand = (instance, xml) => {
  const root = new window.DOMParser().parseFromString(xml, 'text/xml').documentElement;
  const nameOf = (node) => node.currentState.reference.split('/').pop().replace(/\[\d+\]$/, '');
  const set = (node, value) => {
    if (value === '' || node.currentState.readonly) return;
    switch (node.nodeType) {
      case 'select': {
        const values = node.selectType === 'select' ? value.split(' ') : [value];
        if (node.selectType === 'select') node.selectValues(values); else node.selectValue(value);
        break;
      }
      case 'rank': node.setValues(value.split(' ')); break;
      case 'trigger': node.setValue(true); break;
      case 'upload': node.setValue(new window.File(['x'], value, { type: 'image/png' })); break;
      case 'input': node.setValue(node.valueType === 'int' ? BigInt(value) : node.valueType === 'decimal' ? Number(value) : value); break;
      default: break;
    }
  };
  const fill = (node, element) => {
    const elements = [...element.children].filter((child) => child.localName !== 'meta');
    for (const child of node.currentState.children ?? []) {
      const own = elements.filter((each) => each.localName === nameOf(child));
      if (child.nodeType === 'repeat-range:uncontrolled') {
        const rows = () => child.currentState.children;
        while (rows().length < own.length) child.addInstances();
        rows().forEach((row, at) => own[at] && fill(row, own[at]));
      } else if (child.currentState.children) { if (own[0]) fill(child, own[0]); } else if (own[0]) set(child, own[0].textContent);
    }
  };
  // Twice: what names the row of a later list can be chosen once that is there.
  fill(instance.root, root); fill(instance.root, root);
};
const counts = { cases: 0, byHand: 0, relevant: 0, valid: 0, required: 0, value: 0 };
const wrong = new Map();
const disagree = (one, what, name, ours, theirs) => {
  const key = `${one.tool} ${what} ${name}`;
  const list = wrong.get(key) ?? wrong.set(key, []).get(key);
  list.push(`case ${one.case}: ours ${JSON.stringify(ours)}, ODK ${JSON.stringify(theirs)}`);
};
for (const one of cases) {
  const form = forms.get(one.tool);
  if (!form) continue;
  const files = new Map();
  for (const [, name] of (one.instance ?? '').matchAll(/>([^<>/]+\.(?:png|jpg|jpeg|m4a|webp|bin))</g)) files.set(name, async () => ({ ok: true, status: 200, headers: new Headers(), text: async () => 'x', blob: async () => new window.Blob(['x'], { type: 'image/png' }) }));
  let instance;
  try {
    const hands = one.instance !== null && Number(one.case) % 3 === 1;
    if (hands) { instance = form.createInstance(); byHand(instance, one.instance); counts.byHand += 1; }
    else instance = one.instance === null ? form.createInstance() : await form.editInstance({ inputType: 'FORM_INSTANCE_INPUT_RESOLVABLE', resolveInstance: () => one.instance, attachments: files });
  } catch (error) { disagree(one, 'instance', '', 'loads', String(error?.cause?.message ?? error?.message ?? error).slice(0, 300)); continue; }
  counts.cases += 1;
  const found = gather(instance.root, new Map());
  if (one.instance !== null && Number(one.case) % 3 !== 1) {
    const payload = await instance.root.prepareInstancePayload({ payloadType: 'monolithic' });
    const file = payload.data[0].get('xml_submission_file');
    sent.push(JSON.stringify({ tool: one.tool, case: one.case, xml: await read(file) }));
  }
  for (const [name, all] of Object.entries(one.expect)) {
    const nodes = found.get(name) ?? [];
    if (nodes.length !== all.length) { if (all.some((each) => each.relevant !== false)) disagree(one, 'nodes', name, all.length, nodes.length); continue; }
    all.forEach((ours, at) => {
      const node = nodes[at], state = node.currentState;
      if ('relevant' in ours) { counts.relevant += 1; if (state.relevant !== ours.relevant) disagree(one, 'relevant', name, ours.relevant, state.relevant); }
      if ('valid' in ours) { counts.valid += 1; const is = node.validationState?.constraint?.valid ?? true; if (is !== ours.valid) disagree(one, 'valid', name, ours.valid, `${is} ${text(node)}`); }
      if ('required' in ours) { counts.required += 1; if (state.required !== ours.required) disagree(one, 'required', name, ours.required, state.required); }
      if ('value' in ours) {
        counts.value += 1;
        const theirs = text(node);
        const same = typeof ours.value === 'number' ? theirs !== '' && Math.abs(Number(theirs) - ours.value) < 0.0005001 : (ours.value ?? '') === theirs;
        if (!same) disagree(one, 'value', name, ours.value, theirs);
      }
    });
  }
}
writeFileSync(join(folder, 'sent.jsonl'), sent.join('\n') + '\n');
let total = 0;
for (const [key, list] of wrong) { total += list.length; console.log(`${key} (${list.length}) ${list[0]}`); }
const compared = counts.relevant + counts.valid + counts.required + counts.value;
console.log(JSON.stringify(counts), `compared ${compared}, disagree ${total}`);
