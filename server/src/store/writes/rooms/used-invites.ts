import type { Kysely } from 'kysely'
import { invitesWithMakers, manages } from '../../reads/invites.ts'
import type { Database } from '../../schema/schema.ts'
import { chunks } from '../../statements/chunks.ts'

interface Use {
  widget_id: number
  room_id: number
  invite?: string | undefined
  at: number
}

/** The links by which users join in one batch. */
export interface UsedInvites {
  /** whether it is good for one more user of this room, and whether a manager has to let them in */
  stateOf(use: Use): 'none' | 'invalid' | 'good' | 'needs_approval'
  /** A user has joined by it. */
  used(use: Use): void
  /** Stores how often each was used. */
  store(): Promise<void>
}

interface Found {
  room_id: number
  expires_at: number | null
  left: number
  taken: number
  approval: boolean
  works: boolean
}

/** Reads and writes nothing if no input names a link. */
export async function usedInvites(db: Kysely<Database>, inputs: readonly Use[]): Promise<UsedInvites> {
  const named = inputs.filter(({ invite }) => invite !== undefined)
  const found = new Map<string, Found>()
  for (const [widget_id, own] of Map.groupBy(named, (use) => use.widget_id)) {
    for (const chunk of chunks([...new Set(own.map(({ invite = '' }) => invite))])) {
      const rows = await invitesWithMakers(db)
        .selectAll('i')
        .where('i.widget_id', '=', widget_id)
        .where('i.token_hash', 'in', [...chunk])
        .execute()
      for (const row of rows) {
        const left = row.most_uses === null ? Number.POSITIVE_INFINITY : row.most_uses - row.uses
        found.set(keyOf({ widget_id, invite: row.token_hash }), {
          room_id: row.room_id,
          expires_at: row.expires_at,
          left,
          taken: 0,
          approval: row.approval !== 0,
          works: manages({ state: row.makerState, role: row.makerRole, siteRole: row.siteRole }),
        })
      }
    }
  }
  return {
    stateOf(use) {
      if (use.invite === undefined) return 'none'
      const invite = found.get(keyOf(use))
      const isGood =
        invite?.room_id === use.room_id && invite.works && invite.left > 0 && (invite.expires_at ?? use.at + 1) > use.at
      if (!isGood) return 'invalid'
      return invite.approval ? 'needs_approval' : 'good'
    },
    used(use) {
      const invite = found.get(keyOf(use))
      if (!invite) return
      invite.left--
      invite.taken++
    },
    async store() {
      for (const [key, { taken }] of found) {
        if (taken === 0) continue
        const [widget_id = '', token_hash = ''] = key.split('/')
        await db
          .updateTable('invite')
          .set((eb) => ({ uses: eb('uses', '+', taken) }))
          .where('widget_id', '=', Number(widget_id))
          .where('token_hash', '=', token_hash)
          .execute()
      }
    },
  }
}

const keyOf = ({ widget_id, invite = '' }: { widget_id: number; invite?: string | undefined }) =>
  `${widget_id}/${invite}`
