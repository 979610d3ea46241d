import type { RequestInput, RequestName } from '@imbachat/protocol'
import { ChatRequestError, connectionLost } from '../request-error.ts'
import type { SdkClock } from '../types.ts'
import type { Failure, Port, ToHost, ToTab } from './messages.ts'
import { createSentReceipts } from './sent-receipts.ts'
import { greetTab, type Tab } from './tab.ts'
import { createTabAdmission } from './tab-admission.ts'
import { createTokenAsker } from './token-asker.ts'
import { createWatchedRooms, MOST_WATCHED } from './watched-rooms.ts'

/**
 * Milliseconds. Tabs send pings; timers of hidden tabs run once a minute. A live tab that was dropped notices it and
 * connects again.
 */
const SILENCE_OF_A_DEAD_TAB = 200_000
const LOOK_FOR_DEAD_TABS = 60_000

export interface ConnectionHost {
  /** A tab has connected by this port. */
  serve(port: Port): void
  close(): void
}

/** Serves one connection to all tabs of one user in this browser. */
export function createConnectionHost(options: { url: string; user_id: string; clock: SdkClock }): ConnectionHost {
  const { clock } = options
  /** the last viewed tab first */
  let tabs: Tab[] = []
  let stopLooking = () => {}

  const receipts = createSentReceipts()
  const asker = createTokenAsker(clock, () => tabs)
  const admission = createTabAdmission({
    ...options,
    asker,
    tabs: () => tabs,
    dismiss,
    event: (event) => postToAll({ t: 'event', event }),
    begin: receipts.forget,
  })
  const watch = createWatchedRooms(admission.request, () => tabs.map(({ watched }) => watched))

  function postToAll(message: ToTab) {
    for (const tab of tabs) if (tab.admitted) tab.post(message)
  }

  function join(tab: Tab, token: string) {
    tab.token = token
    if (tabs.length === 0) lookForDeadTabs()
    toFront(tab)
    admission.judge(tab)
  }

  function toFront(tab: Tab) {
    tabs = [tab, ...tabs.filter((other) => other !== tab)]
  }

  function dismiss(tab: Tab) {
    tabs = tabs.filter((other) => other !== tab)
    tab.admitted = false
    tab.close()
    if (tabs.length === 0) {
      admission.end()
      stopLooking()
    } else if (admission.online()) {
      if (tab.watched.length > 0) watch().catch(() => {})
      if (tab.active) {
        admission.request('presence.active', { active: tabs.some(({ active }) => active) }).catch(() => {})
      }
    }
  }

  function lookForDeadTabs() {
    stopLooking = clock.after(LOOK_FOR_DEAD_TABS, () => {
      for (const tab of tabs) if (clock.now() - tab.receivedAt > SILENCE_OF_A_DEAD_TAB) dismiss(tab)
      if (tabs.length > 0) lookForDeadTabs()
    })
  }

  function lookedAt(tab: Tab, patienceMs: number | undefined) {
    toFront(tab)
    admission.wake(patienceMs)
    const wanted = tabs.reduce((sum, { watched }) => sum + watched.length, 0)
    if (wanted <= MOST_WATCHED || !admission.online()) return
    // the server may watch other rooms now
    watch().then(
      ({ users }) => {
        for (const user of users) postToAll({ t: 'event', event: { t: 'presence', ...user } })
      },
      () => {},
    )
  }

  /** Messages read in one tab are read in all of them before the server confirms it: for their badges and sounds. */
  function shareReceipts(marks: RequestInput<'receipts.update'>['rooms'], reader: Tab) {
    for (const { room_id, delivered_seq = 0, read_seq = 0 } of marks) {
      const event = { t: 'receipt', room_id, user_id: options.user_id, delivered_seq, read_seq } as const
      for (const tab of tabs) if (tab !== reader && tab.admitted) tab.post({ t: 'event', event })
    }
  }

  /** @throws ChatRequestError */
  async function ask(tab: Tab, type: RequestName, input: object) {
    if (!tab.admitted) throw connectionLost()
    if (type === 'presence.watch') {
      tab.watched = (input as RequestInput<'presence.watch'>).room_ids
      return watch()
    }
    if (type === 'presence.active') {
      tab.active = (input as RequestInput<'presence.active'>).active
      return admission.request(type, { active: tabs.some(({ active }) => active) })
    }
    if (type !== 'receipts.update') return admission.request(type, input as RequestInput<RequestName>)
    const { rooms } = input as RequestInput<'receipts.update'>
    if (!receipts.areNews(rooms)) return {}
    shareReceipts(rooms, tab)
    return admission.request(type, input as RequestInput<RequestName>).catch((error) => {
      receipts.forget()
      throw error
    })
  }

  function received(tab: Tab, message: ToHost) {
    tab.receivedAt = clock.now()
    if (message.t === 'join') return join(tab, message.token)
    // the tab was dropped, and will notice
    if (!tabs.includes(tab)) return
    switch (message.t) {
      case 'ping':
        return tab.post({ t: 'pong' })
      case 'request': {
        const { id, type, input, until } = message
        if (clock.now() > until) return
        ask(tab, type, input).then(
          (result) => tab.post({ t: 'answer', id, result }),
          (error: unknown) => tab.post({ t: 'answer', id, error: failureOf(error) }),
        )
        return
      }
      case 'token':
        return admission.given(tab, message.token)
      case 'noToken':
        return admission.none(tab, message.asked)
      case 'wake':
        return lookedAt(tab, message.patienceMs)
      case 'drop':
        return admission.drop()
      case 'leave':
        return dismiss(tab)
      default:
        message satisfies never
    }
  }

  return {
    serve: (port) => greetTab(port, received),
    close() {
      for (const tab of [...tabs]) dismiss(tab)
    },
  }
}

/** Another error comes from an input that JSON can't express, such as a BigInt: no frame was sent. */
const failureOf = (error: unknown): Failure =>
  error instanceof ChatRequestError ? error.body : { code: 'invalid_frame', message: String(error) }
