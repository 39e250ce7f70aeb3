// The running core of a built page, for tests that do many things: the very functions that the screens call, found in
// the page's own modules by what they do, because a build gives them short names. Nothing is added to the build for it.

/** Makes `globalThis.inside` in the page: `act`, `send`, `view`, `newId`, `draft`, `keepDraft`, `settled`. */
export async function inside(page) {
  const missing = await page.evaluate(async () => {
    if (globalThis.inside) return [];
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    const modules = [...new Set(loaded)].filter((name) => name.startsWith(`${location.origin}/assets/`) && name.endsWith('.js'));
    const functions = (await Promise.all(modules.map((name) => import(name)))).flatMap((module) => Object.values(module)).filter((one) => typeof one === 'function');
    const source = (one) => Function.prototype.toString.call(one);
    const find = (...signs) => functions.find((one) => signs.every((sign) => sign.test(source(one))));
    const found = {
      act: find(/\{do:\{command/, /\.handle\(/),
      keepDraft: find(/\{draft:\{key/),
      send: find(/\.handle\(/, /^(?!.*(\{do:\{command|\{draft:\{key|\.clear\(\)))/s),
      view: find(/\.view\(/, /JSON\.stringify/),
      draft: find(/\.draft\(/, /JSON\.parse/),
      newId: find(/\.new_id\(/),
      // What is being carried out: the only one of the core's functions that does nothing but hand over a promise.
      settled: functions.find((one) => /^function [\w$]*\(\)\{return [\w$]+\}$/.test(source(one)) && one() instanceof Promise),
    };
    globalThis.inside = found;
    return Object.keys(found).filter((name) => !found[name]);
  });
  if (missing.length > 0) throw new Error(`the page's own modules do not hold: ${missing}`);
}
