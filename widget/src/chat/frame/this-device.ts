import { kept, keptOfUsers } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import { effect, type ReadonlySignal, type Signal } from '@preact/signals'
import type { PageOptions, ToChatFrame } from '../../bridge/messages.ts'
import { SIGNING_OUT } from '../core/signing-out.ts'
import { deviceKeys, forgetDevice, sendForgotten } from '../notifications/push-memory.ts'
import type { ChatFrameWorld } from './chat-frame-model.ts'
import type { ChatModel } from './chat-model.ts'
import { rememberRoom } from './room-memory.ts'

/** Messages that wait. */
const DATABASES = [
  [kept('outbox'), 'outgoing'],
  [kept('uploads'), 'messages'],
] as const

/**
 * Names that are not stored by user. They are removed too, so that the next user does not see the choices of the last
 * one.
 */
const SHARED = [kept('emoji'), kept('tab')]

/** Milliseconds that messages under way get, before the connection ends. */
const SENDING = 2_000

/** Patterns of the names under which the chat stores data, by widget. The group is the user. */
function formsOf(widgetId: number): RegExp[] {
  const parts: Record<string, string> = {
    WIDGET: `${widgetId}`,
    PATH: `\\S*/${widgetId}/\\w+`,
    SERVER: '\\S+',
    ROOM: '\\d+',
    USER: '(.*)',
  }
  return keptOfUsers().map((form) => new RegExp(`^${form.replace(/[A-Z]+/g, (word) => parts[word] ?? '')}$`))
}

type Device = Pick<ChatFrameWorld, 'config' | 'storage' | 'tabStorage'>

/** @returns the user that a key belongs to; undefined: none of this widget */
export function ownerOfKey(widgetId: number, key: string): string | undefined {
  for (const form of formsOf(widgetId)) {
    const found = form.exec(key)
    if (found) return found[1]
  }
  return undefined
}

const keysIn = (kept: Storage | null): string[] =>
  kept ? Array.from({ length: kept.length }, (_, at) => kept.key(at) ?? '') : []

/** @returns something was there */
function forgetKeys({ config, storage, tabStorage }: Device, isForgotten: (user_id: string) => boolean): boolean {
  let found = false
  for (const kept of [storage, tabStorage]) {
    for (const key of keysIn(kept)) {
      const user_id = ownerOfKey(config.widgetId, key)
      if (user_id === undefined || !isForgotten(user_id)) continue
      if (kept && key.startsWith(deviceKeys(config.widgetId))) {
        forgetDevice(kept, config.widgetId, kept.getItem(key) ?? '')
      }
      kept?.removeItem(key)
      found = true
    }
  }
  return found
}

const resultOf = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** Calls `takes` with the owner of each stored item, and removes the items for which it returns true. */
async function walkWaiting(
  [database, name]: (typeof DATABASES)[number],
  takes: (owner: string) => boolean,
): Promise<void> {
  const request = indexedDB.open(database, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(name)
  const db = await resultOf(request)
  const transaction = db.transaction(name, 'readwrite')
  const store = transaction.objectStore(name)
  const walk = store.openKeyCursor()
  walk.onsuccess = () => {
    const cursor = walk.result
    if (!cursor) return
    const [owner] = cursor.primaryKey as [string]
    if (takes(owner)) store.delete(cursor.primaryKey)
    cursor.continue()
  }
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
  db.close()
}

/** Removes what this browser keeps of these users of the widget. */
async function forget(device: Device, isForgotten: (user_id: string) => boolean): Promise<void> {
  const { config, storage, tabStorage } = device
  const isTheirs = (owner: string) => {
    const user_id = ownerOfKey(config.widgetId, owner)
    return user_id !== undefined && isForgotten(user_id)
  }
  // one that the browser refuses keeps nothing
  await Promise.allSettled(DATABASES.map((database) => walkWaiting(database, isTheirs)))
  if (!forgetKeys(device, isForgotten)) return
  for (const key of SHARED) {
    storage?.removeItem(key)
    tabStorage?.removeItem(key)
  }
}

export const isGuest = (user_id: string) => user_id === 'guest' || user_id.includes('/')

/** Milliseconds to wait for the browser's databases and locks. */
const LOOKING = 1_000

/**
 * Does this browser keep something of another user of the widget, or show their chat in a page? Guests do not count.
 * @param me null: no user, so every stored user counts as another one
 */
export async function hasOthers(
  { config: { widgetId }, storage }: Pick<Device, 'config' | 'storage'>,
  me: string | null,
): Promise<boolean> {
  const isOther = (user_id: string | undefined) => user_id !== undefined && user_id !== me && !isGuest(user_id)
  const isOthers = (key: string) => isOther(ownerOfKey(widgetId, key))
  let found = keysIn(storage).some(isOthers)
  const look = (owner: string) => {
    found ||= isOthers(owner)
    return false
  }
  const looked = Promise.allSettled([
    ...DATABASES.map((database) => walkWaiting(database, look)),
    liveUsers(widgetId).then((live) => {
      found ||= [...live].some(isOther)
    }),
  ])
  // a database may never answer
  await Promise.race([looked, new Promise((resolve) => setTimeout(resolve, LOOKING))])
  return found
}

const liveLock = (widgetId: number, user_id: string) => `imbachat-user ${widgetId} ${user_id}`

/** Users whose chat some page of this browser shows. None where the browser has no locks. */
async function liveUsers(widgetId: number): Promise<Set<string>> {
  const prefix = liveLock(widgetId, '')
  const { held = [] } = (await navigator.locks?.query().catch(() => undefined)) ?? {}
  const names = held.map(({ name = '' }) => name)
  return new Set(names.flatMap((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : [])))
}

/** Ends what `stayLive` began. */
let endLife = async () => {}

/** A page that the browser freezes must hold no lock: it would not be kept for the way back. */
function stayLive(name: string): void {
  let release = () => {}
  let held: Promise<unknown> = Promise.resolve()
  const hold = () => {
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    held = navigator.locks?.request(name, { mode: 'shared' }, () => released).catch(() => {}) ?? held
  }
  const onHide = () => release()
  const onShow = ({ persisted }: PageTransitionEvent) => persisted && hold()
  hold()
  addEventListener('pagehide', onHide)
  addEventListener('pageshow', onShow)
  endLife = async () => {
    removeEventListener('pageshow', onShow)
    release()
    await held
  }
}

/**
 * This browser keeps data for the user of the chat alone: signing in removes the data of users that no page
 * shows. A visitor who is not signed in removes nothing, since a site's session may just have ended.
 */
export function useDevice(
  model: ChatModel,
  { keptRoom }: PageOptions,
  world: ChatFrameWorld,
  chat: Signal<ChatModel | null>,
  shown: ReadonlySignal<boolean>,
): void {
  const { widgetId } = world.config
  const since = Date.now()
  rememberRoom(model, { storage: world.tabStorage, widgetId, shown, keptRoom, send: world.page.send })
  let cleared = false
  const onOnline = () => void sendForgotten(world.storage, widgetId)
  onOnline()
  addEventListener('online', onOnline)
  effect(() => {
    const me = model.me.value
    // the sample user of the dashboard's preview does not count
    if (cleared || me === null || me.guest || world.config.sample) return
    cleared = true
    stayLive(liveLock(widgetId, me.user_id))
    void liveUsers(widgetId).then((live) => {
      // messages that wait are kept under the name that sends them
      const own = new Set([me.user_id, ...model.profiles.peek().map((profile) => profile.user_id)])
      return forget(world, (user_id) => !own.has(user_id) && !live.has(user_id) && !isGuest(user_id))
    })
  })
  // the user is signed out in another page of this browser
  addEventListener('storage', (event) => {
    const { key, newValue } = event as StorageEvent
    if (key !== newsKey(widgetId) || !newValue) return
    const { userId: named, at } = JSON.parse(newValue) as Pick<LogOut, 'userId' | 'at'>
    const me = model.me.peek()?.user_id
    if (me === undefined || at < since || (named !== null && named !== me)) return
    void logOut({ t: 'logout', userId: me, at, here: false }, world, chat)
    world.page.send({ t: 'loggedOut' })
  })
}

const newsKey = (widgetId: number) => keptName(kept('signedOut'), widgetId)

type LogOut = Extract<ToChatFrame, { t: 'logout' }>

export let isSigningOut = false

let leaving: Promise<void> | null = null

/**
 * Ends the chat, here and in the browser's other pages, and removes everything that the browser keeps of the user; of
 * all users of the widget that no page shows.
 */
export async function logOut(
  { userId: named, at, here = true }: LogOut,
  world: ChatFrameWorld,
  chat: Signal<ChatModel | null>,
): Promise<void> {
  leaving ??= leave()
  await leaving
  world.page.send({ t: 'forgotten' })

  async function leave(): Promise<void> {
    const { storage, config } = world
    const { widgetId } = config
    const model = chat.peek()
    const user_id = model?.me.peek()?.user_id ?? named
    isSigningOut = true
    dispatchEvent(new Event(SIGNING_OUT))
    // at once: the page may be about to leave
    forgetKeys(world, (owner) => owner === user_id)
    if (here) notifyTabs(storage, newsKey(widgetId), JSON.stringify({ userId: user_id, at }))
    if (model?.connection.peek().kind === 'online') await allSent(model)
    model?.end()
    chat.value = null
    await endLife()
    // the last page of the user to end does it, and none if they have signed in again
    const live = await liveUsers(widgetId)
    await forget(world, (owner) => !live.has(owner))
    storage?.removeItem(keptName(kept('guestToken'), widgetId))
    void sendForgotten(storage, widgetId)
  }
}

/** Only the browser's other pages get the event, and nothing of it stays. */
function notifyTabs(storage: Storage | null, key: string, news: string): void {
  try {
    storage?.setItem(key, news)
    storage?.removeItem(key)
  } catch {
    // full
  }
}

/** Waits for the outbox. A message that is still unsent afterwards is dropped: the device forgets it. */
function allSent({ client }: ChatModel): Promise<unknown> {
  const isWaiting = () => client.outgoing.get().some(({ status }) => status.kind === 'waiting')
  const late = new Promise((resolve) => setTimeout(resolve, SENDING))
  const sent = new Promise<void>((resolve) => {
    const look = () => {
      if (!isWaiting()) resolve()
    }
    client.outgoing.subscribe(look)
    look()
  })
  return Promise.race([sent, late])
}
