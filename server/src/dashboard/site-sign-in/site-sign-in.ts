import { randomBytes } from 'node:crypto'
import { SITE_SIGN_IN_PATH, type SiteRole, type SiteSignInView } from '@imbachat/protocol/http/account/site-sign-in'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import {
  acceptToken,
  endSession,
  finish,
  look,
  type Offer,
  type Opened,
  readSession,
  type SiteSignInDeps,
  signInKeyPurpose,
} from './sessions.ts'

export interface SiteSignInSettings {
  most_role: SiteRole
  back_to: string[]
}

/** Sign-in to the dashboard from the site's own admin; off until an owner turns it on. */
export interface SiteSignIn {
  read(widget_id: number): Promise<SiteSignInView>
  /** Makes a new key. The previous key ends, with all its sessions. */
  turnOn(widget_id: number, settings: SiteSignInSettings): Promise<{ site_sign_in: SiteSignInView; key: string }>
  /** Changes nothing while sign-in is off. */
  change(widget_id: number, settings: SiteSignInSettings): Promise<SiteSignInView>
  turnOff(widget_id: number): Promise<SiteSignInView>
  /** Takes a token that a page of the site posted. @returns a ticket. @throws SiteSignInRefused */
  accept(token: string, origin: string | null): Promise<string>
  /** The widget and role that a ticket offers. The ticket stays valid. @throws ChatError invite_invalid */
  look(ticket: string): Promise<Offer>
  /** The ticket becomes a session. @throws ChatError invite_invalid */
  finish(ticket: string): Promise<Opened>
  /** Null: the headers carry no session of this kind, or it has ended. */
  session(headers: Headers): Promise<DashboardPrincipal | null>
  /** Ends the session that the headers carry, if any. @returns cookies that clear the browser's */
  signOut(headers: Headers): Promise<string[]>
}

export function createSiteSignIn(deps: SiteSignInDeps): SiteSignIn {
  const { control, readDb, secrets, clock, publicUrl } = deps

  async function read(widget_id: number): Promise<SiteSignInView> {
    const row = await readDb
      .selectFrom('site_sign_in')
      .selectAll()
      .where('widget_id', '=', widget_id)
      .executeTakeFirst()
    return {
      on: row !== undefined,
      most_role: (row?.most_role ?? 'moderator') as SiteRole,
      back_to: row === undefined ? [] : (JSON.parse(row.back_to) as string[]),
      created_at: row?.created_at ?? null,
      used_at: row?.used_at ?? null,
      action: `${publicUrl}${SITE_SIGN_IN_PATH}`,
      audience: publicUrl,
    }
  }

  return {
    read,
    async turnOn(widget_id, { most_role, back_to }) {
      const key = randomBytes(48).toString('base64url')
      const row = {
        key_id: crypto.randomUUID(),
        sealed: secrets.seal(key, signInKeyPurpose(widget_id)),
        most_role,
        back_to: JSON.stringify(back_to),
        created_at: clock.now(),
        used_at: null,
      }
      await control
        .insertInto('site_sign_in')
        .values({ widget_id, ...row })
        .onConflict((conflict) => conflict.column('widget_id').doUpdateSet(row))
        .execute()
      return { site_sign_in: await read(widget_id), key }
    },
    async change(widget_id, { most_role, back_to }) {
      await control
        .updateTable('site_sign_in')
        .set({ most_role, back_to: JSON.stringify(back_to) })
        .where('widget_id', '=', widget_id)
        .execute()
      return read(widget_id)
    },
    async turnOff(widget_id) {
      await control.deleteFrom('site_sign_in').where('widget_id', '=', widget_id).execute()
      await control.deleteFrom('site_session').where('widget_id', '=', widget_id).execute()
      return read(widget_id)
    },
    accept: (token, origin) => acceptToken(deps, token, origin),
    look: (ticket) => look(deps, ticket),
    finish: (ticket) => finish(deps, ticket),
    session: (headers) => readSession(deps, headers),
    signOut: (headers) => endSession(deps, headers),
  }
}
