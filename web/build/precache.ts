import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Writes into the built service worker the list of files that the app consists of and a version
 * made from their contents, so that a new build is a new worker and nothing else is.
 */
export function precache(publicFolder: string): Plugin {
  return {
    name: 'kinkeeper-precache',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const worker = bundle['sw.js'];
      if (!worker || worker.type !== 'chunk') throw new Error('the service worker was not built');
      const hash = createHash('sha256');
      const files: string[] = [];
      for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
        // The gallery is for developers.
        if (name === 'sw.js' || name.endsWith('.map') || name.includes('Gallery')) continue;
        hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
        files.push(name === 'index.html' ? '/' : `/${name}`);
      }
      for (const name of readdirSync(publicFolder).sort()) {
        hash.update(name).update(readFileSync(join(publicFolder, name)));
        files.push(`/${name}`);
      }
      worker.code = worker.code
        .replaceAll(/(["'`])__PRECACHE_FILES__\1/g, JSON.stringify(files))
        .replaceAll('__PRECACHE_VERSION__', hash.digest('hex').slice(0, 16));
      if (!worker.code.includes(JSON.stringify(files))) throw new Error('the list of files has no place in sw.js');
    },
  };
}
