/**
 * Opening this phone with a PIN: the key is made of the PIN and of a share that only the server has, and gives to this
 * phone alone, for the right PIN, five times. Without a network, and after five wrong ones, the passphrase opens.
 */
import { post, postSigned, type Problem } from './api';
import { deriveKey } from './core.svelte';
import { keyOf } from './keys';
import { findVault, newSalt, prove, setPin } from './vault';

/** Fewest digits. */
export const LEAST = 6;

const text = new TextEncoder();
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const bytes = (plain: string): Uint8Array => Uint8Array.from(plain.match(/../g) ?? [], (two) => Number.parseInt(two, 16));

/** HKDF (RFC 5869): of what Argon2id made of the PIN, and of the share. */
async function mixed(stretched: Uint8Array, share: Uint8Array, info: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', stretched as BufferSource, 'HKDF', false, ['deriveBits']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: share as BufferSource, info: text.encode(`kinkeeper ${info}`) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

/** What the server is shown: says nothing of the PIN to whoever has not the phone's salt. */
const shown = async (stretched: Uint8Array): Promise<string> => hex(await mixed(stretched, new Uint8Array(), 'pin check'));

/** Digits of either script, as Latin ones. */
export const plain = (pin: string): string => pin.replace(/[០-៩]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0)).replace(/\D/g, '');

/** Puts the open vault under a PIN too. The passphrase must be typed: only it unwraps the key. Throws `WrongPassphrase`. */
export async function choosePin(account: string, passphrase: string, pin: string): Promise<Problem | null> {
  const vault = await findVault(account);
  if (!vault) return null;
  const kek = await deriveKey(passphrase, vault.salt);
  // Before the server makes a share, and with it destroys a former one.
  await prove(account, kek);
  const salt = newSalt();
  const stretched = await deriveKey(plain(pin), salt);
  const answer = await postSigned<{ share: string }>(account, '/api/v1/devices/pin', { check: await shown(stretched) });
  if (!answer.ok) return answer.problem;
  await setPin(account, { kek, pinKek: await mixed(stretched, bytes(answer.value.share), 'pin key'), salt });
  return null;
}

/** The key that a PIN gives, if the server agrees. */
export async function keyByPin(account: string, pin: string, salt: Uint8Array): Promise<{ key: Uint8Array } | { problem: Problem }> {
  const stretched = await deriveKey(plain(pin), salt);
  const { open } = await keyOf(account);
  const answer = await postSigned<{ share: string }>(account, '/api/v1/device/pin', { device_key: open, check: await shown(stretched) });
  return answer.ok ? { key: await mixed(stretched, bytes(answer.value.share), 'pin key') } : { problem: answer.problem };
}

/** Takes the PIN away: here, and the server's share. */
export async function removePin(account: string): Promise<Problem | null> {
  const answer = await post('/api/v1/devices/pin/remove');
  if (!answer.ok) return answer.problem;
  await setPin(account, null);
  return null;
}
