import type { Attachment, Entity, Notice } from '@imbachat/protocol'
import type { Hand } from '../../look.ts'
import { refusal, type Sample } from '../sample.ts'
import { chatView, EVERY_LOOK, PHONES } from '../view.ts'

export const opened =
  (id: number, ...more: ((hand: Hand) => Promise<unknown>)[]) =>
  async (hand: Hand): Promise<void> => {
    await hand.click(`[data-room="${id}"]`)
    await hand.sees('.room .log')
    await hand.rests()
    for (const act of more) await act(hand)
  }

const file = (kind: Attachment['kind'], name: string, more: Partial<Attachment> = {}): Attachment => ({
  file_id: name.replaceAll(/\W/g, '-'),
  kind,
  name,
  size: 1_234_567,
  type: kind === 'image' ? 'image/jpeg' : kind === 'video' ? 'video/mp4' : 'application/pdf',
  ...(kind === 'image' || kind === 'video' ? { width: 800, height: 600, thumb: true as const } : {}),
  ...more,
})
const picture = (name: string, width = 800, height = 600) => file('image', name, { width, height })
const bars = Array.from({ length: 48 }, (_, n) => 4 + ((n * 7_919) % 27))

/** Parts of a text, each formatted in its way. */
function formatted(...parts: ([text: string, type: Entity['type'], more?: Partial<Entity>] | string)[]) {
  let text = ''
  const entities: Entity[] = []
  for (const part of parts) {
    if (typeof part === 'string') text += part
    else {
      entities.push({ type: part[1], offset: text.length, length: part[0].length, ...part[2] })
      text += part[0]
    }
  }
  return { text, entities }
}

function format({ say, t }: Sample): void {
  const { text, entities } = formatted(
    t('Bring ', 'أحضر '),
    [t('both', 'كلا'), 'bold'],
    ' ',
    [t('old', 'القديم'), 'italic'],
    ' ',
    [t('and new', 'والجديد'), 'strike'],
    ' ',
    ['make all', 'code'],
    ' ',
    ['shop.example/a', 'link', { url: 'https://shop.example/a' }],
    '\n',
    [t('The lock is not included', 'القفل غير مشمول'), 'quote'],
    '\n',
    ['const price = 42\nreturn price * (1 + tax) // a line of code that is too long for the bubble', 'pre'],
  )
  say(1, 'anna', text, 9, { entities })
  say(1, 'you', text, 8, { entities })
  say(1, 'anna', '🎉', 7)
  say(1, 'you', '👍👍', 6)
}

function withFiles({ say, t, messages }: Sample): void {
  messages[1] = []
  say(1, 'anna', '', 12, { attachments: [picture('harbour.jpg')] })
  say(1, 'you', t('And these', 'وهذه'), 11, {
    attachments: [picture('a.jpg'), picture('b.jpg', 600, 800), picture('c.jpg'), picture('d.jpg', 900, 500)],
  })
  say(1, 'anna', '', 10, { attachments: [file('video', 'crossing.mp4', { duration_ms: 73_000 })] })
}

function otherFiles({ say, messages }: Sample): void {
  messages[1] = []
  say(1, 'anna', '', 9, { attachments: [file('file', 'price list 2026, final version (3), as agreed.pdf')] })
  say(1, 'you', '', 8, {
    attachments: [file('file', 'قائمة الأسعار.pdf', { size: 900 }), file('file', 'a.zip', { size: 5e7 })],
  })
  say(1, 'anna', '', 7, { attachments: [file('voice', 'voice.ogg', { duration_ms: 42_000, bars })] })
  say(1, 'you', '', 6, { attachments: [file('voice', 'voice-2.ogg', { duration_ms: 3_000, bars })] })
}

const NOTICES: Notice[] = [
  { kind: 'created', user_ids: [], title: 'Weekend market' },
  { kind: 'added', user_ids: ['anna', 'boris', 'yusuf', 'long'] },
  { kind: 'joined', user_ids: ['you'] },
  { kind: 'title', user_ids: [], title: 'The harbour, its boats, its people and everything else that floats' },
  { kind: 'picture', user_ids: [] },
  { kind: 'role', user_ids: ['boris'], role: 'admin' },
  { kind: 'pinned', user_ids: [], seq: 2 },
  { kind: 'left', user_ids: ['wordless'] },
  { kind: 'site', user_ids: [], text: 'The market is closed on Monday.' },
]

function notices({ say, messages }: Sample): void {
  messages[2] = []
  for (const system of NOTICES) say(2, system.kind === 'site' ? '' : 'max', '', 20, { system })
}

/** Messages that were sent, failed, edited or deleted. */
function fates({ say, people, t }: Sample): void {
  say(1, 'you', t('Call me: •••', 'اتصل بي: •••'), 9, { masked: 'contacts' })
  say(1, 'you', '', 8, { text: null, deleted_at: 1 })
  say(1, 'anna', t('From another room', 'من محادثة أخرى'), 7, {
    forward: { user_id: 'long', name: people.long.name, room_id: 2, seq: 2 },
  })
  say(1, 'you', 'https://shop.example/bikes/42', 6, {
    preview: {
      url: 'https://shop.example/bikes/42',
      title: t('A bike for the city, hardly used', 'دراجة للمدينة شبه جديدة'),
      description: t('Blue, 28 inches, with lights. Two years old, always kept inside.', 'زرقاء، مع مصابيح'),
      site: 'shop.example',
      picture: { file_id: 'bike', width: 600, height: 315 },
    },
  })
}

const REACTED = ['👍', '❤️', '😂', '🎉', '😢', '🔥', '👏', '🙏', '🤔']

function reactions({ say }: Sample): void {
  say(2, 'you', 'ok', 9, {
    reactions: REACTED.map((emoji, n) => ({ emoji, count: n * 120 + 1, user_ids: n % 2 ? ['you'] : ['max', 'anna'] })),
  })
  say(2, 'boris', 'Отлично, до субботы!', 8, {
    reactions: [{ emoji: '🎉', count: 2, user_ids: ['you', 'yusuf'] }],
  })
}

function cards({ say, t }: Sample): void {
  const button = (id: string, label: string, more = {}) => ({ id, label, type: 'reply' as const, ...more })
  say(1, 'anna', t('Your order 4711 is ready. When do you pick it up?', 'طلبك جاهز. متى تستلمه؟'), 9, {
    card: {
      title: t('Order ready', 'الطلب جاهز'),
      buttons: [
        button('1', t('Today', 'اليوم'), { style: 'primary' }),
        button('2', t('Tomorrow before noon', 'غدًا قبل الظهر')),
        button('3', t('Cancel the order', 'إلغاء الطلب'), { style: 'danger' }),
        { id: '4', label: t('Show on the map', 'على الخريطة'), type: 'url', url: 'https://shop.example/map' },
      ],
    },
  })
  say(1, 'anna', t('How was it?', 'كيف كان؟'), 8, {
    card: {
      buttons: [button('1', t('Good', 'جيد')), button('2', t('Not so good', 'ليس جيدًا'))],
      after_press: 'lock',
      pressed: { button_id: '1', user_id: 'you', client_id: 'x' },
    },
  })
}

function long({ room, say, people, messages }: Sample): void {
  messages[1] = []
  room(1, { title: 'The harbour, its boats, its people and everything else that floats', member_count: 120_000 })
  const text = 'https://shop.example/a-very-long-address/that-does-not-fit-on-one-line/of-a-bubble?with=a&query=too'
  say(1, 'long', text, 12)
  say(1, 'you', 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz', 11, { reply_to: 1 })
  say(1, 'wordless', 'ok', 10, { reply_to: 2, replied_user_id: 'you' })
  say(1, 'guest', 'Who can come and help?', 9)
  say(1, 'wordless', 'a', 8, { forward: { user_id: 'long', name: people.long.name } })
  say(1, 'yusuf', 'سعر الدراجة 250 € وهي من نوع Peugeot 103، هل هذا مناسب؟', 7)
}

/** A room with more history than the first page. */
function history({ say, messages }: Sample): void {
  messages[1] = []
  for (let n = 0; n < 120; n++) say(1, n % 3 ? 'anna' : 'you', `Message ${n + 1} of many`, 3_000 - n * 10)
}

const toTop = async ({ sees }: Hand) => {
  const log = await sees('.log')
  log.scrollTop = 0
}

/** A bot is the last who wrote. */
function withBot({ people, say, t }: Sample): void {
  Object.assign(people, { olga: { ...people.olga, name: t('Helper', 'المساعد'), bot: true } })
  say(2, 'olga', t('How can I help?', 'كيف يمكنني المساعدة؟'), 5)
}

export const room = chatView('room', {
  dialog: { show: opened(1), looks: EVERY_LOOK },
  group: { show: opened(2) },
  empty: {
    given: ({ messages, room, t }) => {
      messages[2] = []
      room(2, { title: t('Nothing said yet', 'لا شيء بعد') })
    },
    show: opened(2),
  },
  loading: { given: ({ waits }) => waits('messages.list'), show: opened(1) },
  error: { given: ({ refuses }) => refuses('forbidden', 'messages.list'), show: opened(1) },
  offline: {
    given: (sample) => Object.assign(sample, { state: { kind: 'offline', retryAt: sample.now } }),
    show: opened(1),
  },
  'long names': { given: long, show: opened(1), looks: EVERY_LOOK },
  formatted: { given: format, show: opened(1), looks: PHONES },
  pictures: { given: withFiles, show: opened(1), looks: PHONES },
  files: { given: otherFiles, show: opened(1), looks: PHONES },
  notices: { given: notices, show: opened(2) },
  fates: { given: fates, show: opened(1), looks: PHONES },
  reactions: { given: reactions, show: opened(2), looks: PHONES },
  cards: { given: cards, show: opened(1) },
  typing: {
    show: opened(1, async ({ happens, sees }) => {
      happens({ t: 'typing', room_id: 1, user_id: 'anna', typing: true })
      await sees('.who-state.lively')
    }),
  },
  'far from the end': {
    given: (sample) => {
      history(sample)
      sample.room(1, { peer: sample.people.anna, unread: 40, mentions: [110] })
    },
    show: opened(1, toTop, ({ sees }) => sees('.floats, .to-bottom')),
  },
  'not sent': {
    given: ({ answers, owns, now }) => {
      owns({
        kind: 'held',
        room_id: 1,
        messages: [{ client_id: 'h', text: 'Cheap gold', reply_to: null, created_at: now - 60_000, waiting: true }],
      })
      answers['message.send'] = ({ text }) =>
        text === 'waits' ? new Promise(() => {}) : Promise.reject(refusal('words_refused'))
    },
    show: opened(
      1,
      async ({ write, press, sees }) => {
        await write('.composer textarea', 'A message that breaks a rule')
        await press('Send')
        await sees('.failure')
      },
      async ({ write, press }) => {
        await write('.composer textarea', 'waits')
        await press('Send')
      },
    ),
    looks: PHONES,
  },
  covered: {
    given: ({ owns, now }) => owns({ kind: 'block', user_id: 'max', at: now }),
    show: opened(2),
  },
  'act fails': {
    given: ({ refuses }) => refuses('too_many_reactions', 'reaction.add', 'reaction.remove'),
    show: opened(
      1,
      ({ click }) => click('.reactions button'),
      ({ sees }) => sees('.room .problem'),
    ),
  },
  focused: {
    show: opened(1, async ({ sees, key }) => {
      const message = await sees('article[data-seq="5"]')
      message.tabIndex = 0
      await key('article[data-seq="5"]', 'ArrowUp')
    }),
  },
})

export const bots = chatView('bots', {
  'bot answers': {
    given: (sample) => {
      withBot(sample)
      sample.room(2, { title: sample.t('Support', 'الدعم'), can_manage: true, answered_by: 'bots' })
    },
    show: opened(2),
    looks: PHONES,
  },
  'person answers': {
    given: (sample) => {
      withBot(sample)
      sample.room(2, { title: sample.t('Support', 'الدعم'), can_manage: true, answered_by: 'people' })
    },
    show: opened(2),
    looks: EVERY_LOOK,
  },
  'dialog with a bot': {
    given: (sample) => {
      withBot(sample)
      sample.room(1, { peer: sample.people.olga, answered_by: 'people' })
    },
    show: opened(1),
  },
})

export const someFiles = { picture, file }
