import type { MeLine } from '../../gen/kinkeeper_client.js';
import { shown, type Shown } from '../../lib/shown';

const today = $derived(shown('today', 'today'));
const lease = $derived(shown('lease', 'today'));
const more = $derived(shown('more', 'more'));

/** What the frame shows of everything: one call for all that need it. */
export const status = {
  get today(): Shown<'today'> | null {
    return today;
  },
  /** This phone must reach the server before it shows anything. */
  get lease(): Shown<'lease'> | null {
    return lease;
  },
  /** How sending stands. */
  get sync(): Shown<'today'>['sync'] | null {
    return today?.sync ?? lease?.sync ?? null;
  },
  get more(): Shown<'more'> | null {
    return more;
  },
  get me(): MeLine | null {
    return more?.me ?? null;
  },
  /** She supervises or manages: the desk is hers. */
  get desk(): boolean {
    const role = more?.me?.role;
    return role === 'senior_social_worker' || role === 'programme_manager';
  },
  /** She may look whether an emergency was one. */
  get reviewsEmergencies(): boolean {
    return status.desk || more?.me?.role === 'data_protection_officer';
  },
  /** She watches over the protection of data. */
  get protects(): boolean {
    const role = more?.me?.role;
    return role === 'data_protection_officer' || role === 'programme_manager';
  },
  /** She works with families or answers for that work: she may ask other organisations, and is asked. */
  get answers(): boolean {
    return status.desk || status.field;
  },
  /** Her device keeps the families that she works with. */
  get field(): boolean {
    const role = more?.me?.role;
    return role === 'village_social_worker' || role === 'senior_social_worker' || role === 'specialist';
  },
};
