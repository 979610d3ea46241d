import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { Person } from '../../demo/src/people.ts'
import { type ChatClient, createChatClient, type Timeline } from '../../sdk/src/index.ts'
import { createApp } from '../../server/src/app.ts'
import { freePort } from '../../server/src/testing/free-port.ts'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { eventually } from '../stage/eventually.ts'
import { picture } from '../stage/files.ts'
import { makeWorld, person, type World } from '../stage/harness.ts'
import { FIREFOX, type OtherBrowser, WEBKIT } from './browsers.ts'
import { COMPOSER, DrivenVisitor, SEND } from './driven-visitor.ts'
import { BrowserEnded } from './webdriver.ts'

declare const window: { imbaApi: ImbaChat }

const METRICS_TOKEN = 'read by the test of tabs'

let world: World
const peers: ChatClient[] = []

beforeAll(async () => {
  // no port of outgoing connections: a test gives it back for a moment
  world = await makeWorld({ METRICS_TOKEN, PORT: String(freePort()) })
})
afterAll(() => world?.end())
afterEach(() => {
  for (const peer of peers.splice(0)) peer.close()
})

/** Somebody else, in a client of their own. */
interface Peer {
  person: Person
  room: Timeline
  /** Waits until they have a message of this text. */
  reads(text: string): Promise<void>
}

async function peerOf(me: Person, other: Person): Promise<Peer> {
  const client = createChatClient({ url: world.chatUrl, widgetId: world.widgetId, token: world.token(other.id) })
  peers.push(client)
  const { room_id } = await client.openDialog(me.id)
  const room = client.openRoom(room_id)
  const texts = () => room.state.get().messages.map((message) => message.text)
  return { person: other, room, reads: (text) => eventually(() => expect(texts()).toContain(text)) }
}

/** Connections of all clients, as the server counts them. */
async function connections(): Promise<number> {
  const answer = await fetch(`${world.chatUrl}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
  const counts = [...(await answer.text()).matchAll(/^imbachat_connections\{.*\} (\d+)$/gm)]
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}

describe.each([FIREFOX, WEBKIT])('$name', (kind) => {
  const lacking = kind.lacks()
  if (lacking !== null) {
    test.skip(`BROWSER-1 the main scenes: this machine has no ${lacking}`, () => {})
    return
  }
  let browser: OtherBrowser

  beforeAll(async () => {
    browser = await kind.launch()
  })
  afterAll(() => browser?.end())

  /** A browser that crashes says nothing about the chat: then the scene is played in a fresh one. */
  function scene(name: string, play: () => Promise<void>): void {
    test(name, async () => {
      try {
        await play()
      } catch (error) {
        const handles = browser.driver.command('GetWindowHandles')
        const isUp = await handles.then(
          () => true,
          (reason: unknown) => !(reason instanceof BrowserEnded),
        )
        if (isUp) throw error
        console.error(`${kind.name} ended in "${name}", which begins again: ${String(error)}`)
        await browser.end()
        browser = await kind.launch()
        await play()
      }
    })
  }

  /** At the site's page, in a dialog with a peer. */
  async function inDialog(name: string, peerName: string, query = '') {
    const me = person(world.demo, name)
    const visitor = new DrivenVisitor(browser.driver)
    const peer = await peerOf(me, person(world.demo, peerName))
    await visitor.open(`${world.demo.url}/as/${me.slug}?${query}`)
    await visitor.inPage((id) => window.imbaApi.openDialog(id).then(() => true), peer.person.id)
    return { me, visitor, peer }
  }

  scene('BROWSER-1 the launcher opens the chat, and text goes both ways', async () => {
    const me = person(world.demo, 'Anna')
    const peer = await peerOf(me, person(world.demo, 'Boris'))
    await peer.room.send('Is the kayak still there?')
    const visitor = new DrivenVisitor(browser.driver)
    await visitor.open(`${world.demo.url}/as/${me.slug}`)
    await visitor.clickInPage({ css: 'button', name: 'Open chat' })
    await visitor.click({ css: 'button', has: 'Is the kayak still there?' })
    await visitor.sees({ css: 'article', has: 'Is the kayak still there?' })
    await visitor.click(COMPOSER)
    await visitor.type('Come and see it')
    await visitor.click(SEND)
    await peer.reads('Come and see it')
    await visitor.sees({ css: 'article [role=img]', name: 'Delivered' })
    await visitor.reload()
    for (const text of ['Is the kayak still there?', 'Come and see it'])
      await visitor.sees({ css: 'article', has: text })
  })

  scene('BROWSER-2 after openDialog, what the user types is in the composer', async () => {
    const { visitor, peer } = await inDialog('Ida', 'Jon')
    await visitor.sees(COMPOSER)
    await visitor.type('typed at once')
    await visitor.click(SEND)
    await peer.reads('typed at once')
  })

  /** Pixels from the log's edges to those of a message, after what was drawn has been laid out. */
  const placeOf = (visitor: DrivenVisitor, text: string) =>
    visitor.inChat(async (text) => {
      for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame)
      const log = document.querySelector('.log')
      const article = [...document.querySelectorAll('article')].find((one) => one.textContent?.includes(text))
      if (!article || !log) throw new Error(`no message “${text}”`)
      const [box, pane] = [article.getBoundingClientRect(), log.getBoundingClientRect()]
      return { fromTop: box.top - pane.top, fromBottom: pane.bottom - box.bottom }
    }, text)

  scene('PAGE-24 a conversation opens at the first of its 30 unread messages', async () => {
    const me = person(world.demo, 'Uma')
    const peer = await peerOf(me, person(world.demo, 'Vito'))
    for (let n = 1; n <= 30; n++) await peer.room.send(`unread number ${n}.`)
    const visitor = new DrivenVisitor(browser.driver)
    await visitor.open(`${world.demo.url}/as/${me.slug}`)
    await visitor.clickInPage({ css: 'button', name: 'Open chat' })
    await visitor.click({ css: 'button', has: 'unread number 30.' })
    await visitor.sees({ css: 'button', has: '30 new messages' })
    // styles and buttons that come later may still move what is below them
    await visitor.sees({ css: 'button', name: 'Emoji' })
    await eventually(async () => {
      const { fromTop } = await placeOf(visitor, 'unread number 1.')
      console.info(`${kind.name}, 30 unread: the first one is ${Math.round(fromTop)} px below the header`)
      expect(fromTop).toBeWithin(0, 121)
    })
  })

  scene('PAGE-25 all of what a user sends is in sight', async () => {
    const { visitor, peer } = await inDialog('Wim', 'Xena')
    for (let n = 1; n <= 30; n++) await peer.room.send(`before ${n}.`)
    await visitor.sees({ css: 'article', has: 'before 30.' })
    await visitor.sees({ css: 'button', name: 'Emoji' })
    for (const text of ['a sentence of some characters. '.repeat(5).trim(), `1${'\nline'.repeat(8)}`]) {
      await visitor.inChat((text) => {
        const box = document.querySelector('textarea') as HTMLTextAreaElement
        box.value = text
        box.dispatchEvent(new Event('input', { bubbles: true }))
      }, text)
      await visitor.click(SEND)
      await peer.reads(text)
      // the tick itself may make the message higher, which the log follows a frame later
      await eventually(async () => {
        const { fromBottom } = await placeOf(visitor, text)
        console.info(`${kind.name}, sent ${text.length} characters: ${Math.round(-fromBottom)} px below the edge`)
        expect(fromBottom).toBeGreaterThanOrEqual(0)
      })
    }
  })

  scene('BROWSER-1 an emoji is chosen and sent', async () => {
    const { visitor, peer } = await inDialog('Ella', 'Finn')
    await visitor.click({ css: 'button', name: 'Emoji' })
    await visitor.click({ css: '.emoji-grid button', name: 'red heart' })
    await visitor.click(SEND)
    await peer.reads('❤️')
  })

  scene('BROWSER-1 a picture is dropped into the chat, sent and seen again after a reload', async () => {
    const { visitor, peer } = await inDialog('Greta', 'Hugo')
    await visitor.sees(COMPOSER)
    await visitor.inChat((base64) => {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([bytes], 'boat.png', { type: 'image/png' }))
      const happen = (event: 'dragenter' | 'drop', place: string) =>
        document
          .querySelector(place)
          ?.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true }))
      // again and again, as a pointer does: the script that handles it may not have come yet
      return new Promise<void>((resolve) => {
        const dropped = () => {
          if (happen('drop', '.drop-zone') !== undefined) return resolve()
          happen('dragenter', '.room')
          setTimeout(dropped, 20)
        }
        dropped()
      })
    }, picture('boat.png').buffer.toString('base64'))
    await visitor.sees({ css: 'ul[aria-label="Attached files"] li' })
    const waits = () => visitor.inChat(() => document.querySelector('ul[aria-label="Attached files"] li') !== null)
    // the composer grows for the picture, and a driver's press can miss a button that moves
    await eventually(async () => {
      if (await waits()) await visitor.click(SEND)
      expect(await waits()).toBe(false)
    })
    const attached = () => peer.room.state.get().messages.flatMap(({ attachments }) => attachments ?? [])
    await eventually(() => expect(attached().map(({ name }) => name)).toEqual(['boat.png']))
    await visitor.sees({ css: 'article [role=img]', name: 'Delivered' })
    await visitor.reload()
    await visitor.inPage((id) => window.imbaApi.openDialog(id).then(() => true), peer.person.id)
    const shown = () =>
      visitor.inChat(() => {
        const image = document.querySelector<HTMLImageElement>('article img[alt="boat.png"]')
        return image ? `${image.src.slice(0, 5)} ${image.naturalWidth > 0}` : document.body.textContent
      })
    await eventually(async () => expect(await shown()).toBe('http: true'))
  })

  scene('BROWSER-3 the microphone is offered where the browser can record', async () => {
    const { visitor } = await inDialog('Kim', 'Lars')
    await visitor.sees({ css: 'button', name: 'Emoji' })
    const can = await visitor.inChat(() => typeof MediaRecorder === 'function' && 'mediaDevices' in navigator)
    const microphone = { css: 'button', name: 'Record voice message' }
    await (can ? visitor.sees(microphone) : visitor.seesNot(microphone))
  })

  scene('BROWSER-1 a second tab uses the connection of the first', async () => {
    const { me, visitor, peer } = await inDialog('Olga', 'Pavel')
    await visitor.sees(COMPOSER)
    const before = await connections()
    const [first] = (await browser.driver.command('GetWindowHandles')) as string[]
    const { handle } = (await browser.driver.command('NewWindow', { type: 'tab' })) as { handle: string }
    await browser.driver.command('SwitchToWindow', { handle })
    await visitor.open(`${world.demo.url}/as/${me.slug}`)
    await visitor.inPage((id) => window.imbaApi.openDialog(id).then(() => true), peer.person.id)
    await peer.room.send('to both tabs')
    await visitor.sees({ css: 'article', has: 'to both tabs' })
    // WebKit ends those of pages before, which it keeps for a while
    await eventually(async () => expect(await connections()).toBeLessThanOrEqual(before))
    await browser.driver.command('CloseWindow')
    await browser.driver.command('SwitchToWindow', { handle: first })
    await visitor.sees({ css: 'article', has: 'to both tabs' })
  })

  scene('BROWSER-1 a page shows the inbox in its own element', async () => {
    const me = person(world.demo, 'Rita')
    const peer = await peerOf(me, person(world.demo, 'Stig'))
    await peer.room.send('in the page')
    const visitor = new DrivenVisitor(browser.driver)
    visitor.place = '#inbox .inline'
    await visitor.open(`${world.demo.url}/embed/inbox/${me.slug}`)
    await visitor.click({ css: 'button', has: 'in the page' })
    await visitor.sees({ css: 'article', has: 'in the page' })
    await visitor.seesInPage({ css: 'h1' })
  })

  scene('BROWSER-1 in Arabic the chat runs from right to left, and nothing is wider than its window', async () => {
    const { visitor, peer } = await inDialog('Tala', 'Umar', 'language=ar')
    await peer.room.send('مرحبا')
    await visitor.sees({ css: 'article', has: 'مرحبا' })
    const look = () =>
      visitor.inChat(() => {
        const root = document.documentElement
        const bubble = document.querySelector('article .bubble')?.getBoundingClientRect()
        const log = document.querySelector('[role=log]')?.getBoundingClientRect()
        return {
          direction: getComputedStyle(root).direction,
          overflow: root.scrollWidth - root.clientWidth,
          fromRight: (log?.right ?? 0) - (bubble?.right ?? 0) < (bubble?.left ?? 0) - (log?.left ?? 0),
        }
      })
    await eventually(async () => expect(await look()).toEqual({ direction: 'rtl', overflow: 0, fromRight: true }))
  })

  scene('BROWSER-1 a message written while the server is away is sent once it is back', async () => {
    const { me, visitor, peer } = await inDialog('Mia', 'Nils')
    await visitor.sees(COMPOSER)
    const { config } = world.app
    await world.app.stop()
    try {
      await visitor.sees({ css: 'p, div, span', has: 'Waiting for network…' })
      await visitor.type('from the tunnel')
      await visitor.click(SEND)
      await visitor.sees({ css: 'article [role=img]', name: 'Will send when online' })
    } finally {
      world.app = await createApp(config)
    }
    // what a browser says when the network is back; else the client waits longer after each attempt
    await visitor.inChat(() => dispatchEvent(new Event('online')))
    const again = await peerOf(me, peer.person)
    await again.reads('from the tunnel')
    await visitor.sees({ css: 'article [role=img]', name: 'Delivered' })
    expect(again.room.state.get().messages.length).toBe(1)
  })
})
