import type { Hand } from '../../look.ts'
import type { Sample } from '../sample.ts'
import { chatView, EVERY_LOOK, PHONES } from '../view.ts'

function hits({ answers, people, messages, t }: Sample): void {
  answers['people.search'] = () => ({ users: [people.anna, people.long, people.olga] })
  const word = t('the', 'السعر')
  const found = (messages[1] ?? []).filter(({ text }) => text?.includes(word))
  answers['messages.search'] = () => ({
    hits: found.toReversed().map((message) => ({
      room_id: 1,
      message,
      ranges: [[message.text?.indexOf(word) ?? 0, word.length]],
    })),
    next: null,
    count: found.length,
  })
}

const NOTHING = (sample: Sample) => {
  sample.answers['people.search'] = () => ({ users: [] })
}

export const search = chatView('search', {
  found: {
    given: hits,
    show: async ({ write, sees }) => {
      await write('.conversations .search input', 'an')
      await sees('.people-title')
    },
    looks: EVERY_LOOK,
  },
  loading: {
    given: ({ waits }) => waits('people.search', 'messages.search', 'rooms.search'),
    show: ({ write }) => write('.conversations .search input', 'zebra'),
  },
  empty: {
    given: NOTHING,
    show: async ({ write, sees }) => {
      await write('.conversations .search input', 'zebra')
      await sees('.list .blank')
    },
  },
  error: {
    given: (sample) => {
      NOTHING(sample)
      sample.refuses('server_busy', 'messages.search')
    },
    show: async ({ write, sees }) => {
      await write('.conversations .search input', 'zebra')
      await sees('.list .problem')
    },
  },
})

/** On a phone the menu of the conversation has it. */
async function pressSearch(press: Hand['press']): Promise<void> {
  if (matchMedia('(max-width: 420px)').matches) await press('Conversation actions')
  await press('Search')
}

const inRoom = (query: string, seen: string) => ({
  async show({ click, press, write, sees }: Parameters<NonNullable<(typeof search)['states'][string]['show']>>[0]) {
    await click('[data-room="1"]')
    await pressSearch(press)
    await write('.room-search input', query)
    await sees(seen)
  },
})

/** So few messages that nothing scrolls under the search. */
const few =
  (more: (sample: Sample) => void = () => {}) =>
  (sample: Sample) => {
    sample.messages[1] = []
    sample.say(1, 'anna', sample.t('Is the lock included?', 'هل السعر يشمل القفل؟'), 30)
    sample.say(1, 'you', sample.t('No, the lights are.', 'لا، السعر يشمل المصابيح.'), 29)
    more(sample)
  }

export const searchInRoom = chatView('search in a room', {
  found: { given: few(hits), ...inRoom('the', '.room-search-count:not(:empty)'), looks: EVERY_LOOK },
  empty: { given: few(), ...inRoom('zebra', '.room-search-count:not(:empty)') },
  error: {
    given: few(({ refuses }) => refuses('server_busy', 'messages.search')),
    ...inRoom('zebra', '.room-search-count:not(:empty)'),
  },
  filters: {
    given: few(hits),
    async show(hand) {
      await inRoom('the', '.room-search-count:not(:empty)').show(hand)
      await hand.press('Filters')
      await hand.click('.room-search-filters .chip[aria-pressed]')
    },
    looks: PHONES,
  },
  calendar: {
    given: few(),
    async show({ click, press }) {
      await click('[data-room="1"]')
      await pressSearch(press)
      await press('Filters')
      await press('Jump to date')
    },
  },
})
