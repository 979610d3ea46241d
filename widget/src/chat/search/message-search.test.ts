import { expect, test } from 'bun:test'
import type { ChatClient } from '@imbachat/sdk'
import type { MessageQuery } from '@imbachat/sdk/message-search'
import { signal } from '@preact/signals'
import { until } from '../../../../sdk/src/testing/until.ts'
import { createMessageSearch } from './message-search.ts'

test('a search that failed has no answer while it is asked again', async () => {
  const asked: PromiseWithResolvers<unknown>[] = []
  const internals = () => ({
    requestWhenOnline() {
      const answer = Promise.withResolvers<unknown>()
      asked.push(answer)
      return answer.promise
    },
  })
  const search = createMessageSearch({ internals } as unknown as ChatClient, signal<MessageQuery>({ text: 'bicycle' }))
  await until(() => asked.length === 1, 'the server is asked')
  asked[0]?.reject({ code: 'server_busy' })
  await until(() => search.answered.value, 'the search failed')
  expect(search.problem.value).toBe('server_busy')

  const again = search.loadMore()
  expect([asked.length, search.problem.value, search.answered.value]).toEqual([2, null, false])
  asked[1]?.resolve({ hits: [], next: null, count: 0 })
  await again
  expect(search.answered.value).toBe(true)
  search.end()
})
