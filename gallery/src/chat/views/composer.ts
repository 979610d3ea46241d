import type { Hand } from '../../look.ts'
import { chatView, PHONES } from '../view.ts'
import { opened } from './room.ts'

const BOX = '.composer textarea'
const writes = (text: string) => (hand: Hand) => hand.write(BOX, text)
const messageMenu =
  (seq: number, ...names: string[]) =>
  async ({ menu, press }: Hand) => {
    await menu(`article[data-seq="${seq}"]`)
    for (const name of names) await press(name)
  }

export const composer = chatView('composer', {
  'many lines': { show: opened(1, writes('One line\nand another\n\nand so on\n'.repeat(6))) },
  reply: { show: opened(1, messageMenu(3, 'Reply')), looks: PHONES },
  edit: { show: opened(1, messageMenu(6, 'Edit')) },
  'too long': { show: opened(1, writes('x'.repeat(2_050))) },
  emoji: {
    show: opened(
      1,
      ({ press }) => press('Emoji'),
      ({ sees }) => sees('.emoji-grid button, .emoji button'),
    ),
    looks: PHONES,
  },
  'emoji not found': {
    show: opened(
      1,
      ({ press }) => press('Emoji'),
      ({ sees }) => sees('.emoji-grid button, .emoji button'),
      ({ write }) => write('.emoji-place input', 'zzzz'),
    ),
  },
  'emoji suggested': { show: opened(1, writes(':smil'), ({ sees }) => sees('.suggestions')) },
  'people suggested': {
    show: opened(2, writes('@'), ({ sees }) => sees('.suggestions > :nth-child(8)')),
    looks: PHONES,
  },
  formatting: {
    show: opened(1, writes('A word in bold'), async ({ sees }) => {
      const box = (await sees(BOX)) as HTMLTextAreaElement
      box.setSelectionRange(2, 6)
      await sees('.format-bar')
    }),
  },
  'without sound': { show: opened(1, writes('Good night'), ({ menu }) => menu('.send')) },
  'slow mode': {
    given: ({ rooms, people, say, now }) => {
      const room = rooms.get(2)
      if (room) room.rights = { ...room.rights, slow_seconds: 300 }
      say(2, people.you.user_id, 'A moment ago', 0, { created_at: now - 20_000 })
    },
    show: opened(2),
  },
  'files to send': {
    given: ({ waits }) => waits('upload.create'),
    show: opened(
      1,
      ({ choose }) => choose(BOX, 'harbour.png', 'price list 2026, final version (3).txt', 'b.png'),
      ({ sees }) => sees('.tray li, .tray > *'),
      writes('These three'),
    ),
    looks: PHONES,
  },
  'files on their way': {
    given: ({ waits }) => waits('upload.create'),
    show: opened(
      1,
      ({ choose }) => choose(BOX, 'harbour.png', 'terms.txt'),
      ({ sees }) => sees('.tray > *'),
      ({ press }) => press('Send'),
      ({ sees }) => sees('.message .ring, .message [class*=ring]'),
    ),
  },
  'files refused': {
    given: ({ refuses }) => refuses('forbidden', 'upload.create'),
    show: opened(1, ({ choose }) => choose(BOX, 'harbour.png', 'terms.txt')),
  },
  'dropping files': {
    show: opened(1, async ({ sees }) => {
      const room = await sees('.room')
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['a'], 'a.txt'))
      room.dispatchEvent(new DragEvent('dragenter', { bubbles: true, cancelable: true, dataTransfer }))
      room.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer }))
      await sees('.drop-zone')
    }),
  },
  'no microphone': {
    show: opened(
      1,
      ({ press }) => press('Record voice message'),
      ({ sees }) => sees('.problem'),
    ),
  },
})

export const messageMenuViews = chatView('menu of a message', {
  own: { show: opened(1, messageMenu(4)), looks: PHONES },
  others: { show: opened(1, messageMenu(5)) },
  delete: { show: opened(1, messageMenu(6, 'Delete')) },
  reactions: {
    show: opened(1, messageMenu(5, 'React'), ({ sees }) => sees('.sheet .emoji button, .sheet button')),
  },
  forward: { show: opened(1, messageMenu(5, 'Forward')), looks: PHONES },
  report: { show: opened(1, messageMenu(5, 'Report')) },
  reported: {
    given: ({ answers }) => {
      answers['report.send'] = () => ({})
    },
    show: opened(1, messageMenu(5, 'Report', 'Spam', 'Send report'), ({ sees }) => sees('.sheet')),
  },
  'report fails': {
    given: ({ refuses }) => refuses('server_busy', 'report.send'),
    show: opened(1, messageMenu(5, 'Report', 'Spam', 'Send report'), ({ sees }) => sees('.sheet .problem')),
  },
  versions: {
    given: ({ answers, now }) => {
      answers['message.versions'] = () => ({
        versions: [
          { text: 'Two years. The lights are included.', at: now - 1_860_000 },
          { text: 'Two yeras.', at: now - 1_870_000 },
        ],
      })
    },
    show: opened(1, messageMenu(4, 'Edit history')),
    looks: PHONES,
  },
  'versions fail': {
    given: ({ refuses }) => refuses('server_busy', 'message.versions'),
    show: opened(1, messageMenu(4, 'Edit history')),
  },
  readers: {
    given: ({ say, members }) => {
      say(2, 'you', 'I will bring the table', 5)
      for (const { watermarks } of members.slice(1, 7)) if (watermarks) watermarks.read_seq = 5
    },
    show: opened(2, messageMenu(5), ({ press }) => press('Read by {count}')),
  },
  'who reacted': {
    given: ({ answers, people }) => {
      answers['reactions.list'] = () => ({ users: [people.you, people.long, people.guest], next: null, mine: true })
    },
    show: opened(1, messageMenu(5, 'Who reacted')),
  },
  selection: { show: opened(1, messageMenu(5, 'Select')), looks: PHONES },
  'delete selected': { show: opened(1, messageMenu(6, 'Select'), ({ press }) => press('Delete')) },
  deleted: {
    show: opened(1, messageMenu(6, 'Delete', 'Delete for me'), ({ sees }) => sees('.toast')),
  },
})
