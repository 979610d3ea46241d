import type { RoomSummary } from '@imbachat/protocol'
import type { Sample } from '../sample.ts'
import { chatView, EVERY_LOOK, PHONES } from '../view.ts'
import { opened, someFiles } from './room.ts'

function pinned({ messages, rooms, t }: Sample): void {
  for (const message of messages[1]?.slice(2, 5) ?? []) message.pinned_at = 1
  const room = rooms.get(1)
  if (room)
    Object.assign(room, {
      pins: 3,
      context: {
        id: 'bike',
        title: t('City bike, blue, 28 inches, two years old, with lights', 'دراجة زرقاء'),
        image: `${location.origin}/picture/bike.svg`,
        url: 'https://shop.example/bikes/42',
        signed: true,
      },
    })
}

export const aboveLog = chatView('above the log', {
  filled: { given: pinned, show: opened(1), looks: EVERY_LOOK },
  'all pins': { given: pinned, show: opened(1, ({ press }) => press('Show all pinned messages')) },
  'pins fail': {
    given: (sample) => {
      pinned(sample)
      sample.refuses('server_busy', 'pins.list')
    },
    show: opened(1),
  },
  'menu of the room': { given: pinned, show: opened(1, ({ press }) => press('Conversation actions')) },
})

const blocked = (write_block: RoomSummary['write_block'], more: Partial<RoomSummary> = {}) => ({
  given: ({ rooms }: Sample) => {
    Object.assign(rooms.get(1) ?? {}, { write_block, ...more })
  },
  show: opened(1),
})

/** It changes while the reader looks at it. */
const inGroup = (more: Partial<RoomSummary>) => {
  let room: RoomSummary | undefined
  return {
    given: ({ summary }: Sample) => {
      room = { ...summary(2), ...more }
    },
    show: opened(2, async ({ happens }) => happens({ t: 'room', room })),
  }
}

const muted = ({ owns, now, t }: Sample) =>
  owns({
    kind: 'standing',
    mute: { until: now + 86_400_000, reason: t('Trade is not allowed here', 'التجارة ممنوعة هنا') },
    ban: null,
    warning: null,
  })

export const barsBelow = chatView('instead of the composer', {
  invited: { ...blocked(null, { state: 'invited' }), looks: PHONES },
  requested: blocked(null, { state: 'requested' }),
  pending: blocked('request_pending', { state: 'requested' }),
  declined: blocked('request_declined', { state: 'declined' }),
  'not permitted': blocked('not_permitted'),
  'person gone': {
    given: ({ room, people, say }) => {
      room(1, { peer: people.gone })
      say(1, 'gone', 'Bye', 9)
    },
    show: opened(1),
  },
  'managers only': inGroup({ write_block: 'managers_only' }),
  frozen: inGroup({ write_block: 'frozen' }),
  archived: inGroup({ write_block: 'frozen', archived: true }),
  'not joined': { ...inGroup({ write_block: 'not_joined', state: 'left' }) },
  banned: inGroup({ state: 'banned' }),
  blocked: {
    given: ({ owns, rooms, now }) => {
      owns({ kind: 'block', user_id: 'anna', at: now })
      Object.assign(rooms.get(1) ?? {}, { write_block: 'blocked' })
    },
    show: opened(1),
  },
  muted: { given: muted, show: opened(1), looks: PHONES },
  appeal: {
    given: muted,
    show: opened(1, ({ press }) => press('Ask moderators to reconsider')),
  },
})

export const viewer = chatView('viewer', {
  picture: {
    given: ({ say, messages }) => {
      messages[1] = []
      const names = ['harbour.jpg', 'boats.jpg', 'a picture with quite a long name, as cameras give them.jpg']
      say(1, 'anna', 'The harbour', 9, { attachments: names.map((name) => someFiles.picture(name)) })
    },
    show: opened(
      1,
      ({ click }) => click('.tile-open'),
      ({ sees }) => sees('.viewer'),
    ),
    looks: EVERY_LOOK,
  },
})
