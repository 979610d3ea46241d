import { afterEach, expect, test } from 'bun:test'
import { refusalOf } from '../testing/refusal-of.ts'
import { card } from '../testing/scripted-server.ts'
import { type SignedIn, signedIn } from '../testing/signed-in.ts'
import { peopleActs } from './people-acts.ts'

let the: SignedIn
afterEach(() => the.end())

test('searching people and listing friends makes their names known', async () => {
  the = await signedIn()
  const searching = peopleActs(the.client).search('ann')
  const search = await the.server.asked('people.search')
  expect(search.frame).toMatchObject({ query: 'ann' })
  search.reply({ users: [card('ann')] })
  expect(await searching).toEqual([card('ann')])
  const listing = peopleActs(the.client).friends()
  ;(await the.server.asked('people.friends')).reply({ users: [card('bob')] })
  expect(await listing).toEqual([card('bob')])
  for (const id of ['ann', 'bob']) expect(the.client.users.get().get(id)).toEqual(card(id))
})

test('a refusal has its code and a retry time', async () => {
  the = await signedIn()
  const searching = peopleActs(the.client).search('ann')
  const refused = { code: 'rate_limited', message: 'slowly', retry_after_ms: 2_000 } as const
  ;(await the.server.asked('people.search')).fail(refused)
  expect(await refusalOf(searching)).toMatchObject({ code: 'rate_limited', retryAfterMs: 2_000 })
})
