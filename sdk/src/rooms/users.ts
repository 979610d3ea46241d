import { observable } from '../observable.ts'
import type { Observable, UserCard } from '../types.ts'

export interface Users {
  state: Observable<ReadonlyMap<string, UserCard>>
  get(user_id: string): UserCard | undefined
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
    get: (user_id) => state.get().get(user_id),
    learn(cards) {
      const known = state.get()
      const news = cards.filter((card) => card && !isOld(card, known.get(card.user_id))) as UserCard[]
      if (news.length > 0) state.set(new Map([...known, ...news.map((card) => [card.user_id, card] as const)]))
    },
  }
}

/** The same card; or one from before the site named the user, in an answer that came after the event with the name. */
function isOld(card: UserCard, known: UserCard | undefined): boolean {
  if (!known) return false
  return (card.placeholder && !card.erased && !known.placeholder) || JSON.stringify(known) === JSON.stringify(card)
}
