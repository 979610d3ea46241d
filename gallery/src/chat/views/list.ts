import { refusal, type Sample } from '../sample.ts'
import { chatView, EVERY_LOOK, PHONES } from '../view.ts'

const LONG = 'The harbour, its boats, its people and everything else that floats or ought to'

function longNames({ room, say, people, rooms, owns }: Sample): void {
  rooms.clear()
  room(1, { title: LONG, unread: 1_234, mentions: [1] })
  say(1, 'wordless', 'https://shop.example/a-very-long-address/that-does-not-fit-on-one-line?with=a&query=too', 3)
  room(2, { peer: people.long, unread: 88 })
  say(2, 'long', 'ok', 26 * 60)
  room(3, { peer: people.wordless, unread: 2 })
  say(3, 'wordless', 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz', 50)
  room(4, { peer: people.yusuf })
  say(4, 'yusuf', 'https://shop.example/كتب?q=1 ثم نلتقي في السوق الكبير بعد الظهر', 400)
  owns({ kind: 'mute', room_id: 3, until: null }, { kind: 'mute', room_id: 1, until: 9e15 })
  owns({ kind: 'pin', room_id: 1, order: 1 })
}

/** Each mark that a row may have. */
function marks({ room, say, people, owns, presence }: Sample): void {
  owns({ kind: 'pin', room_id: 1, order: 1 }, { kind: 'mute', room_id: 2, until: 9e15 })
  owns({ kind: 'unread', room_id: 4, marked: true })
  owns({ kind: 'draft', room_id: 5, text: 'I was going to', reply_to: null, at: 1 })
  room(6, { peer: people.olga, state: 'invited', unread: 1 })
  say(6, 'olga', 'Hello! May I ask about the boat?', 5)
  room(7, { peer: people.gone })
  say(7, 'gone', 'Bye', 10 * 24 * 60)
  say(room(8, { title: 'Photo club' }).room_id, 'long', '', 20, {
    attachments: [{ file_id: 'a', kind: 'image', name: 'a.jpg', size: 1, type: 'image/jpeg' }],
  })
  presence.push({ user_id: 'olga', online: true, last_seen: null })
}

const archive = ({ owns, room, say, people }: Sample) => {
  for (let id = 10; id < 20; id++) {
    room(id, { peer: people.boris })
    say(id, 'boris', 'Добрый день', 2_000 + id)
  }
  owns({ kind: 'archive', room_id: 5, seq: 1 })
}

export const list = chatView('list', {
  filled: { looks: EVERY_LOOK },
  empty: { given: ({ rooms }) => rooms.clear() },
  loading: { given: ({ waits }) => waits('rooms.list') },
  offline: { given: (sample) => Object.assign(sample, { state: { kind: 'offline', retryAt: sample.now } }) },
  'long names': { given: longNames, looks: PHONES },
  marks: { given: marks },
  'many rooms': {
    given: ({ room, say, people }) => {
      for (let id = 10; id < 130; id++) {
        room(id, { peer: people.boris })
        say(id, 'boris', `Добрый день, ${id}`, 2_000 + id)
      }
    },
  },
  parts: { given: archive, looks: PHONES },
  'part without rooms': {
    given: archive,
    show: ({ press }) => press('Requests'),
  },
  'menu of the list': { show: ({ press }) => press('Menu') },
  'menu of a room': { show: ({ menu }) => menu('[data-room="1"]'), looks: PHONES },
  'how long to mute': {
    async show({ menu, press }) {
      await menu('[data-room="1"]')
      await press('Mute')
    },
  },
  error: {
    given({ answers }) {
      const first = answers['rooms.list']
      answers['rooms.list'] = async (input) => {
        const page = await first?.(input)
        if (!page || input.cursor) throw refusal('server_busy')
        return { ...page, next: 'more' }
      }
    },
    async show({ sees }) {
      await sees('[data-room]')
      const rows = await sees('.list')
      rows.scrollTop = rows.scrollHeight
      rows.dispatchEvent(new Event('scroll'))
      await sees('.problem')
    },
  },
  archived: {
    async show({ menu, press, sees }) {
      await menu('[data-room="4"]')
      await press('Archive')
      await sees('.toast')
    },
    given: ({ answers, now }) => {
      answers['room.archive'] = ({ room_id }) => ({ items: [{ kind: 'archive', rev: 1, room_id, seq: now }] })
    },
  },
  'lost messages': {
    given({ room, refuses, people }) {
      room(9, { peer: people.olga })
      refuses('room_not_found', 'message.send')
    },
    async show({ click, write, press, sees }) {
      await click('[data-room="1"]')
      await write('.composer textarea', 'What I wrote after I was removed')
      await press('Send')
      await click('.back')
      await sees('.lost')
    },
  },
})
