import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** What only the server writes, onto paper. */
const NOT_HERE = ['server.ftl'];

/**
 * `virtual:words/en` and `virtual:words/km`: all Fluent files of one language as one text, without
 * the comments that are for translators. One chunk per language, so a phone loads one of them.
 */
export function words(folder: string): Plugin {
  const prefix = 'virtual:words/';
  const load = (language: string): string =>
    readdirSync(join(folder, language))
      .filter((name) => name.endsWith('.ftl') && !NOT_HERE.includes(name))
      .sort()
      .map((name) => readFileSync(join(folder, language, name), 'utf8').replace(/^#.*\n/gm, ''))
      .join('\n')
      .replace(/\n{2,}/g, '\n');
  return {
    name: 'kinkeeper-words',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      return `export default ${JSON.stringify(load(id.slice(prefix.length + 1)))}`;
    },
    configureServer(server) {
      server.watcher.add(resolve(folder));
      server.watcher.on('change', (path) => {
        if (!path.endsWith('.ftl')) return;
        for (const language of ['en', 'km']) {
          const module = server.moduleGraph.getModuleById(`\0${prefix}${language}`);
          if (module) server.moduleGraph.invalidateModule(module);
        }
        server.ws.send({ type: 'full-reload' });
      });
    },
  };
}
