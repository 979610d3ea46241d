import type { Call, CallOutcome } from '@imbachat/protocol'
import type { Hand } from '../../look.ts'
import type { Sample } from '../sample.ts'
import { chatView, EVERY_LOOK, PHONES } from '../view.ts'
import { opened } from './room.ts'

const CALL_ID = '0190b0f0-0000-7000-8000-000000000001'
const [OWN, THEIRS] = ['o'.repeat(22), 't'.repeat(22)]

function callOf({ now }: Sample, more: Partial<Call> & { own?: boolean }): Call {
  const { own, ...rest } = more
  const members = (own ? ['you', 'anna'] : ['anna', 'you']).map((user_id, index) => ({
    user_id,
    party: index === 0 ? (own ? OWN : THEIRS) : null,
    audio: true,
    video: false,
    screen: false,
  }))
  return {
    call_id: CALL_ID,
    room_id: 1,
    rev: 1,
    state: 'ringing',
    video: true,
    started_by: members[0]?.user_id ?? '',
    started_at: now,
    ring_until: now + 45_000,
    members,
    relay: false,
    ...rest,
  }
}

/** Calls are on, and none runs. */
function on(sample: Sample): void {
  sample.settings.calls = 'video'
  sample.answers['call.current'] = () => ({ calls: [], may: 'video', groups: 'all' })
  sample.answers['call.rang'] = () => ({ call: callOf(sample, { rev: 2 }) })
}

function rings(sample: Sample): void {
  on(sample)
  sample.answers['call.current'] = () => ({ calls: [callOf(sample, {})], may: 'video', groups: 'all' })
}

/** The browser gives a microphone, or none. */
function microphone(error?: DOMException): void {
  const silence = () => new AudioContext().createMediaStreamDestination().stream
  Object.defineProperty(navigator, 'mediaDevices', {
    value: Object.assign(new EventTarget(), {
      getUserMedia: async () => {
        if (error) throw error
        return silence()
      },
      getDisplayMedia: () => {},
      enumerateDevices: async () => [
        { kind: 'audioinput', deviceId: 'a', label: 'Headset (USB Audio)', groupId: '' },
        { kind: 'videoinput', deviceId: 'b', label: 'HD Webcam', groupId: '' },
      ],
    }),
  })
}

/** The server's answer to a call of the reader. */
const calls =
  (more: Partial<Call> = {}) =>
  (sample: Sample): void => {
    on(sample)
    microphone()
    sample.answers['call.start'] = ({ party }) => {
      const call = callOf(sample, { own: true, video: false, ...more })
      const members = call.members.map((one) => (one.user_id === 'you' ? { ...one, party } : one))
      return { call: { ...call, members }, ice: { servers: [], relay_only: false } }
    }
  }

/** The call of the reader has ended without an answer. */
const endedCall: Call = {
  ...{ call_id: CALL_ID, room_id: 1, rev: 9, state: 'ended', outcome: 'missed', video: false, started_by: 'you' },
  ...{ started_at: 0, ring_until: 0, members: [], relay: false },
}

const press = (...names: string[]) =>
  opened(1, async (hand: Hand) => {
    for (const name of names) await hand.press(name)
    await hand.rests()
  })

function entries(sample: Sample): void {
  on(sample)
  const { messages, say } = sample
  messages[1] = []
  const entry = (by: string, minutes: number, outcome: CallOutcome, video: boolean, duration_ms?: number) =>
    say(1, by, '', minutes, {
      call: { call_id: CALL_ID, outcome, video, ...(duration_ms !== undefined && { duration_ms }) },
    })
  entry('anna', 90, 'answered', true, 754_000)
  entry('you', 80, 'answered', false, 62_000)
  entry('you', 60, 'declined', false)
  entry('you', 50, 'busy', true)
  entry('anna', 40, 'lost', false, 9_000)
  entry('anna', 5, 'missed', true)
}

/** Of the group of the sample. */
const inGroup = (users: string[], more: Partial<Call> = {}) => ({
  room_id: 2,
  state: 'active' as const,
  answered_at: 0,
  members: users.map((user_id) => ({ user_id, party: THEIRS, audio: user_id !== 'max', video: false, screen: false })),
  group: { most: 4, declined: [], removed: [] },
  ...more,
})

function runsInGroup(sample: Sample): void {
  on(sample)
  const call = callOf(sample, { ...inGroup(['anna', 'max']), ring_until: 0 })
  sample.answers['call.current'] = () => ({ calls: [call], may: 'video', groups: 'all' })
}

/** The reader is in a group call, and has started it. No media arrives. */
function talksInGroup(sample: Sample): void {
  runsInGroup(sample)
  microphone()
  sample.answers['call.current'] = () => ({ calls: [], may: 'video', groups: 'all' })
  sample.answers['call.start'] = ({ party }) => {
    const call = callOf(sample, { own: true, ...inGroup(['anna', 'max', 'you']) })
    const members = call.members.map((one) => (one.user_id === 'you' ? { ...one, party } : one))
    const reply = {
      call: { ...call, answered_at: sample.now, members },
      ice: { servers: [], relay_only: false },
      apart: ['anna', 'max'],
    }
    sample.answers['call.renew'] = () => reply
    return reply
  }
}

export const callViews = chatView('calls', {
  ring: {
    given: rings,
    show: async ({ sees, rests }) => {
      await sees('.call-ring')
      await rests()
    },
    looks: EVERY_LOOK,
  },
  'a silenced ring': {
    given: rings,
    show: async (hand) => {
      await hand.sees('.call-ring')
      await hand.press('Silence')
      await hand.sees('.floating-call')
      await hand.rests()
    },
    looks: PHONES,
  },
  'buttons in a dialog': { given: on, show: opened(1), looks: EVERY_LOOK },
  calling: { given: calls(), show: press('Audio call'), looks: EVERY_LOOK },
  'call settings': { given: calls(), show: press('Audio call', 'Call settings'), looks: PHONES },
  'small over the chat': { given: calls(), show: press('Audio call', 'Back to the chat'), looks: PHONES },
  'ended while the user reads': {
    given: calls(),
    show: opened(1, async (hand) => {
      await hand.press('Audio call')
      await hand.press('Back to the chat')
      await hand.rests()
      hand.happens({ t: 'call', call: endedCall })
      await hand.rests()
    }),
  },
  'not answered': { given: calls({ state: 'ended', outcome: 'missed' }), show: press('Audio call'), looks: PHONES },
  'a firewall is in the way': {
    given: calls(),
    show: opened(1, async (hand) => {
      await hand.press('Audio call')
      await hand.sees('.call-view')
      hand.happens({ t: 'call', call: { ...endedCall, outcome: 'lost', answered_at: 1 } })
      await hand.sees('.call-why')
      await hand.rests()
    }),
    looks: PHONES,
  },
  'the microphone is blocked': {
    given: (sample) => {
      on(sample)
      microphone(new DOMException('Permission denied by system', 'NotAllowedError'))
    },
    show: press('Audio call'),
    looks: PHONES,
  },
  'on another device': {
    given: (sample) => {
      on(sample)
      const call = callOf(sample, { state: 'active', answered_at: sample.now })
      call.members = call.members.map((one) => ({ ...one, party: THEIRS }))
      sample.answers['call.current'] = () => ({ calls: [call], may: 'video', groups: 'all' })
    },
    show: async ({ sees, rests }) => {
      await sees('.floating-call')
      await rests()
    },
    looks: PHONES,
  },
  'runs in a group': { given: runsInGroup, show: opened(2, ({ sees }) => sees('.call-bar')) },
  'in a group': {
    given: talksInGroup,
    show: opened(2, async (hand) => {
      await hand.press('Audio call')
      await hand.sees('.call-tile')
      await hand.rests()
    }),
  },
  entries: { given: entries, show: opened(1), looks: EVERY_LOOK },
  'entry in the list': { given: entries },
})
