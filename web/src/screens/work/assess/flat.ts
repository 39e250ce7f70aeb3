/** Items as they stand on a screen: a group's heading, then what lies in it. */
import type { Item } from './form';

export function flat(items: readonly Item[]): Item[] {
  return items.flatMap((item) => (item.answer.kind === 'group' ? [item, ...flat(item.answer.items)] : [item]));
}
