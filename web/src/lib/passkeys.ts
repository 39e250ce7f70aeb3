/**
 * Passkeys: between the server's JSON, where bytes are base64url, and the browser's own objects. Loaded only by
 * whoever uses one.
 */
import { post, postSigned, type Answer, type Problem } from './api';
import { arrive, session, thisPhone, type Account, type SignIn } from './session.svelte';
import { t } from './words.svelte';

type Ceremony = { ceremony: string; options: { publicKey: Record<string, unknown> } };

/** A passkey as the server lists it. */
export type PasskeyItem = { passkey: string; name: string; added_at: number; used_at: number | null };

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer | null): string | null {
  if (!buffer) return null;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

type Described = { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] };
const described = (list: unknown): PublicKeyCredentialDescriptor[] => ((list ?? []) as Described[]).map((one) => ({ ...one, id: bytes(one.id) }));

/** The person stopped it, or the device could not: said kindly, and nothing else happened. */
function stopped(): { ok: false; problem: Problem } {
  return {
    ok: false,
    problem: { code: 'passkey-stopped', title: t('passkey-stopped'), detail: t('passkey-stopped-detail'), kept: '', next: t('passkey-stopped-next') },
  };
}

/** Sets one up on this device. */
export async function addPasskey(name: string): Promise<Answer<PasskeyItem>> {
  const begun = await post<Ceremony>('/api/v1/passkeys/begin');
  if (!begun.ok) return begun;
  const { publicKey } = begun.value.options;
  const user = publicKey['user'] as PublicKeyCredentialUserEntity & { id: string };
  const options = {
    ...publicKey,
    challenge: bytes(publicKey['challenge'] as string),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: described(publicKey['excludeCredentials']),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey: options }).catch(() => null)) as PublicKeyCredential | null;
  if (!made) return stopped();
  const response = made.response as AuthenticatorAttestationResponse;
  return post<PasskeyItem>('/api/v1/passkeys', {
    ceremony: begun.value.ceremony,
    name,
    credential: {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      extensions: {},
      response: {
        attestationObject: text(response.attestationObject),
        clientDataJSON: text(response.clientDataJSON),
      },
    },
  });
}

/** Signs in with one: the device knows whose it is. */
export async function enterByPasskey(): Promise<{ result: SignIn } | { problem: Problem }> {
  const begun = await post<Ceremony>('/api/v1/sign-in/passkey/begin');
  if (!begun.ok) return begun;
  const { publicKey } = begun.value.options;
  const options = {
    ...publicKey,
    challenge: bytes(publicKey['challenge'] as string),
    allowCredentials: described(publicKey['allowCredentials']),
  } as unknown as PublicKeyCredentialRequestOptions;
  const given = (await navigator.credentials.get({ publicKey: options }).catch(() => null)) as PublicKeyCredential | null;
  if (!given) return stopped();
  const response = given.response as AuthenticatorAssertionResponse;
  // Whose passkey it is, the server says: without anybody at work here, the key is nobody's until then.
  const hers = session.account ?? '';
  const answer = await postSigned<Account>(hers, '/api/v1/sign-in/passkey', {
    ceremony: begun.value.ceremony,
    ...(await thisPhone(hers)),
    credential: {
      id: given.id,
      rawId: text(given.rawId),
      type: given.type,
      extensions: {},
      response: {
        authenticatorData: text(response.authenticatorData),
        clientDataJSON: text(response.clientDataJSON),
        signature: text(response.signature),
        userHandle: text(response.userHandle),
      },
    },
  });
  return answer.ok ? { result: await arrive(answer.value, null) } : answer;
}
