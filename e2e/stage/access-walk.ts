import type { Locator } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { attach, picture, seesPicture, send } from './files.ts'
import type { Stage } from './harness.ts'
import type { PageWithChat, Visitor } from './visitor.ts'
import { signIn } from './wire.ts'

declare const window: PageWithChat

/** One state of the chat, and how a person comes to it from an open conversation or from the list. */
export interface Screen {
  name: string
  from: 'list' | 'dialog' | 'group'
  open(visitor: Visitor): Promise<void>
  /** back to where it begins; missing: only by loading the page again */
  leave?(visitor: Visitor): Promise<void>
}

const stays = async () => {}

const byEscape =
  (role: 'menu' | 'dialog' | 'alertdialog') =>
  async ({ chat, page }: Visitor): Promise<void> => {
    await page.keyboard.press('Escape')
    await chat.getByRole(role).first().waitFor({ state: 'detached' })
  }

const button = ({ chat, words }: Visitor, name: string) => chat.getByRole('button', { name: words(name), exact: true })
const shows = ({ chat, words }: Visitor, name: string) => chat.getByRole('dialog', { name: words(name) }).waitFor()
/** A button whose name begins with `name` and continues with a number or a title. */
const buttonOf = ({ chat, words }: Visitor, name: string, value = '') =>
  // a name that runs against the language is isolated by invisible characters
  chat.getByRole('button', { name: new RegExp(words(name).replace(/\{\w+\}/, `.?${value}`)) })

async function ofMessage(visitor: Visitor, text: string, ...choices: string[]): Promise<void> {
  const message: Locator = visitor.message(text).first()
  await visitor.isWhole()
  await message.focus()
  await message.press('Shift+F10')
  for (const name of choices)
    await visitor.chat.getByRole('menuitem', { name: visitor.words(name), exact: true }).click()
}

async function ofConversation(visitor: Visitor, ...choices: string[]): Promise<void> {
  await button(visitor, 'Conversation actions').click()
  for (const name of choices)
    await visitor.chat.getByRole('menuitem', { name: visitor.words(name), exact: true }).click()
}

const panel = (title: string): Screen => ({
  name: title,
  from: 'list',
  async open(visitor) {
    await visitor.chooseInList(title)
    await shows(visitor, title)
  },
  leave: byEscape('dialog'),
})

export const SCREENS: readonly Screen[] = [
  { name: 'list', from: 'list', open: ({ conversations }) => conversations.first().waitFor(), leave: stays },
  {
    name: 'New message',
    from: 'list',
    async open(visitor) {
      await button(visitor, 'New message').click()
      await shows(visitor, 'New message')
    },
    leave: byEscape('dialog'),
  },
  {
    name: 'menu of the list',
    from: 'list',
    async open(visitor) {
      await button(visitor, 'Menu').click()
      await visitor.chat.getByRole('menu').waitFor()
    },
    leave: byEscape('menu'),
  },
  {
    name: 'New group',
    from: 'list',
    async open(visitor) {
      await button(visitor, 'New message').click()
      await button(visitor, 'New group').click()
      await shows(visitor, 'Add people')
      await button(visitor, 'Next').click()
      await button(visitor, 'More').click()
      await shows(visitor, 'New group')
    },
  },
  panel('Public groups'),
  panel('Starred messages'),
  panel('Settings'),
  {
    name: 'search',
    from: 'list',
    async open(visitor) {
      await visitor.chat.getByRole('searchbox', { name: visitor.words('Search') }).fill('kayak')
      await visitor.chat.getByText(visitor.words('Messages'), { exact: true }).first().waitFor()
    },
  },
  { name: 'dialog', from: 'dialog', open: (visitor) => visitor.message('kayak').first().waitFor(), leave: stays },
  {
    name: 'menu of a message',
    from: 'dialog',
    async open(visitor) {
      await ofMessage(visitor, 'Is the kayak')
      await visitor.chat.getByRole('menu').waitFor()
    },
    leave: byEscape('menu'),
  },
  {
    name: 'menu of a conversation',
    from: 'dialog',
    async open(visitor) {
      await ofConversation(visitor)
      await visitor.chat.getByRole('menu').waitFor()
    },
    leave: byEscape('menu'),
  },
  {
    name: 'emoji',
    from: 'dialog',
    async open(visitor) {
      await button(visitor, 'Emoji').click()
      await visitor.chat.locator('.emoji-grid button').first().waitFor()
    },
  },
  {
    name: 'forward',
    from: 'dialog',
    async open(visitor) {
      await ofMessage(visitor, 'Is the kayak', 'Forward')
      await visitor.chat.getByRole('dialog').waitFor()
    },
    leave: byEscape('dialog'),
  },
  {
    name: 'report',
    from: 'dialog',
    async open(visitor) {
      await ofMessage(visitor, 'Is the kayak', 'Report')
      await visitor.chat.getByRole('alertdialog').waitFor()
    },
    leave: byEscape('alertdialog'),
  },
  {
    name: 'selection',
    from: 'dialog',
    async open(visitor) {
      await ofMessage(visitor, 'Is the kayak', 'Select')
      await visitor.chat.getByRole('toolbar').waitFor()
    },
  },
  {
    name: 'search in a conversation',
    from: 'dialog',
    async open(visitor) {
      await buttonOf(visitor, 'Conversation actions').click()
      await visitor.chat.getByRole('menuitem', { name: visitor.words('Search') }).click()
      await visitor.chat.locator('.room').getByRole('searchbox').fill('kayak')
      await visitor.chat.locator('.room-search [role=status]').filter({ hasText: /\d/ }).waitFor()
    },
  },
  {
    name: 'viewer',
    from: 'dialog',
    async open(visitor) {
      await buttonOf(visitor, 'Open {name}', 'boat.png').click()
      await shows(visitor, 'Photos')
    },
    leave: byEscape('dialog'),
  },
  {
    name: 'voice bar',
    from: 'dialog',
    async open(visitor) {
      await button(visitor, 'Record voice message').click()
      await button(visitor, 'Stop and listen').waitFor()
    },
  },
  { name: 'group', from: 'group', open: (visitor) => visitor.message('Hello all').first().waitFor(), leave: stays },
  {
    name: 'members',
    from: 'group',
    async open(visitor) {
      await buttonOf(visitor, 'Show members: {members}').click()
      await visitor.chat.getByRole('dialog').waitFor()
    },
    leave: byEscape('dialog'),
  },
]

export const [DIALOG, GROUP] = ['Borislava', 'Walkers of the quay'] as const

export interface Fixtures {
  anna: Person
  boris: Person
  /** of the group */
  pipe: string
}

/** Anna's chat has a dialog with words, a link, a picture, a reply and reactions, and a group. */
export async function makeFixtures(stage: Stage): Promise<Fixtures> {
  const [anna, boris] = [stage.person('Anna'), stage.person(DIALOG)]
  const [mine, theirs] = [await signIn(stage, stage.token(anna.id)), await signIn(stage, stage.token(boris.id))]
  const { room } = (await theirs.request('dialog.open', { user_id: anna.id })) as { room: { room_id: number } }
  const pipe = `walk-${anna.id}`
  const say = (socket: typeof mine, room_id: number, text: string, more = {}) =>
    socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text, ...more })
  await say(
    theirs,
    room.room_id,
    'Is the kayak still there? See https://example.com/a/long/address/of/a/thing/that/does/not/wrap',
  )
  await say(mine, room.room_id, 'Come and see the kayak', { reply_to: 1 })
  await mine.request('reaction.add', { room_id: room.room_id, seq: 1, emoji: '👍' })
  const group = (await mine.request('room.open', { pipe, title: GROUP, user_ids: [String(boris.id)] })) as {
    room: { room_id: number }
  }
  await say(mine, group.room.room_id, 'Hello all')
  return { anna, boris, pipe }
}

export async function addPicture(visitor: Visitor): Promise<void> {
  await visitor.openConversation(DIALOG)
  await attach(visitor, picture('boat.png'))
  await send(visitor)
  await seesPicture(visitor, 'boat.png')
  await visitor.chat
    .getByRole('article')
    .last()
    .getByRole('img', { name: new RegExp(`^(${visitor.words('Sent')}|${visitor.words('Delivered')})$`) })
    .waitFor()
}

/**
 * Goes where the screen begins, and opens it.
 * @param before what is open now; missing: anything
 */
export async function comeTo(
  visitor: Visitor,
  { boris, pipe }: Fixtures,
  { from, open }: Screen,
  before?: Screen,
): Promise<void> {
  if (before?.leave) await before.leave(visitor)
  else await visitor.page.reload()
  // what was left leads back to where it began
  if (before?.leave && before.from === from) return open(visitor)
  if (from === 'group') await visitor.page.evaluate((pipe) => window.imbaApi.addToRoom({ pipe }), pipe)
  else await visitor.openDialogWith(boris)
  if (from === 'list') await button(visitor, 'Back').click()
  await open(visitor)
}

/** Gives the quick browser, which has no microphone, one that beeps. */
export async function giveMicrophone({ page }: Visitor): Promise<void> {
  await page.addInitScript(() => {
    const getUserMedia = async () => {
      const audio = new AudioContext()
      const microphone = audio.createMediaStreamDestination()
      const beep = audio.createOscillator()
      beep.connect(microphone)
      beep.start()
      return microphone.stream
    }
    if (navigator.mediaDevices) Object.assign(navigator.mediaDevices, { getUserMedia })
  })
}
