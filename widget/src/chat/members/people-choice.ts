import { matchesWords } from '@imbachat/protocol/text/matches-words'
import type { ChatClient, RoomListState, UserCard } from '@imbachat/sdk'
import { peopleActs } from '@imbachat/sdk/people-acts'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { createPeopleSearch } from '../people/people-search.ts'

export type PeopleChoice = ReturnType<typeof createPeopleChoice>

/**
 * Chooses users for a room: suggested ones, and those that a search finds. Lives as long as its panel. `inside`: ids of
 * users who are in the room already.
 */
export function createPeopleChoice({
  client,
  rooms,
  inside,
}: {
  client: ChatClient
  rooms: ReadonlySignal<RoomListState>
  inside: ReadonlySignal<ReadonlySet<string>>
}) {
  const people = peopleActs(client)
  const query = signal('')
  const search = createPeopleSearch(people.search, query)
  const friends = signal<readonly UserCard[]>([])
  const chosen = signal<ReadonlyMap<string, UserCard>>(new Map())
  /** peers of the reader's dialogs */
  const peers = computed<UserCard[]>(() =>
    rooms.value.rooms.flatMap(({ peer, state }) => (peer && !peer.erased && state === 'joined' ? [peer] : [])),
  )
  // Suggestions are an extra: without them the user still finds people by name.
  people.friends().then(
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
      const suggested = [...peers.value, ...friends.value]
      const shown = typed
        ? [...suggested.filter(({ name }) => matchesWords(name, typed)), ...search.people.value]
        : [...chosen.value.values(), ...suggested]
      const distinct = new Map(shown.map((card) => [card.user_id, card]))
      return [...distinct.values()].filter(({ user_id }) => !inside.value.has(user_id))
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
