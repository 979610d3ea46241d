import { createChatClient } from '@imbachat/sdk'
import { safetyActs } from '@imbachat/sdk/safety-acts'
import type { DemoWidget } from '../demo-widget.ts'
import type { Person } from '../people.ts'
import { getJwt } from '../token.ts'

const TOKEN_SECONDS = 3_600

const named = (id: number, slug: string, name: string): Person => ({
  id,
  slug,
  name,
  avatar: null,
  town: { en: 'Old Harbour', ru: 'Старая гавань' },
})

/** Names of many kinds: long ones, of other scripts, with emoji, of one letter. */
export const CROWD: readonly Person[] = [
  named(11, 'li', '李明'),
  named(12, 'o', 'Ó'),
  named(13, 'maximiliane', 'Maximiliane-Alexandra von Hohenstein-Waldburg zu Reichenbach'),
  named(14, 'yusuf', 'يوسف عبد الرحمن'),
  named(15, 'party', '🎈🎉 Party rental'),
  named(16, 'konstantin', 'Константин Константинопольский'),
  named(17, 'shop', 'Donaudampfschifffahrtsgesellschaftsladen'),
  named(18, 'jane', 'Jane Doe'),
]

const TEXTS = [
  'Is the kayak still there?',
  'Yes, it is. When do you want to see it?',
  'На выходных, если можно 🙂',
  'يوم السبت مناسب لي',
  'https://example.com/a-very-long-address/that-does-not-fit-on-one-line/of-a-bubble?with=a&query=too',
  'A longer text, so that a bubble has several lines. It goes on for a while, since people write like this when they ' +
    'have something to sell, and it ends here.',
  'ok',
  '👍',
]

/**
 * Fills a new demo with people, conversations, rooms, a picture and reports, by the interfaces that sites and users
 * have. Again, it changes nothing: each message has a key of its own.
 * @throws Error, ChatRequestError if the server refuses something
 */
export async function seed(chatUrl: string, { id, secretKey }: DemoWidget, picture: Blob): Promise<void> {
  async function call(name: string, body: object): Promise<{ created?: boolean; message?: { id: number } }> {
    const answer = await fetch(`${chatUrl}/imbachat/v2/${id}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${id}:${secretKey}`)}` },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`)
    return answer.json()
  }
  const say = (uuid: string, place: object, user_id: number, n: number) =>
    call('send_msg', { ...place, user_id, message: TEXTS[n % TEXTS.length], uuid: `seed ${uuid} ${n}` })

  const everybody = [1, 2, 3, ...CROWD.map((one) => one.id)]
  const harbour = await call('create_room', {
    room_pipe: 'harbour',
    room_title: 'The harbour, for everybody who lives or works there',
    room_is_public: 1,
    users_ids: everybody,
  })
  if (harbour.created === false) return
  await call('create_room', { room_pipe: 'empty', room_title: 'Nothing said yet', users_ids: [1, 2] })
  for (let n = 0; n < 80; n++) await say('harbour', { room_pipe: 'harbour' }, everybody[n % everybody.length] ?? 1, n)
  const ofBoris: number[] = []
  for (let n = 0; n < 60; n++) {
    const [from, to] = n % 2 === 0 ? [1, 2] : [2, 1]
    const { message } = await say('dialog', { to_user_id: to }, from, n)
    if (message && from === 2) ofBoris.push(message.id)
  }
  for (const one of CROWD) for (const n of [0, 1]) await say(one.slug, { to_user_id: 1 }, one.id, one.id + n)

  const client = (userId: number) =>
    createChatClient({ url: chatUrl, widgetId: id, token: getJwt(userId, secretKey, TOKEN_SECONDS) })
  const [anna, boris] = [client(1), client(2)]
  try {
    const { room_id } = await boris.openDialog(1)
    const file = await boris.uploadFile(room_id, picture, { name: 'lamp.webp', kind: 'image' })
    await boris.openRoom(room_id).send('The lamp', { attachments: [file] })
    const acts = safetyActs(anna)
    const comment = 'The third time today.'
    for (const seq of ofBoris.slice(0, 2)) await acts.report({ room_id, seq, reason: 'spam', comment })
  } finally {
    anna.close()
    boris.close()
  }
}
