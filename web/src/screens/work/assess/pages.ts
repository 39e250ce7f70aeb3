/** The pages of a tool that is being filled: sections, or items one at a time; without what is not asked. */
import type { Instrument } from '../../../gen/kinkeeper_client.js';
import { flat } from './flat';
import { isHidden, type Hides, type Item, type Section } from './form';

export type FormPage = { key: string; section: Section; items: Item[]; first: boolean };

export function pagesOf(tool: Instrument, evaluation: Hides): FormPage[] {
  return tool.sections
    .filter((section) => !isHidden(evaluation, section.code))
    .flatMap((section) => {
      const items = flat(section.items).filter((item) => !isHidden(evaluation, item.code) && !liesHidden(section.items, item, evaluation));
      if (items.length === 0) return [];
      if (tool.pace !== 'item') return [{ key: section.code, section, items, first: true }];
      return items.filter((item) => item.answer.kind !== 'group').map((item, i) => ({ key: item.code, section, items: [item], first: i === 0 }));
    });
}

/** Of what lies in something hidden the core says nothing. */
function liesHidden(items: readonly Item[], wanted: Item, evaluation: Hides): boolean {
  return items.some((item) => item.answer.kind === 'group' && (isHidden(evaluation, item.code) ? flat(item.answer.items).some((inner) => inner.code === wanted.code) : liesHidden(item.answer.items, wanted, evaluation)));
}
