/**
 * Where the person is: `#/families/0198…/plan?tab=goals`. Only names of places and ids stand in it,
 * never anything about a person.
 */
export type Route = { path: string[]; query: Record<string, string> };

const HOME = '#/today';

let current = $state.raw<Route>(read());
/** How many places of ours lie behind this one, so that "back" never leaves the app. */
let depth = 0;

function read(): Route {
  const [path = '', query = ''] = (location.hash || HOME).replace(/^#\/?/, '').split('?');
  return { path: path.split('/').filter(Boolean).map(decodeURIComponent), query: Object.fromEntries(new URLSearchParams(query)) };
}

addEventListener('hashchange', () => (current = read()));

export const router = {
  get route(): Route {
    return current;
  },
  /** The first part of the path: which of the main places this is. */
  get place(): string {
    return current.path[0] ?? 'today';
  },
};

/** The address of a place, for `href`. */
export function link(...path: (string | number)[]): string {
  return `#/${path.map((part) => encodeURIComponent(part)).join('/')}`;
}

/** Goes to a place: `#/families/…` or `families/…`. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  const hash = to.startsWith('#') ? to : `#/${to.replace(/^\//, '')}`;
  if (hash === location.hash) return;
  if (options.replace) {
    location.replace(hash);
  } else {
    depth += 1;
    location.hash = hash;
  }
}

/** One place back, or to `otherwise` when the person came here directly. */
export function back(otherwise: string = HOME): void {
  if (depth > 0) {
    depth -= 1;
    history.back();
  } else {
    go(otherwise, { replace: true });
  }
}
