import { expect, test } from 'bun:test'
import type { RoomListState } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import { createScope } from '../core/observe.ts'
import { createRoomSearch } from './room-search-model.ts'

test('a search of conversations that failed is asked again, from the page that failed', async () => {
  const asked: [string, string | null][] = []
  const answers: (() => string | null)[] = [
    () => {
      throw new Error('offline')
    },
    () => 'second',
    () => {
      throw new Error('offline')
    },
    () => null,
  ]
  const failures: unknown[] = []
  const first = Promise.withResolvers<void>()
  const scope = createScope()
  const more = createRoomSearch({
    scope,
    query: signal('anna'),
    list: signal({ more: true, archived: [], archivedRooms: 0 } as unknown as RoomListState),
    searching: signal(false),
    client: {
      rooms: {
        async search(text: string, cursor: string | null) {
          asked.push([text, cursor])
          return answers.shift()?.() ?? null
        },
      },
    } as never,
    failed(error) {
      failures.push(error)
      first.resolve()
    },
  })
  await first.promise
  await Bun.sleep(0)
  for (let page = 0; page < 4; page += 1) await more()
  expect(asked).toEqual([
    ['anna', null],
    ['anna', null],
    ['anna', 'second'],
    ['anna', 'second'],
  ])
  expect(failures).toHaveLength(2)
  scope.end()
})
