import { randomBytes } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import type { SiteRole } from '@imbachat/protocol/http/account/site-sign-in'
import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import { hashOfToken } from '../../chat/identity/token-hash.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { Limits } from '../../config/limits.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { Database } from '../../store/schema/schema.ts'
import { siteSessionCookie } from '../accounts/auth-settings.ts'
import { personAccountId, personLabel } from './people.ts'
import { readClaims, SiteSignInRefused, widgetOf } from './sign-in-token.ts'

export interface SiteSignInDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  secrets: Pick<Secrets, 'seal' | 'open'>
  clock: Clock
  publicUrl: string
  limits: Limits
}

/** The purpose that the key is sealed for. It is part of the seal, so its form never changes. */
export const signInKeyPurpose = (widget_id: number): string => `sign-in key of widget ${widget_id}`

/** Milliseconds that the browser has to come back with its ticket. */
const TICKET_MS = 60_000

export interface Offer {
  account_id: string
  widget_name: string
  person: string
  role: SiteRole
  back_to: string
}

export interface Opened {
  actor: DashboardPrincipal
  /** the sign-in's details in the audit log */
  role: WidgetRole
  widget_id: number
  cookies: string[]
}

/**
 * Uses a token once. Its `jti` is stored before anything else, so of two nodes that get the same token only one signs
 * in.
 * @throws SiteSignInRefused
 */
export async function acceptToken(deps: SiteSignInDeps, token: string, origin: string | null): Promise<string> {
  const { control, readDb, secrets, clock, publicUrl } = deps
  const { decoded, widget_id } = widgetOf(token)
  const row = await readDb
    .selectFrom('site_sign_in')
    .innerJoin('widget', 'widget.id', 'site_sign_in.widget_id')
    .select(['key_id', 'sealed', 'most_role', 'back_to'])
    .where('site_sign_in.widget_id', '=', widget_id)
    .where('widget.deleted_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw new SiteSignInRefused('off')
  const now = clock.now()
  const rules = {
    key: secrets.open(row.sealed, signInKeyPurpose(widget_id)),
    most_role: row.most_role,
    back_to: JSON.parse(row.back_to) as string[],
  }
  const claims = readClaims(decoded, rules, { origin, audience: publicUrl, now })
  await control
    .deleteFrom('site_sign_in_token')
    .where('widget_id', '=', widget_id)
    // another node's clock may be behind
    .where('expires_at', '<', now - TICKET_MS)
    .execute()
  const taken = await control
    .insertInto('site_sign_in_token')
    .values({ widget_id, jti_hash: hashOfToken(claims.jti), expires_at: claims.expires_at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('jti_hash')
    .execute()
  if (taken.length === 0) throw new SiteSignInRefused('used')

  const label = personLabel(claims.name, claims.person_id)
  await control
    .insertInto('site_person')
    .values({ widget_id, id: claims.person_id, label })
    .onConflict((conflict) => conflict.columns(['widget_id', 'id']).doUpdateSet({ label }))
    .execute()
  await control.deleteFrom('site_session').where('widget_id', '=', widget_id).where('expires_at', '<', now).execute()
  const ticket = freshToken()
  await control
    .insertInto('site_session')
    .values({
      widget_id,
      token_hash: hashOfToken(ticket),
      person_id: claims.person_id,
      key_id: row.key_id,
      role: claims.role,
      back_to: claims.back_to,
      opened: 0,
      created_at: now,
      expires_at: now + TICKET_MS,
    })
    .execute()
  return `${widget_id}.${ticket}`
}

export async function look(deps: SiteSignInDeps, ticket: string): Promise<Offer> {
  const found = await findSession(deps, ticket, 0)
  if (found === null) throw invalidTicket()
  const { widget_id, person_id, widget_name, label, role, back_to } = found
  return {
    account_id: personAccountId(widget_id, person_id),
    widget_name,
    person: label,
    role: role as SiteRole,
    back_to,
  }
}

/** One statement turns the ticket into the session: of two that use it at once, one succeeds. */
export async function finish(deps: SiteSignInDeps, ticket: string): Promise<Opened> {
  const { control, clock, publicUrl, limits } = deps
  const found = await findSession(deps, ticket, 0)
  if (found === null) throw invalidTicket()
  const { widget_id, role } = found
  const token = freshToken()
  const now = clock.now()
  const lastsMs = limits.SITE_SESSION_HOURS * 3_600_000
  const { numUpdatedRows } = await control
    .updateTable('site_session')
    .set({ token_hash: hashOfToken(token), opened: 1, expires_at: now + lastsMs })
    .where('widget_id', '=', widget_id)
    .where('token_hash', '=', hashOfToken(secretOf(ticket)))
    .where('opened', '=', 0)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw invalidTicket()
  await control.updateTable('site_sign_in').set({ used_at: now }).where('widget_id', '=', widget_id).execute()
  const cookie = siteSessionCookie(publicUrl).set(`${widget_id}.${token}`, lastsMs / 1_000)
  return { actor: principalOf(found), role, widget_id, cookies: [cookie] }
}

export async function readSession(deps: SiteSignInDeps, headers: Headers): Promise<DashboardPrincipal | null> {
  const value = siteSessionCookie(deps.publicUrl).read(headers)
  const found = value === null ? null : await findSession(deps, value, 1)
  return found && principalOf(found)
}

export async function endSession(deps: SiteSignInDeps, headers: Headers): Promise<string[]> {
  const { control, publicUrl } = deps
  const cookie = siteSessionCookie(publicUrl)
  const value = cookie.read(headers)
  if (value === null) return []
  await control
    .deleteFrom('site_session')
    .where('widget_id', '=', widgetIdOf(value))
    .where('token_hash', '=', hashOfToken(secretOf(value)))
    .execute()
  return [cookie.set('', 0)]
}

interface Found {
  widget_id: number
  widget_name: string
  person_id: string
  label: string
  /** the role that the token asked for, as far as the settings allow it now */
  role: WidgetRole
  back_to: string
}

/**
 * Each look asks for the settings of this moment: another key, a lower role, and an address that was taken off the list
 * count at once.
 */
async function findSession(deps: SiteSignInDeps, value: string, opened: 0 | 1): Promise<Found | null> {
  const { control, clock } = deps
  const widget_id = widgetIdOf(value)
  const row = await control
    .selectFrom('site_session as session')
    .innerJoin('site_sign_in as rules', (join) =>
      join.onRef('rules.widget_id', '=', 'session.widget_id').onRef('rules.key_id', '=', 'session.key_id'),
    )
    .innerJoin('widget', 'widget.id', 'session.widget_id')
    .innerJoin('site_person as person', (join) =>
      join.onRef('person.widget_id', '=', 'session.widget_id').onRef('person.id', '=', 'session.person_id'),
    )
    .select(['session.person_id', 'session.role', 'session.back_to', 'rules.most_role', 'rules.back_to as allowed'])
    .select(['widget.name', 'person.label'])
    .where('session.widget_id', '=', widget_id)
    .where('session.token_hash', '=', hashOfToken(secretOf(value)))
    .where('session.opened', '=', opened)
    .where('session.expires_at', '>', clock.now())
    .where('widget.deleted_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined || !(JSON.parse(row.allowed) as string[]).includes(row.back_to)) return null
  return {
    widget_id,
    widget_name: row.name,
    person_id: row.person_id,
    label: row.label,
    role: mayActAs(row.most_role, row.role) ? row.role : row.most_role,
    back_to: row.back_to,
  }
}

const principalOf = ({ widget_id, person_id, label, role, back_to }: Found): DashboardPrincipal => ({
  kind: 'dashboard',
  account_id: personAccountId(widget_id, person_id),
  email: label,
  role: null,
  site: { widget_id, role, back_to },
})

/** Tickets and cookies are `WIDGET.SECRET`, so that each query has its widget. */
const widgetIdOf = (value: string): number => Number(/^([1-9]\d{0,14})\./.exec(value)?.[1] ?? 0)
const secretOf = (value: string): string => value.slice(value.indexOf('.') + 1)

const freshToken = () => randomBytes(32).toString('base64url')

const invalidTicket = () =>
  new ChatError('invite_invalid', "this sign-in was used or took too long; begin again in the site's admin", {
    field: 'ticket',
  })
