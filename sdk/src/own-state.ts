import type { OwnItem } from '@imbachat/protocol'
import type { Request } from './connection.ts'
import { observable } from './observable.ts'
import { ignoreRequestError } from './request-error.ts'
import type { Observable } from './types.ts'

export interface OwnState {
  /** until when each muted room is muted, milliseconds since 1970 */
  readonly muted: Observable<ReadonlyMap<number, number>>
  /** @param rev the user's, as the server knows it now. @param anew the server lost what it had told */
  begin(rev: number, anew: boolean): void
  /** After a connection was made: reads what changed meanwhile. */
  resume(): void
  event(items: readonly OwnItem[]): void
}

/** What concerns the user alone, the same on all devices: applied in order of `rev`; a gap is read from the server. */
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
        // an event that came meanwhile may be ahead of this page
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
