// ODK's own engine under node: `npm i`, then `TZ=UTC node corpus.mjs`. (`setup.sh` says how it is installed.)
import { JSDOM } from 'jsdom';
import { Temporal } from 'temporal-polyfill';

globalThis.__dirname ??= '/tmp';
const { window } = new JSDOM('');
for (const key of ['XPathResult', 'Node', 'DOMParser', 'document']) globalThis[key] = window[key];
const { XFormsXPathEvaluator, DEFAULT_DOM_ADAPTER } = await import('@getodk/xpath');

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const xml = ([name, inside]) =>
  `<${name}>${typeof inside === 'string' ? escape(inside) : inside.map(xml).join('')}</${name}>`;
const parse = (text) => new window.DOMParser().parseFromString(text, 'text/xml');

/** The path of a node, with positions where it has neighbours of its name. */
export function pathOf(node) {
  if (node.nodeType === 9) return '/';
  if (node.nodeType === 3) return `${pathOf(node.parentNode)}/text()`;
  const up = node.parentNode;
  const same = up ? [...up.childNodes].filter((each) => each.nodeName === node.nodeName) : [];
  const here = same.length > 1 ? `${node.nodeName}[${same.indexOf(node) + 1}]` : node.nodeName;
  return !up || up.nodeType === 9 ? `/${here}` : `${pathOf(up)}/${here}`;
}

export function engine(tree, instances, now) {
  Temporal.Now.zonedDateTimeISO = () => Temporal.ZonedDateTime.from(`${now.slice(0, 23)}[UTC]`);
  const document = parse(xml(tree));
  const secondary = new Map();
  for (const [id, root] of Object.entries(instances)) {
    secondary.set(id, parse(`<instance id="${id}">${xml(root)}</instance>`).documentElement);
  }
  const evaluator = new XFormsXPathEvaluator({
    rootNode: document,
    domAdapter: DEFAULT_DOM_ADAPTER,
    itextTranslationsByLanguage: new Map(),
    secondaryInstancesById: secondary,
    timeZoneId: 'UTC',
  });
  const plain = (number) => (Number.isFinite(number) ? number : String(number));
  return (xpath, context, kind) => {
    try {
      const contextNode = evaluator.evaluateNode(context, { contextNode: document });
      switch (kind) {
        case 'number':
          return plain(evaluator.evaluateNumber(xpath, { contextNode }));
        case 'text':
          return evaluator.evaluateString(xpath, { contextNode });
        case 'bool':
          return evaluator.evaluateBoolean(xpath, { contextNode });
        default:
          return evaluator.evaluateNodes(xpath, { contextNode }).map(pathOf);
      }
    } catch (error) {
      return { error: String(error?.message ?? error) };
    }
  };
}
