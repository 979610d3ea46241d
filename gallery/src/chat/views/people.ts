import { DEFAULT_USER_SETTINGS } from '@imbachat/protocol/user-settings'
import type { Hand } from '../../look.ts'
import { chatView, PHONES } from '../view.ts'
import { opened } from './room.ts'

const write = ({ press }: Hand) => press('New message')

export const newMessage = chatView('new message', {
  filled: { show: write, looks: PHONES },
  found: {
    given: ({ answers, people }) => {
      answers['people.search'] = () => ({ users: [people.olga, people.wordless, people.guest] })
    },
    async show({ press, write, sees }) {
      await press('New message')
      await write('.sheet input', 'ol')
      await sees('.sheet li:last-child:not(:first-child)')
    },
  },
  empty: {
    given: ({ rooms, answers }) => {
      rooms.clear()
      answers['people.friends'] = () => ({ users: [] })
    },
    show: ({ press }) => press('Message someone'),
  },
})

const who = ({ click }: Hand) => click('.who .who-button')

export const person = chatView('person', {
  filled: { show: opened(1, who), looks: PHONES },
  'long names': {
    given: ({ room, people, say }) => {
      Object.assign(people.long, { profile_url: 'https://shop.example/people/17' })
      room(1, { peer: people.long })
      say(1, 'long', 'Hello', 1)
    },
    show: opened(1, who),
    looks: PHONES,
  },
  'from a group': { show: opened(2, ({ click }) => click('article .author')) },
  block: { show: opened(1, who, ({ press }) => press('Block')) },
  report: { show: opened(1, who, ({ press }) => press('Report')) },
})

const starred = async ({ press }: Hand) => {
  await press('Menu')
  await press('Starred messages')
}

export const stars = chatView('starred', {
  filled: {
    given: ({ answers, messages, people, now }) => {
      const [first, , third] = messages[1] ?? []
      const [asked] = messages[2] ?? []
      answers['messages.starred'] = () => ({
        messages: [
          ...(third ? [{ room_id: 1, starred_at: now, message: third }] : []),
          ...(asked ? [{ room_id: 2, starred_at: now, message: asked }] : []),
          ...(first ? [{ room_id: 1, starred_at: now, message: first }] : []),
        ],
        users: [people.anna, people.max],
        next: 'more',
      })
    },
    show: starred,
    looks: PHONES,
  },
  empty: {
    given: ({ answers }) => {
      answers['messages.starred'] = () => ({ messages: [], users: [], next: null })
    },
    show: starred,
  },
  loading: { given: ({ waits }) => waits('messages.starred'), show: starred },
  error: { given: ({ refuses }) => refuses('server_busy', 'messages.starred'), show: starred },
})

const settings = async ({ press }: Hand) => {
  await press('Menu')
  await press('Settings')
}

export const userSettings = chatView('settings', {
  filled: { show: settings, looks: PHONES },
  mail: {
    given: ({ settings, owns }) => {
      settings.mail = true
      owns({ kind: 'settings', ...DEFAULT_USER_SETTINGS, quiet_hours: '22:00-08:00', mail_off: [1, 99] })
    },
    show: settings,
    looks: PHONES,
  },
  blocked: {
    given: ({ answers, people }) => {
      answers['blocked.list'] = () => ({ users: [people.boris, people.long], next: null })
    },
    async show(hand) {
      await settings(hand)
      await hand.press('Blocked people')
    },
  },
  'nobody blocked': {
    given: ({ answers }) => {
      answers['blocked.list'] = () => ({ users: [], next: null })
    },
    async show(hand) {
      await settings(hand)
      await hand.press('Blocked people')
    },
  },
  error: {
    given: ({ refuses }) => refuses('server_busy', 'settings.set'),
    async show(hand) {
      await settings(hand)
      await hand.click('.sheet input[type=checkbox], .sheet [role=switch]')
      await hand.sees('.sheet .problem')
    },
  },
})
