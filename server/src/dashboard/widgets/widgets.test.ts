import { beforeEach, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChatError } from '@imbachat/protocol'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { DEFAULT_SETTINGS } from '../../chat/widget.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { openStore } from '../../store/index.ts'
import type { Store } from '../../store/store.ts'
import { oneStore } from '../../store/testing/one-store.ts'
import { bindKeys } from '../keys/bind-keys.ts'
import { findShared } from './find-widget.ts'
import { widgetSnippet } from './snippet.ts'
import { sealedUnbound } from './testing/sealed-unbound.ts'
import { createWidgets, type Widgets } from './widgets.ts'

const clock = manualClock()
const opened = oneStore(clock)
let store: Store
let dataDir: string
let widgets: Widgets
const alice = { account_id: 'alice' }
const bob = { account_id: 'bob' }

beforeEach(() => {
  ;({ store, dataDir } = opened)
  widgets = createWidgets({ ...store, secrets: loadSecrets({ secret: undefined, dataDir }), clock })
})

const found = async (widget_id: number) => {
  const widget = await widgets.find(widget_id)
  if (widget === null) throw new Error(`no widget ${widget_id}`)
  return widget
}

describe('a deleted widget', () => {
  const refusal = (act: Promise<unknown>) =>
    act.then(
      () => 'done',
      ({ code }: { code: string }) => code,
    )

  test('LIFE-16 only its own account deletes a widget, by its name, and it is gone for all at once', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    expect(await refusal(widgets.delete(alice, id, 'Shopp'))).toBe('invalid_field')
    expect(await refusal(widgets.delete(bob, id, 'Shop'))).toBe('not_found')
    expect(await widgets.find(id)).not.toBeNull()
    await widgets.delete(alice, id, ' Shop ')
    expect(await widgets.find(id)).toBeNull()
    expect(await widgets.list(alice, { cursor: null, limit: 10 })).toEqual({ widgets: [], next: null })
    expect((await widgets.marks([id])).size).toBe(0)
    for (const act of [
      widgets.get(alice, id),
      widgets.change(alice, id, { name: 'Back' }),
      widgets.keys('all_widgets', id),
      widgets.rotate(alice, id, 'secret_key'),
      widgets.delete(alice, id, 'Shop'),
    ]) {
      expect(await refusal(act)).toBe('not_found')
    }
    const dialog = { widget_id: id, user_id: '1', peer_id: '2', needAccess: false }
    expect(await refusal(store.chat.openDialog(dialog))).toBe('widget_unknown')
  })
})

describe('a new widget', () => {
  test('a new widget has a long secret key, a lower-case API login and an API password of its own', async () => {
    const one = await found((await widgets.create('alice', { name: 'One' })).id)
    const two = await found((await widgets.create('alice', { name: 'Two' })).id)
    expect(one.secretKeys).toHaveLength(1)
    expect(one.secretKeys[0]).toMatch(/^[A-Za-z0-9]{64}$/)
    expect(one.api_login).toMatch(/^imba_[a-z0-9]{20}$/)
    expect(one.apiPasswords[0]).toMatch(/^[A-Za-z0-9]{40}$/)
    const keys = [one, two].flatMap((widget) => [...widget.secretKeys, widget.api_login, ...widget.apiPasswords])
    expect(new Set(keys).size).toBe(6)
  })

  test('a new widget takes what was chosen and defaults for the rest', async () => {
    const made = await widgets.create(null, {
      name: 'Shop',
      users_info_url: 'https://shop.example/users',
      origins: ['https://shop.example'],
      settings: { theme: 'dark' },
    })
    expect(await found(made.id)).toMatchObject({
      account_id: null,
      name: 'Shop',
      users_info_url: 'https://shop.example/users',
      origins: ['https://shop.example'],
      settings: { ...DEFAULT_SETTINGS, theme: 'dark' },
      created_at: clock.now(),
    })
  })

  test('a new widget leaves no key in the clear in the database', async () => {
    const { id } = await widgets.create('alice', { name: 'One' })
    const { secretKeys, apiPasswords } = await found(id)
    const bytes = ['imbachat.sqlite', 'imbachat.sqlite-wal']
      .map((file) => join(dataDir, file))
      .map((path) => {
        try {
          return readFileSync(path, 'latin1')
        } catch {
          return ''
        }
      })
      .join('')
    expect(bytes).toContain('One')
    expect(bytes).not.toContain(secretKeys[0])
    expect(bytes).not.toContain(apiPasswords[0])
  })
})

describe('find', () => {
  test('a lookup of a widget sees at once what another process changed', async () => {
    const { id } = await widgets.create('alice', { name: 'Before' })
    expect((await found(id)).name).toBe('Before')
    const other = await openStore({ dataDir, clock, log: silentLog })
    try {
      const theirs = createWidgets({ ...other, secrets: loadSecrets({ secret: undefined, dataDir }), clock })
      await theirs.change('all_widgets', id, { name: 'After' })
      expect((await found(id)).name).toBe('After')
    } finally {
      await other.close()
    }
  })

  test('lookups of a widget at the same moment read it once, and later ones again', async () => {
    let reads = 0
    const find = findShared(async (widget_id) => {
      reads++
      return found(widget_id)
    })
    const { id } = await widgets.create('alice', { name: 'Before' })
    expect((await Promise.all([find(id), find(id), find(id)])).map((widget) => widget?.name)).toEqual(
      Array(3).fill('Before'),
    )
    expect(reads).toBe(1)
    await widgets.change(alice, id, { name: 'After' })
    expect((await find(id))?.name).toBe('After')
  })

  test.each([0, -1, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER, 2 ** 64])(
    'a lookup of the widget %p is null',
    async (widget_id) => {
      expect(await widgets.find(widget_id)).toBeNull()
    },
  )
})

describe('a change', () => {
  test('a change of a widget changes the named fields and keeps the rest', async () => {
    const { id } = await widgets.create('alice', {
      name: 'Shop',
      users_info_url: 'https://shop.example/users',
      settings: { theme: 'dark', messages_per_minute: 5 },
    })
    await widgets.change(alice, id, { settings: { theme: 'default', message_max_chars: 100 } })
    expect(await found(id)).toMatchObject({
      name: 'Shop',
      users_info_url: 'https://shop.example/users',
      settings: { theme: 'default', messages_per_minute: 5, message_max_chars: 100 },
    })
    await widgets.change(alice, id, { users_info_url: null })
    expect((await found(id)).users_info_url).toBeNull()
  })

  test('TEAM-8 a change whose old value is not the stored one is refused, and names the field', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    await widgets.change(alice, id, { settings: { title: 'Theirs' } })
    const late = { settings: { title: 'Mine', radius: 4 }, base: { settings: { title: null, radius: 16 } } }
    const refused = await widgets.change(alice, id, late).catch((error: ChatError) => error)
    expect(refused).toMatchObject({ code: 'conflict', field: 'settings.title' })
    expect((await found(id)).settings).toMatchObject({ title: 'Theirs', radius: 16 })
    const names = { name: 'Mine', base: { name: 'Another' } }
    expect(await widgets.change(alice, id, names).catch((error: ChatError) => error.field)).toBe('name')
    // the same change twice is no conflict
    await widgets.change(alice, id, { ...late, settings: { title: 'Theirs', radius: 4 } })
    expect((await found(id)).settings.radius).toBe(4)
  })

  test('TEAM-8 a change of one setting leaves what others change at the same moment', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    await Promise.all([
      widgets.change(alice, id, { settings: { title: 'One' } }),
      widgets.change(alice, id, { settings: { radius: 4 } }),
      widgets.change(alice, id, { settings: { theme: 'dark' } }),
      widgets.change(alice, id, { name: 'Two' }),
    ])
    expect(await found(id)).toMatchObject({ name: 'Two', settings: { title: 'One', radius: 4, theme: 'dark' } })
  })

  test('TEAM-8 of two changes of one field at the same moment, one is refused', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    const base = { users_info_url: null }
    const outcomes = await Promise.allSettled(
      ['https://one.example/users', 'https://two.example/users'].map((users_info_url) =>
        widgets.change(alice, id, { users_info_url, base }),
      ),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a change of nothing is not an error', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    expect((await widgets.change(alice, id, {})).name).toBe('Shop')
  })
})

describe("another account's widget answers as one that does not exist", () => {
  test("another account's widget answers every act as one that does not exist", async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    const before = await found(id)
    const acts: (() => Promise<unknown>)[] = [
      () => widgets.get(bob, id),
      () => widgets.change(bob, id, { name: 'Mine' }),
      () => widgets.change(bob, id, {}),
      () => widgets.keys(bob, id),
      () => widgets.rotate(bob, id, 'secret_key'),
      () => widgets.retire(bob, id, 'api_password'),
    ]
    for (const act of acts) {
      expect(await refusalOf(act())).toMatchObject({
        code: 'not_found',
        message: `there is no widget ${id}`,
      })
    }
    expect((await widgets.list(bob, { cursor: null, limit: 10 })).widgets).toEqual([])
    expect(await found(id)).toEqual(before)
  })
})

describe('rotation', () => {
  test('rotation of a key keeps the key before alive, the new one first', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    const [old] = (await found(id)).secretKeys
    const keys = await widgets.rotate(alice, id, 'secret_key')
    expect(keys.secret_keys).toHaveLength(2)
    expect(keys.secret_keys[1]?.value).toBe(old as string)
    expect((await found(id)).secretKeys).toEqual(keys.secret_keys.map((key) => key.value))
  })

  test('a second rotation ends the oldest key: at most two are live', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    const first = (await found(id)).secretKeys[0]
    await widgets.rotate(alice, id, 'secret_key')
    await widgets.rotate(alice, id, 'secret_key')
    const { secretKeys } = await found(id)
    expect(secretKeys).toHaveLength(2)
    expect(secretKeys).not.toContain(first as string)
    const stored = await store.readDb.selectFrom('widget_secret').selectAll().where('kind', '=', 'secret_key').execute()
    expect(stored).toHaveLength(2)
  })

  test('rotation of one key leaves the other kind alone, and other widgets', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    const other = await found((await widgets.create('alice', { name: 'Other' })).id)
    const before = await found(id)
    await widgets.rotate(alice, id, 'api_password')
    const after = await found(id)
    expect(after.secretKeys).toEqual(before.secretKeys)
    expect(after.apiPasswords).toHaveLength(2)
    expect(await found(other.id)).toEqual(other)
  })

  test('many at once end with the two newest, without a clash', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    await Promise.all(Array.from({ length: 10 }, () => widgets.rotate(alice, id, 'secret_key')))
    const stored = await store.readDb
      .selectFrom('widget_secret')
      .select('id')
      .where('kind', '=', 'secret_key')
      .execute()
    expect(stored.map((row) => row.id).sort()).toEqual([10, 11])
    expect((await found(id)).secretKeys).toHaveLength(2)
  })

  test('retiring ends the old key and never the current one', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    const [current] = (await widgets.rotate(alice, id, 'secret_key')).secret_keys
    expect((await widgets.retire(alice, id, 'secret_key')).secret_keys).toEqual([current as never])
    expect((await widgets.retire(alice, id, 'secret_key')).secret_keys).toEqual([current as never])
  })

  test('rotation of a key gives keys to a widget whose making was cut off', async () => {
    const { id } = await widgets.create('alice', { name: 'Shop' })
    await store.control.deleteFrom('widget_secret').where('widget_id', '=', id).execute()
    expect((await found(id)).secretKeys).toEqual([])
    expect((await widgets.rotate(alice, id, 'secret_key')).secret_keys).toHaveLength(1)
  })
})

describe('the list', () => {
  test('the list of widgets has pages without a gap, a repetition or the widgets of others', async () => {
    for (let n = 1; n <= 5; n++) {
      await widgets.create('alice', { name: `A${n}` })
      await widgets.create('bob', { name: `B${n}` })
    }
    const names: string[] = []
    let cursor: string | null = null
    do {
      const page = await widgets.list(alice, { cursor, limit: 2 })
      names.push(...page.widgets.map((widget) => widget.name))
      cursor = page.next
    } while (cursor !== null)
    expect(names).toEqual(['A1', 'A2', 'A3', 'A4', 'A5'])
    expect((await widgets.list('all_widgets', { cursor: null, limit: 100 })).widgets).toHaveLength(10)
  })

  test('the list of widgets refuses a cursor that it did not give', async () => {
    expect(await refusalOf(widgets.list(alice, { cursor: 'x', limit: 2 }))).toMatchObject({
      code: 'invalid_field',
      field: 'cursor',
    })
  })
})

test('the snippet is the two script tags of the guide', () => {
  expect(
    widgetSnippet('https://chat.example', 7),
  ).toBe(`<script src="https://chat.example/imbachat/v1/7/widget"></script>
<script>
  function imbachatWidget(opt) {
    if (typeof (window.ImbaChat || {}).load !== 'function') return setTimeout(imbachatWidget, 50, opt)
    window.ImbaChat.load(opt)
  }
  imbachatWidget({ user_id: 'USER_ID', token: 'USER_TOKEN' })
</script>
`)
})

describe('a sealed key in the store', () => {
  const sealedKeys = () => store.readDb.selectFrom('widget_secret').selectAll().orderBy('widget_id').execute()
  const put = (widget_id: number, kind: 'secret_key' | 'api_password', sealed: string) =>
    store.control
      .updateTable('widget_secret')
      .set({ sealed })
      .where('widget_id', '=', widget_id)
      .where('kind', '=', kind)
      .execute()

  async function fails(widget_id: number): Promise<boolean> {
    return widgets.find(widget_id).then(
      () => false,
      () => true,
    )
  }

  test("a sealed key in the store opens in its widget's row and as its kind only", async () => {
    const [mine, theirs] = [await widgets.create('alice', { name: 'A' }), await widgets.create('bob', { name: 'B' })]
    await widgets.rotate(bob, theirs.id, 'secret_key')
    const rows = await sealedKeys()
    const own = rows.find((row) => row.widget_id === mine.id && row.kind === 'secret_key')?.sealed ?? ''
    await put(theirs.id, 'secret_key', own)
    expect(await fails(theirs.id)).toBe(true)
    await put(mine.id, 'api_password', own)
    expect(await fails(mine.id)).toBe(true)
  })

  test('a key that was bound to nothing opens, and the next start of any number of nodes binds it', async () => {
    const widget = await widgets.create('alice', { name: 'Old' })
    await put(widget.id, 'secret_key', sealedUnbound(dataDir, 'an old key'))
    expect((await found(widget.id)).secretKeys).toEqual(['an old key'])
    const deps = { ...store, secrets: loadSecrets({ secret: undefined, dataDir }) }
    await Promise.all([bindKeys(deps, silentLog), bindKeys(deps, silentLog)])
    expect((await found(widget.id)).secretKeys).toEqual(['an old key'])
    const bound = (await sealedKeys()).find((row) => row.kind === 'secret_key')?.sealed ?? ''
    const other = await widgets.create('bob', { name: 'B' })
    await put(other.id, 'secret_key', bound)
    expect(await fails(other.id)).toBe(true)
    // What is bound is left alone.
    const before = await sealedKeys()
    await bindKeys(deps, silentLog)
    expect(await sealedKeys()).toEqual(before)
  })

  test('a sealed key that no longer opens keeps no other key from being bound', async () => {
    const [broken, old] = [await widgets.create('alice', { name: 'A' }), await widgets.create('alice', { name: 'B' })]
    await put(broken.id, 'secret_key', 'AAAA')
    await put(old.id, 'secret_key', sealedUnbound(dataDir, 'an old key'))
    await bindKeys({ ...store, secrets: loadSecrets({ secret: undefined, dataDir }) }, silentLog)
    const rows = await sealedKeys()
    expect(rows.find((row) => row.widget_id === old.id && row.kind === 'secret_key')?.sealed).toStartWith('2.')
  })
})
