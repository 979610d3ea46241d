import type { OwnItem } from '@imbachat/protocol'
import type { Request } from './connection/connection.ts'
import { observable } from './observable.ts'
import { ignoreRequestError } from './request-error.ts'
import type { Observable } from './types.ts'

export interface OwnState {
  /** until when each muted room is muted, milliseconds since 1970 */
  readonly muted: Observable<ReadonlyMap<number, number>>
  /** @param rev the user's newest rev on the server. @param anew the server was restored and lost what it had sent */
  begin(rev: number, anew: boolean): void
  /** Reads what changed before the connection was opened. */
  resume(): void
  event(items: readonly OwnItem[]): void
}

/**
 * State that concerns the user alone, the same on all devices. It is applied in order of `rev`; the client loads a gap
 * from the server.
 */
export function createOwnState({ request, online }: { request: Request; online(): boolean }): OwnState {
  const muted = observable<ReadonlyMap<number, number>>(new Map())
  let rev = 0
  let wanted = 0
  let syncing = false

  function apply(items: readonly OwnItem[]) {
    const next = new Map(muted.get())
    for (const item of items) {
      switch (item.kind) {
        case 'mute':
          if (item.until === null) next.delete(item.room_id)
          else next.set(item.room_id, item.until)
          break
        default:
          // a newer server knows more kinds
          item.kind satisfies never
      }
    }
    muted.set(next)
  }

  function forget() {
    rev = 0
    muted.set(new Map())
  }

  async function sync() {
    if (syncing) return
    syncing = true
    try {
      while (online() && rev < wanted) {
        const answer = await request('user.sync', { rev })
        if (answer.kind === 'resync') {
          forget()
          continue
        }
        apply(answer.items)
        // an event that arrived meanwhile may be newer than this page
        rev = Math.max(rev, answer.rev)
        if (answer.items.length === 0) wanted = rev
      }
    } finally {
      syncing = false
    }
  }

  return {
    muted,
    begin(known, anew) {
      if (anew || known < rev) forget()
      wanted = known
    },
    resume() {
      sync().catch(ignoreRequestError)
    },
    event(items) {
      for (const item of items) {
        if (item.rev <= rev) continue
        if (item.rev === rev + 1 && !syncing) {
          apply([item])
          rev = item.rev
        }
        wanted = Math.max(wanted, item.rev)
      }
      if (rev < wanted) sync().catch(ignoreRequestError)
    },
  }
}
