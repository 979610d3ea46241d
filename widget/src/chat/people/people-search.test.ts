import { afterEach, beforeEach, expect, test } from 'bun:test'
import type { UserCard } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import { createPeopleSearch, type PeopleSearch } from './people-search.ts'

const card = (name: string): UserCard => ({
  user_id: name,
  name,
  avatar_url: null,
  profile_url: null,
  badge: null,
  placeholder: false,
})

const query = signal('')
let asked: { text: string; answer: PromiseWithResolvers<UserCard[]> }[]
let timers: { ms: number; run: () => void }[]
let search: PeopleSearch

beforeEach(() => {
  query.value = ''
  asked = []
  timers = []
  search = createPeopleSearch(
    (text) => {
      const answer = Promise.withResolvers<UserCard[]>()
      asked.push({ text, answer })
      return answer.promise
    },
    query,
    (ms, run) => {
      const timer = { ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  )
})
afterEach(() => search.end())

/** The time of the one timer passes. */
function elapse() {
  const [timer] = timers.splice(0)
  timer?.run()
}
async function answered(names: string[]) {
  asked.at(-1)?.answer.resolve(names.map(card))
  await asked.at(-1)?.answer.promise
}
const names = () => search.people.value.map(({ name }) => name)

test('nothing is asked for one character, and for more once the user stops typing', () => {
  query.value = ' a'
  expect([timers.length, search.wanted.value]).toEqual([0, null])
  for (const typed of ['an', 'ann', ' ann ']) query.value = typed
  expect(timers.map(({ ms }) => ms)).toEqual([300])
  elapse()
  expect(asked.map(({ text }) => text)).toEqual(['ann'])
})

test('until the next answer comes, those of the one before stay that have what is typed', async () => {
  query.value = 'an'
  elapse()
  await answered(['Ann', 'Dan'])
  expect([names(), search.answered.value]).toEqual([['Ann', 'Dan'], true])
  query.value = 'dan'
  expect([names(), search.answered.value]).toEqual([['Dan'], false])
  query.value = ''
  expect(names()).toEqual([])
})

test('an answer to what is no longer typed is dropped', async () => {
  query.value = 'ann'
  elapse()
  query.value = 'bob'
  await answered(['Ann'])
  expect([names(), search.answered.value]).toEqual([[], false])
})

test('a search that is refused is tried again when the server says so, unless something else is typed', async () => {
  query.value = 'ann'
  elapse()
  asked[0]?.answer.reject(Object.assign(new Error('slowly'), { retryAfterMs: 2_000 }))
  await asked[0]?.answer.promise.catch(() => {})
  await Promise.resolve()
  expect(timers.map(({ ms }) => ms)).toEqual([2_000])
  elapse()
  await answered(['Ann'])
  expect(names()).toEqual(['Ann'])
})
