import type { OwnItem, Standing } from '@imbachat/protocol'
import type { UserSettings } from '@imbachat/protocol/user-settings'
import type { Request } from './connection/connection.ts'
import { observable } from './observable.ts'
import { ignoreRequestError } from './request-error.ts'
import type { Observable, RoomFlags } from './types.ts'

export interface OwnState {
  /** by room; rooms for which nothing was ever set are left out */
  readonly flags: Observable<ReadonlyMap<number, RoomFlags>>
  /** ids of the users that the user has blocked */
  readonly blocked: Observable<ReadonlySet<string>>
  /** the user's settings; null: `DEFAULT_USER_SETTINGS` */
  readonly settings: Observable<UserSettings | null>
  /** restrictions by the widget's moderators; null: never any */
  readonly standing: Observable<Standing | null>
  /** @param rev the user's newest rev on the server. @param restored the server came from a backup and lost changes */
  begin(rev: number, restored: boolean): void
  /** Reads what changed before the connection was opened. */
  resume(): Promise<void>
  event(items: readonly OwnItem[]): void
  /** Shows flags that the server has not stored yet, until it has. */
  assume(room_id: number, flags: RoomFlags): void
}

/**
 * State that concerns the user alone, the same on all devices. It is applied in order of `rev`; the client loads a gap
 * from the server.
 */
export function createOwnState({ request, online }: { request: Request; online(): boolean }): OwnState {
  const flags = observable<ReadonlyMap<number, RoomFlags>>(new Map())
  const blocked = observable<ReadonlySet<string>>(new Set())
  const settings = observable<UserSettings | null>(null)
  const standing = observable<Standing | null>(null)
  let rev = 0
  let wanted = 0
  /** events with changes that were not known yet */
  let receivedItems = 0
  let syncing: Promise<void> | null = null

  function set(changes: readonly (readonly [number, RoomFlags])[]) {
    const all = new Map(flags.get())
    for (const [room_id, some] of changes) all.set(room_id, { ...all.get(room_id), ...some })
    flags.set(all)
  }

  function apply(items: readonly OwnItem[]) {
    const blocks = new Set(blocked.get())
    const changes: [number, RoomFlags][] = []
    for (const item of items) {
      if (item.kind === 'settings') settings.set(item)
      else if (item.kind === 'standing') standing.set(item)
      else if (item.kind !== 'block') changes.push([item.room_id, { [item.kind]: item }])
      else if (item.at === null) blocks.delete(item.user_id)
      else blocks.add(item.user_id)
    }
    blocked.set(blocks)
    set(changes)
  }

  function forget() {
    rev = 0
    flags.set(new Map())
    blocked.set(new Set())
    settings.set(null)
    standing.set(null)
  }

  async function sync() {
    while (online() && rev < wanted) {
      const before = receivedItems
      const answer = await request('user.sync', { rev })
      if (answer.kind === 'resync') {
        forget()
        continue
      }
      apply(answer.items)
      // an event that arrived meanwhile may be newer than this page
      rev = Math.max(rev, answer.rev)
      // the answer may be older than an event that arrived meanwhile
      if (answer.items.length === 0 && receivedItems === before) wanted = rev
    }
  }

  function syncOnce(): Promise<void> {
    syncing ??= sync().finally(() => {
      syncing = null
    })
    return syncing
  }

  return {
    flags,
    blocked,
    settings,
    standing,
    begin(known, restored) {
      if (restored) forget()
      // An event came before the answer to `auth`, or the server lost what it had sent: it says which if it is asked.
      wanted = known < rev ? rev + 1 : known
    },
    resume: syncOnce,
    event(items) {
      for (const item of items) {
        if (item.rev <= rev) continue
        if (item.rev === rev + 1 && !syncing) {
          apply([item])
          rev = item.rev
        }
        receivedItems++
        wanted = Math.max(wanted, item.rev)
      }
      if (rev < wanted) syncOnce().catch(ignoreRequestError)
    },
    assume: (room_id, some) => set([[room_id, some]]),
  }
}
