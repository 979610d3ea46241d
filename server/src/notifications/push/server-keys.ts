import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import { expiringMap } from '../../chat/expiring-map.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { Database } from '../../store/schema/schema.ts'

/** The purpose of the seal. */
const PURPOSE = 'push keys'

/** A push service takes a signature for a day; it is made again each half of one. */
const VALID_MS = 24 * 3_600_000
const USED_MS = 12 * 3_600_000
/** Push services: there are four or five in the world, and those that users make up. */
const SERVICES = 1_000

/** A private key as JWK. */
interface KeyPair {
  kty?: string
  crv?: string
  x?: string
  y?: string
  d?: string
}

/** The pair by which push services know this installation (VAPID, RFC 8292). */
export interface ServerKeys {
  /** what browsers subscribe with: a point in base64url */
  publicKey: string
  /** the header `authorization` for a push service */
  authorization(endpoint: URL): string
}

interface Databases {
  control: Kysely<Database>
  readDb: Kysely<Database>
}

/**
 * The keys of this installation, which the first start makes. Keys that were sealed with a lost secret are made again;
 * browsers that subscribed with them do so again.
 * @param contact where a push service may complain: the chat's address
 */
export async function openServerKeys(
  { control, readDb }: Databases,
  { secrets, clock, contact }: { secrets: Pick<Secrets, 'seal' | 'open'>; clock: Clock; contact: string },
): Promise<ServerKeys> {
  const read = () => readDb.selectFrom('installation').select('push_keys').executeTakeFirstOrThrow()
  const { push_keys: before } = await read()
  const known = opened(before, secrets)
  if (known !== null) return serverKeys(known, clock, contact)
  await control
    .updateTable('installation')
    .set({ push_keys: secrets.seal(JSON.stringify(freshKey()), PURPOSE) })
    .where('push_keys', before === null ? 'is' : '=', before)
    .execute()
  // another node may have been first
  const key = opened((await read()).push_keys, secrets)
  if (key === null) throw new Error('the keys for push can not be opened with the secret of this installation')
  return serverKeys(key, clock, contact)
}

export const freshKey = (): KeyPair =>
  generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ format: 'jwk' })

function opened(sealed: string | null, secrets: Pick<Secrets, 'open'>): KeyPair | null {
  if (sealed === null) return null
  try {
    return JSON.parse(secrets.open(sealed, PURPOSE)) as KeyPair
  } catch {
    return null
  }
}

export function serverKeys(jwk: KeyPair, clock: Clock, contact: string): ServerKeys {
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const publicKey = pointOf(jwk)
  const made = expiringMap<string>(clock, SERVICES)
  return {
    publicKey,
    authorization({ origin }) {
      const known = made.get(origin)
      if (known !== undefined) return known
      const claims = { aud: origin, exp: Math.floor((clock.now() + VALID_MS) / 1000) - 60, sub: contact }
      const header = `vapid t=${signed(claims, key)}, k=${publicKey}`
      made.set(origin, header, USED_MS)
      return header
    },
  }
}

/** Uncompressed: 4, x, y. */
function pointOf({ x = '', y = '' }: KeyPair): string {
  const parts = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]
  return Buffer.concat(parts).toString('base64url')
}

function signed(claims: object, key: KeyObject): string {
  const text = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
