import { createHmac } from 'node:crypto'
import type { Ice } from '@imbachat/protocol'
import type { Clock } from '../clock.ts'

export interface IceSettings {
  /** `stun:` address of this server; null: it answers none */
  stunUrl: string | null
  /** coturn with `use-auth-secret`; null: no relay */
  turn: { urls: readonly string[]; secret: string } | null
}

export interface IceSource {
  hasRelay: boolean
  /** The STUN and TURN servers that the user's party of the call needs to connect. */
  serversFor(call: { call_id: string; relay: boolean; sfu?: string | null }, user_id: string): Ice
}

/** Seconds for which coturn lets a party allocate; an allocation that exists is refreshed beyond it. */
const CREDENTIAL_SECONDS = 600

/**
 * The name in a credential stays the same for a user during one call, so quotas of the relay hold however often a page
 * asks. It reveals nothing about the user in coturn's log.
 */
export function createIceSource({ stunUrl, turn }: IceSettings, clock: Clock): IceSource {
  function relay(call_id: string, user_id: string): Ice['servers'] {
    if (turn === null) return []
    const ends = Math.floor(clock.now() / 1_000) + CREDENTIAL_SECONDS
    const name = createHmac('sha256', turn.secret).update(`${call_id}/${user_id}`).digest('base64url').slice(0, 12)
    const username = `${ends}:${name}`
    const credential = createHmac('sha1', turn.secret).update(username).digest('base64')
    return [{ urls: [...turn.urls], username, credential }]
  }
  return {
    hasRelay: turn !== null,
    serversFor({ call_id, relay: relay_only, sfu = null }, user_id) {
      // the SFU shows no address to other users, and sees that of its pages itself
      if (sfu !== null) return { servers: relay(call_id, user_id), relay_only: false }
      const direct = relay_only || stunUrl === null ? [] : [{ urls: [stunUrl] }]
      return { servers: [...direct, ...relay(call_id, user_id)], relay_only }
    },
  }
}
