/** Where the screens of one family are. */
import { link } from '../../lib/router.svelte';

const at = (...rest: string[]) => (family: string) => link('families', family, ...rest);

export const paths = {
  page: at(),
  person: (family: string, person: string) => at('person', person)(family),
  newPerson: at('person'),
  relations: at('relations'),
  consent: at('consent'),
  visit: (family: string, visit?: string) => at('visit', ...(visit ? [visit] : []))(family),
  assess: (family: string, instrument: string, subject: string | null) => at('assess', instrument, ...(subject ? [subject] : []))(family),
  record: (family: string, record: string) => at('record', record)(family),
  tools: at('tools'),
  plan: at('plan'),
  agree: at('agree'),
  concern: at('concern'),
  review: at('review'),
  closing: at('closing'),
  handOver: at('hand-over'),
  joint: at('joint'),
  notTold: at('not-told'),
  photo: at('photo'),
  services: at('services'),
  service: (family: string, provider: string, service: string) => at('service', provider, service)(family),
};
