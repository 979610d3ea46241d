import { createHmac, randomBytes } from 'node:crypto'
import type { Ice } from '@imbachat/protocol'
import type { Clock } from '../clock.ts'

export interface IceSettings {
  /** `stun:` address of this server; null: it answers none */
  stunUrl: string | null
  /** coturn with `use-auth-secret`; null: there is no relay */
  turn: { urls: readonly string[]; secret: string } | null
}

export interface IceSource {
  hasRelay: boolean
  /** What a party of the call needs to connect. */
  serversFor(call: { relay: boolean }): Ice
}

/** Seconds for which coturn lets a party allocate; an allocation that exists is refreshed beyond it. */
const CREDENTIAL_SECONDS = 600

/** The names in credentials are random: coturn's log says nothing of users. */
export function createIceSource({ stunUrl, turn }: IceSettings, clock: Clock): IceSource {
  function relay(): Ice['servers'] {
    if (turn === null) return []
    const ends = Math.floor(clock.now() / 1_000) + CREDENTIAL_SECONDS
    const username = `${ends}:${randomBytes(9).toString('base64url')}`
    const credential = createHmac('sha1', turn.secret).update(username).digest('base64')
    return [{ urls: [...turn.urls], username, credential }]
  }
  return {
    hasRelay: turn !== null,
    serversFor({ relay: relay_only }) {
      const direct = relay_only || stunUrl === null ? [] : [{ urls: [stunUrl] }]
      return { servers: [...direct, ...relay()], relay_only }
    },
  }
}
