// Proves that no word on the screen is written into a component: every user-visible text comes
// from words/. Reads each component's syntax tree and names the texts it finds.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';

const SPOKEN = new Set(['alt', 'aria-label', 'aria-description', 'aria-valuetext', 'label', 'placeholder', 'title', 'hint']);
const LETTERS = /\p{L}{2,}/u;
// The name of the program is the same in every language; the gallery is for developers.
const ALLOWED = new Set(['Kinkeeper']);
const SKIP = new Set(['Gallery.svelte']);

const found = [];

function visit(node, file, source, inAttribute) {
  if (Array.isArray(node)) return node.forEach((child) => visit(child, file, source, inAttribute));
  if (!node || typeof node !== 'object') return;
  if (node.type === 'Attribute') {
    if (SPOKEN.has(node.name)) [node.value].flat().forEach((value) => value?.type === 'Text' && report(value, file, source));
  } else if (node.type === 'Text' && !inAttribute) {
    report(node, file, source);
  }
  const within = node.type === 'Attribute' || node.type === 'ClassDirective' || node.type === 'StyleDirective';
  for (const [key, child] of Object.entries(node)) {
    if (key !== 'parent' && key !== 'css' && key !== 'instance' && key !== 'module') visit(child, file, source, inAttribute || within);
  }
}

function report(node, file, source) {
  const text = node.data.trim();
  if (!LETTERS.test(text) || ALLOWED.has(text)) return;
  found.push(`${file}:${source.slice(0, node.start).split('\n').length}: "${text}" is not from words/`);
}

export function check(source, file) {
  visit(parse(source, { modern: true }).fragment, file, source, false);
  return found;
}

const root = fileURLToPath(new URL('../src', import.meta.url));
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (entry.name.endsWith('.svelte') && !SKIP.has(entry.name)) {
    const path = join(entry.parentPath, entry.name);
    check(readFileSync(path, 'utf8'), path.slice(root.length + 1));
  }
}
found.forEach((line) => console.log(line));
if (found.length > 0) process.exit(1);
console.log('every visible text of the shell comes from words/');
