import { matchesWords } from '@imbachat/protocol/matches-words'
import type { UserCard } from '@imbachat/sdk'
import { computed, signal } from '@preact/signals'
import type { MembersModel } from './members-model.ts'
import { createPeopleSearch } from './people-search.ts'

/**
 * Chooses the users that are to be added to a room: suggested ones, and those that a search finds. Lives as long as its
 * panel.
 */
export function createAddPeople(members: MembersModel) {
  const query = signal('')
  const search = createPeopleSearch(members.client, query)
  const friends = signal<readonly UserCard[]>([])
  const chosen = signal<ReadonlyMap<string, UserCard>>(new Map())
  // Suggestions are an extra: without them the user still finds people by name.
  members.client.friends().then(
    (cards) => {
      friends.value = cards
    },
    () => {},
  )

  return {
    query,
    chosen,
    answered: computed(() => search.wanted.value === null || search.answered.value),
    /** the chosen users first, as long as nothing is typed; never members of the room */
    people: computed<UserCard[]>(() => {
      const typed = query.value.trim()
      const suggested = [...members.peers.value, ...friends.value]
      const shown = typed
        ? [...suggested.filter(({ name }) => matchesWords(name, typed)), ...search.people.value]
        : [...chosen.value.values(), ...suggested]
      const distinct = new Map(shown.map((card) => [card.user_id, card]))
      return [...distinct.values()].filter(({ user_id }) => !members.inside.value.has(user_id))
    }),
    choose(person: UserCard, wanted: boolean): void {
      const next = new Map(chosen.peek())
      if (wanted) next.set(person.user_id, person)
      else next.delete(person.user_id)
      chosen.value = next
    },
    end: search.end,
  }
}
