/** What the server says of the document that is being written, each thing beside its place. */
import { post, type Problem } from '../../lib/api';
import { at, placeOf, placesOf } from './document';
import { adviceOf, faultOf, PATH, type Document, type DocumentProblem, type Looked } from './types';

export type Found = { path: string; words: string; grave: boolean };

class Checks {
  looked = $state.raw<Looked | null>(null);
  found = $state.raw<Found[]>([]);
  /** Why nothing could be looked at: without a network nothing is lost, and the checks come later. */
  trouble = $state.raw<Problem | null>(null);
  /** The text that was looked at last. */
  of = $state.raw('');
  looking = $state(false);
  /** A place that somebody wants to see: what is folded around it opens. */
  wanted = $state('');

  grave = $derived(this.found.filter((one) => one.grave));

  clear(): void {
    this.looked = null;
    this.found = [];
    this.trouble = null;
    this.of = '';
    this.wanted = '';
  }

  /** Looks at a document. A later look outruns an earlier one. */
  async look(text: string): Promise<Looked | null> {
    this.looking = true;
    const document = JSON.parse(text) as Document;
    const answer = await post<Looked>(`${PATH}/look`, { document });
    this.looking = false;
    if (!answer.ok) {
      this.trouble = answer.problem;
      return null;
    }
    this.trouble = null;
    this.looked = answer.value;
    this.of = text;
    this.say(document, answer.value.problems, answer.value);
    return answer.value;
  }

  say(document: Document, problems: DocumentProblem[], looked: Looked | null = null): void {
    const places = placesOf(document);
    const place = (named: string): string => {
      const path = placeOf(document, named, places);
      return path === '' || at(document, path) !== undefined || !path.includes('.') ? path : path.replace(/\.[^.]*$/, '');
    };
    const found = [
      ...problems.map((one) => ({ path: place(one.path), words: faultOf(one.fault), grave: true })),
      ...(looked?.advice ?? []).map((one) => ({ path: place(one.path), words: adviceOf(one.advice), grave: false })),
    ];
    const key = (one: Found): string => `${one.path}\n${one.words}`;
    this.found = found.filter((one, i) => found.findIndex((other) => key(other) === key(one)) === i);
  }

  /** What is to be said about exactly this place. */
  at(path: string): Found[] {
    return this.found.filter((one) => one.path === path);
  }

  /** How many things are to be put right here and in what lies here. */
  under(path: string): number {
    return this.grave.filter((one) => one.path === path || one.path.startsWith(`${path}.`)).length;
  }

  /** Opens what lies around a place and shows it. */
  show(path: string): void {
    this.wanted = path;
    // What opens must first be drawn.
    setTimeout(() => {
      for (let here = path; here !== ''; here = here.includes('.') ? here.replace(/\.[^.]*$/, '') : '') {
        const found = document.getElementById(anchor(here));
        if (!found) continue;
        found.scrollIntoView({ block: 'start' });
        const field = found.matches('input, textarea, select, button') ? found : found.querySelector<HTMLElement>('input, textarea, select, button');
        (field as HTMLElement | null)?.focus({ preventScroll: true });
        break;
      }
      this.wanted = '';
    }, 120);
  }
}

export const checks = new Checks();

/** The name of a place on the page. */
export function anchor(path: string): string {
  return `at-${path.replaceAll('.', '-')}`;
}
