import type { Kysely } from 'kysely'
import { ConfigError } from '../../config/config-error.ts'
import {
  makeSecret,
  readSecret,
  type SecretPlace,
  type Secrets,
  secretPath,
  secretsFrom,
} from '../../config/secrets.ts'
import type { Database } from '../../store/schema/schema.ts'
import { keyPurpose } from '../keys/key-purpose.ts'

/** The purpose of the check value. It is part of the seal, so its form never changes. */
const PURPOSE = 'the secret of this installation'

/** The newest keys that are tried, in a database that has no check value yet. */
const TRIED_KEYS = 1_000

type Reading = { readDb: Kysely<Database> }
type Databases = Reading & { control: Kysely<Database> }

/**
 * The secrets of this database. The first start makes the secret and keeps a sealed check value in the database; every
 * later start, also of another node, must open it: with another secret, all sign-ins would fail.
 * @throws ConfigError if the secret is missing or another one
 */
export async function openSecrets(databases: Databases, place: SecretPlace): Promise<Secrets> {
  const { control, readDb } = databases
  let given = readSecret(place)
  const judge = () => judgeSecret({ readDb }, given === null ? null : secretsFrom(given))
  let found = await judge()
  if (found === 'wrong' && given === null) {
    // nodes that start together share the file, and another one may have made it since it was read
    given = readSecret(place)
    found = await judge()
  }
  if (found === 'wrong') throw wrongSecret(place)
  const secrets = secretsFrom(given ?? makeSecret(place.dataDir))
  if (found === 'right') return secrets
  await control
    .updateTable('installation')
    .set({ secret_check: checkValue(secrets) })
    .where('secret_check', 'is', null)
    .execute()
  // another node may have been first
  if ((await judgeSecret({ readDb }, secrets)) === 'wrong') throw wrongSecret(place)
  return secrets
}

/**
 * Checks without changing anything. `new`: the database has no check value, and this secret opens at least half of its
 * newest keys.
 * @param secrets null: no secret exists yet
 */
export async function judgeSecret({ readDb }: Reading, secrets: Secrets | null): Promise<'right' | 'new' | 'wrong'> {
  const { secret_check } = await readDb.selectFrom('installation').select('secret_check').executeTakeFirstOrThrow()
  if (secret_check !== null) return opens(secrets, secret_check, PURPOSE) ? 'right' : 'wrong'
  const keys = await readDb
    .selectFrom('widget_secret')
    .select(['widget_id', 'kind', 'sealed'])
    .orderBy('created_at', 'desc')
    .limit(TRIED_KEYS)
    .execute()
  // A node with another secret may have made some of them before there was a check.
  const opened = keys.filter(({ widget_id, kind, sealed }) => opens(secrets, sealed, keyPurpose(widget_id, kind)))
  return opened.length * 2 >= keys.length ? 'new' : 'wrong'
}

export const checkValue = (secrets: Secrets): string => secrets.seal('ok', PURPOSE)

export function opens(secrets: Secrets | null, sealed: string, purpose: string): boolean {
  try {
    secrets?.open(sealed, purpose)
    return secrets !== null
  } catch {
    return false
  }
}

/** One line that names the secret and the steps to take. */
export function wrongSecret(place: SecretPlace): ConfigError {
  const path = secretPath(place.dataDir)
  const [problem, remedy] =
    place.secret !== undefined
      ? ['SECRET is not the secret', 'set that of earlier starts and of the other nodes']
      : readSecret(place) === null
        ? [`SECRET is not set and there is no file ${path} with the secret`, 'put the file back, or set SECRET']
        : [`the file ${path} does not have the secret`, 'put the file of earlier starts back, or set SECRET']
  return new ConfigError(`${problem} of this database: ${remedy}; if it is lost, see "imbachat secret reset --help"`)
}
