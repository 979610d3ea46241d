import type { KeyKind } from '@imbachat/protocol/http/widget/widget-keys'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Secrets } from '../../config/secrets.ts'
import { SEND_MAIL } from '../../mail/mail-queue.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { freshSecret, secretPurpose } from '../../webhooks/signature.ts'
import { freshKey } from '../keys/fresh-keys.ts'
import { keyPurpose } from '../keys/key-purpose.ts'
import { signInKeyPurpose } from '../site-sign-in/sessions.ts'
import { isLive } from '../widgets/widget-rows.ts'
import { checkValue, opens } from './open-secrets.ts'

interface ResetDeps {
  control: Kysely<Database & OwnerTables>
  readDb: Kysely<Database & OwnerTables>
  clock: Clock
}

/** Values that a secret can't open. */
export interface Unreadable {
  /** keys without a readable one of their kind beside them: their widget gets a new one */
  keys: { widget_id: number; name: string; kind: KeyKind }[]
  /** widgets whose sign-in from the site's admin has an unreadable key: it is turned off */
  signIns: { widget_id: number; name: string }[]
  /** webhooks with an unreadable secret: they get a new one, and are turned off */
  webhooks: { widget_id: number; name: string; id: string }[]
  /** accounts whose two-factor codes were encrypted with another secret */
  twoFactor: string[]
}

/** @param secrets null: with no secret, nothing can be opened */
export async function findUnreadable({ readDb, clock }: ResetDeps, secrets: Secrets | null): Promise<Unreadable> {
  const rows = await readDb
    .selectFrom('widget_secret')
    .innerJoin('widget', 'widget.id', 'widget_secret.widget_id')
    .select(['widget_id', 'kind', 'sealed', 'ends_at', 'widget.name'])
    .where('widget.deleted_at', 'is', null)
    .orderBy('widget_id')
    .orderBy('kind', 'desc')
    .execute()
  const signIns = await readDb
    .selectFrom('site_sign_in')
    .innerJoin('widget', 'widget.id', 'site_sign_in.widget_id')
    .select(['widget_id', 'sealed', 'widget.name'])
    .where('widget.deleted_at', 'is', null)
    .orderBy('widget_id')
    .execute()
  const webhooks = await readDb
    .selectFrom('webhook_endpoint')
    .innerJoin('widget', 'widget.id', 'webhook_endpoint.widget_id')
    .select(['widget_id', 'webhook_endpoint.id', 'sealed', 'widget.name'])
    .where('widget.deleted_at', 'is', null)
    .orderBy('widget_id')
    .execute()
  const readable = new Set<string>()
  const keys = new Map<string, Unreadable['keys'][number]>()
  for (const { widget_id, kind, sealed, ends_at, name } of rows) {
    const purpose = keyPurpose(widget_id, kind)
    keys.set(purpose, { widget_id, name, kind })
    if (isLive({ ends_at }, clock.now()) && opens(secrets, sealed, purpose)) readable.add(purpose)
  }
  const accounts = await readDb.selectFrom('owner').select('email').where('two_factor_enabled', '=', 1).execute()
  return {
    keys: [...keys].filter(([purpose]) => !readable.has(purpose)).map(([, key]) => key),
    signIns: signIns
      .filter(({ widget_id, sealed }) => !opens(secrets, sealed, signInKeyPurpose(widget_id)))
      .map(({ widget_id, name }) => ({ widget_id, name })),
    webhooks: webhooks
      .filter(({ widget_id, id, sealed }) => !opens(secrets, sealed, secretPurpose(widget_id, id)))
      .map(({ widget_id, name, id }) => ({ widget_id, name, id })),
    twoFactor: accounts.map(({ email }) => email),
  }
}

/**
 * Makes `secrets` those of the database: replaces keys that they can't open and drops what else they can't. Users,
 * rooms, messages and files stay. The check value comes last, so a reset that was killed can be repeated.
 */
export async function resetSecret(
  deps: ResetDeps,
  secrets: Secrets,
  { keys, signIns, webhooks }: Unreadable,
): Promise<void> {
  const { control, readDb, clock } = deps
  for (const { widget_id, kind } of keys) {
    const rows = await readDb
      .selectFrom('widget_secret')
      .select('id')
      .where('widget_id', '=', widget_id)
      .where('kind', '=', kind)
      .execute()
    const id = Math.max(...rows.map((row) => Number(row.id))) + 1
    const sealed = secrets.seal(freshKey(kind), keyPurpose(widget_id, kind))
    await control.insertInto('widget_secret').values({ widget_id, kind, id, sealed, created_at: clock.now() }).execute()
  }
  await dropKeys(deps, secrets)
  for (const { widget_id } of signIns) {
    await control.deleteFrom('site_sign_in').where('widget_id', '=', widget_id).execute()
    await control.deleteFrom('site_session').where('widget_id', '=', widget_id).execute()
  }
  for (const { widget_id, id } of webhooks) {
    const sealed = secrets.seal(freshSecret(), secretPurpose(widget_id, id))
    await control
      .updateTable('webhook_endpoint')
      .set({ sealed, previous_sealed: null, previous_ends_at: null, off_reason: 'secret' })
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .execute()
  }
  // Sealed mails that wait can't be read, and their links have ended.
  await control.deleteFrom('job').where('kind', '=', SEND_MAIL).execute()
  await control
    .updateTable('installation')
    .set({ secret_check: checkValue(secrets) })
    .execute()
}

async function dropKeys({ control, readDb }: ResetDeps, secrets: Secrets): Promise<void> {
  const rows = await readDb.selectFrom('widget_secret').select(['widget_id', 'kind', 'id', 'sealed']).execute()
  for (const { widget_id, kind, id, sealed } of rows) {
    if (opens(secrets, sealed, keyPurpose(widget_id, kind))) continue
    await control
      .deleteFrom('widget_secret')
      .where('widget_id', '=', widget_id)
      .where('kind', '=', kind)
      .where('id', '=', id)
      .execute()
  }
}
