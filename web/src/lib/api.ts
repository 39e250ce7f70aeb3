/**
 * Work that only the server can do: administration, uploads, a change of passphrase. Everything else goes
 * through the core and works without a network.
 */
import { signature } from './keys';
import { whose } from './whose';
import { t, words } from './words.svelte';

/** What went wrong: what happened, what was kept, what to do. */
export type Problem = {
  code: string;
  title: string;
  detail: string;
  kept: string;
  next: string;
  fields?: string[];
  request?: string;
  more?: unknown;
};

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** Uploads over a village's network take their time. */
const PATIENCE = 120_000;

function offline(): Problem {
  return {
    code: 'offline',
    title: t('api-offline'),
    detail: t('api-offline-detail'),
    kept: t('api-offline-kept'),
    next: t('api-offline-next'),
  };
}

function broken(status: number): Problem {
  return { ...offline(), code: 'broken', title: t('api-broken'), detail: t('api-broken-detail', { status }) };
}

async function ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: BodyInit, type?: string, more: Record<string, string> = {}): Promise<Answer<Response>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { ...whose(), 'x-kinkeeper': '1', 'x-language': words.language, ...(type === undefined ? {} : { 'content-type': type }), ...more },
      body,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.ok) return { ok: true, value: response };
    const problem = (await response.json().catch(() => null)) as Problem | null;
    return { ok: false, problem: problem?.title ? problem : broken(response.status) };
  } catch {
    return { ok: false, problem: offline() };
  }
}

async function json<T>(asked: Promise<Answer<Response>>): Promise<Answer<T>> {
  const answer = await asked;
  if (!answer.ok) return answer;
  // 204: done, nothing to say.
  const text = await answer.value.text();
  return { ok: true, value: (text === '' ? null : JSON.parse(text)) as T };
}

/** Reads. */
export function get<T>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
  return json<T>(ask('GET', path, undefined, undefined, headers));
}

/** Writes. */
export function post<T>(path: string, body?: unknown): Promise<Answer<T>> {
  return json<T>(body === undefined ? ask('POST', path) : ask('POST', path, JSON.stringify(body), 'application/json'));
}

/** Writes, signed with this phone's key for an account. */
export async function postSigned<T>(account: string, path: string, body: unknown): Promise<Answer<T>> {
  const text = JSON.stringify(body);
  return json<T>(ask('POST', path, text, 'application/json', await signature(account, 'POST', path, text)));
}

/** Sends bytes, signed with this phone's key for an account. */
export async function putSigned<T>(account: string, path: string, body: Uint8Array): Promise<Answer<T>> {
  return json<T>(ask('PUT', path, body as BodyInit, 'application/octet-stream', await signature(account, 'PUT', path, body)));
}

/** Reads whatever it is. */
export function fetched(path: string): Promise<Answer<Response>> {
  return ask('GET', path);
}

/** Sends a workbook. */
export function upload<T>(path: string, file: File): Promise<Answer<T>> {
  return json<T>(ask('POST', path, file, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', { 'x-file-name': encodeURIComponent(file.name) }));
}

/** Fetches a file and hands it to the browser for keeping. */
export async function download(path: string, name: string): Promise<Problem | null> {
  const answer = await ask('GET', path);
  if (!answer.ok) return answer.problem;
  save(await answer.value.blob(), name);
  return null;
}

/** Hands a file to the browser for keeping. */
export function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
