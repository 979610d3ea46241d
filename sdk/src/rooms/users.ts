import { observable } from '../observable.ts'
import type { Observable, UserCard } from '../types.ts'

export interface Users {
  state: Observable<ReadonlyMap<string, UserCard>>
  get(userId: string): UserCard | undefined
  learn(cards: readonly (UserCard | null)[]): void
}

/**
 * Cards of all known users. Each change calls subscribers once, however many cards it has, and not at all if nothing is
 * new.
 */
export function createUsers(): Users {
  const state = observable<ReadonlyMap<string, UserCard>>(new Map())
  return {
    state,
    get: (userId) => state.get().get(userId),
    learn(cards) {
      const known = state.get()
      const news = cards.filter((card) => card !== null && !sameCard(known.get(card.user_id), card)) as UserCard[]
      if (news.length > 0) state.set(new Map([...known, ...news.map((card) => [card.user_id, card] as const)]))
    },
  }
}

function sameCard(a: UserCard | undefined, b: UserCard): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b)
}
