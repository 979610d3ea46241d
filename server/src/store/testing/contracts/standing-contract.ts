import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { PutStanding } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

type Give = Extract<PutStanding['change'], { act: 'give' }>

/** What every database behind the ChatStore port must do with warnings, mutes and bans. */
export function standingContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`standing on ${name}`, () => {
    let store: OpenedStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
    })
    afterEach(() => store.close())

    const change = (change: PutStanding['change'], user_id = 'ann') =>
      store.chat.putStanding({ widget_id, user_id, change })
    const give = (kind: Give['kind'], until: number | null, reason: string) =>
      change({ act: 'give', id: crypto.randomUUID(), kind, until, reason, by: 'mod', report_id: null })
    const standing = async () => (await store.chat.users(widget_id, ['ann']))[0]?.standing

    test('MOD-1 a restriction is kept with the user and in their own state, and a newer one replaces it', async () => {
      const first = await give('mute', 5_000, 'spam')
      expect(first).toMatchObject({ changed: true, item: { key: 'standing', rev: 1 } })
      expect(await standing()).toMatchObject({ mute: { until: 5_000, reason: 'spam' }, ban: null, warning: null })
      await give('mute', null, 'more spam')
      await give('ban', 9_000, 'fraud')
      const now = { mute: { until: null, reason: 'more spam' }, ban: { until: 9_000, reason: 'fraud' }, warning: null }
      expect(await standing()).toMatchObject(now)
      const [item] = await store.chat.ownItems(widget_id, 'ann', 0, 10)
      expect(item).toMatchObject({ key: 'standing', rev: 3 })
      expect(JSON.parse(item?.value ?? '')).toEqual(now)
    })

    test('ERASE-6 while a user is erased, moderators neither lift the ban nor replace it', async () => {
      const id = crypto.randomUUID()
      const erasing = { until: null, reason: '', by: 'mod', report_id: null, erased: true } as const
      await change({ act: 'give', id, kind: 'ban', ...erasing })
      const acts: PutStanding['change'][] = [
        { act: 'give', id: crypto.randomUUID(), kind: 'ban', until: 5_000, reason: '', by: 'mod', report_id: null },
        { act: 'lift', kind: 'ban', by: 'mod' },
        { act: 'lift', kind: 'ban', id, by: 'mod' },
      ]
      for (const act of acts) expect(await change(act)).toMatchObject({ changed: false, erasing: true })
      expect(await standing()).toMatchObject({ ban: { until: null, reason: '', erased: true } })
    })

    test('MOD-1 lifting the last restriction leaves nothing behind, and lifting it again changes nothing', async () => {
      await give('mute', null, '')
      expect(await change({ act: 'lift', kind: 'mute', by: 'mod' })).toMatchObject({ item: { rev: 2, value: null } })
      expect(await change({ act: 'lift', kind: 'mute', by: 'mod' })).toMatchObject({ changed: false })
      expect(await standing()).toBeUndefined()
    })

    test('MOD-1 lifting a restriction by its id leaves a newer one of the same kind', async () => {
      const ids = { mute: crypto.randomUUID(), warn: crypto.randomUUID() }
      const liftById = (kind: 'mute' | 'warn') => change({ act: 'lift', kind, id: ids[kind], by: 'mod' })
      for (const kind of ['mute', 'warn'] as const) {
        await change({ act: 'give', id: ids[kind], kind, until: null, reason: 'first', by: 'mod', report_id: null })
        await give(kind, null, 'second')
        expect(await liftById(kind)).toMatchObject({ changed: false })
      }
      expect(await standing()).toMatchObject({ mute: { reason: 'second' }, warning: { text: 'second' } })
      for (const kind of ['mute', 'warn'] as const) {
        ids[kind] = crypto.randomUUID()
        await change({ act: 'give', id: ids[kind], kind, until: null, reason: 'third', by: 'mod', report_id: null })
        expect(await liftById(kind)).toMatchObject({ changed: true })
      }
      expect(await standing()).toBeUndefined()
    })

    test('MOD-4 a user confirms only the warning that they have read', async () => {
      await give('warn', null, 'Be kind')
      const warning = (await standing())?.warning
      expect(warning).toMatchObject({ text: 'Be kind' })
      expect(await change({ act: 'confirm', warning_id: 'another' })).toMatchObject({ changed: false })
      await change({ act: 'confirm', warning_id: warning?.warning_id ?? '' })
      expect(await standing()).toBeUndefined()
    })

    test('ACCESS-1 the same user id in another widget stays unrestricted', async () => {
      await give('ban', null, '')
      const other = await store.makeWidget()
      await store.chat.touchUser({ widget_id: other, user_id: 'ann' })
      expect((await store.chat.users(other, ['ann']))[0]?.standing).toBeUndefined()
    })
  })
}
