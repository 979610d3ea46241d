import { type Language, languages } from '@imbachat/protocol/phrases/languages'
import { pushActs } from '@imbachat/sdk/push-acts'
import { signal } from '@preact/signals'
import { type FromPushWindow, pushWindowPath, type ToPushWindow } from '../../push/messages.ts'
import type { Subscribed } from '../../push/subscribe.ts'
import { errorCodeOf } from '../core/error-code.ts'
import { when } from '../core/when.ts'
import type { ChatFrameModel } from '../frame/chat-frame-model.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { toast } from '../ui/toast-model.ts'
import { PUSH_ANSWERED } from './push-event.ts'
import { type PushMemory, pushMemory } from './push-memory.ts'

/** Features of the window in which the browser asks for permission. */
const WINDOW = 'popup,width=420,height=520'

/** Does this browser get the notifications of the user? A frame has one user. */
export const isOn = signal(false)
/** The user has sent a message on this page. */
export const hasSent = signal(false)
/** The user or the browser refused, on this page or not long ago. */
export const isDeclined = signal(false)

/** Phrases that a call may show. */
type Words = Record<'on' | 'noWindow' | 'blocked' | 'unsupported' | 'ios' | 'failed', string>

/** the frame's own address is /imbachat/v1/WIDGET/… */
const widgetId = () => Number(location.pathname.split('/')[3])

export function memoryOf(chat: ChatModel): PushMemory {
  let storage: Storage | null = null
  try {
    storage = localStorage
  } catch {
    // this browser gives the frame none
  }
  return pushMemory(storage, widgetId(), chat.me.peek()?.user_id ?? '')
}

/** Are there notifications for this user? */
export function isOffered(frame: Pick<ChatFrameModel, 'settings'>, chat: ChatModel): boolean {
  const me = chat.me.value
  return frame.settings.push_key !== null && me !== null && !me.guest
}

/** Looks what this browser has, once the user is signed in; and what they send from now on. @returns ends it */
export function watchPush(frame: Pick<ChatFrameModel, 'settings'>, chat: ChatModel): () => void {
  void when(() => isOffered(frame, chat)).then(() => {
    const memory = memoryOf(chat)
    const device = memory.device()
    isOn.value = device !== null
    isDeclined.value = !memory.mayOffer()
    if (device !== null) void confirm(chat, memory, device)
  })
  const waiting = () => chat.client.outgoing.get().some(({ status }) => status.kind === 'waiting')
  let sends = false
  return chat.client.outgoing.subscribe(() => {
    const now = waiting()
    if (sends && !now) hasSent.value = true
    sends = now
  })
}

/** The server may have forgotten the device, or the user turned it off on another one. */
async function confirm(chat: ChatModel, memory: PushMemory, device_id: string): Promise<void> {
  const devices = await pushActs(chat.client)
    .devices(device_id)
    .catch(() => null)
  if (devices === null || devices.some(({ here }) => here)) return
  memory.keep(null)
  isOn.value = false
}

type Asking = Pick<ChatFrameModel, 'address' | 'language' | 'options' | 'send' | 'settings'>

/** Has the browser ask, in a window or by the site's own worker. Call it while a click is being handled. */
export function turnOn(frame: Asking, chat: ChatModel, say: Words): void {
  if (frame.options.peek()?.pushWorker) byPage(frame, chat, say)
  else byWindow(frame, chat, say)
}

const languageOf = (frame: Pick<ChatFrameModel, 'language'>): Language =>
  languages.find((one) => one === frame.language.peek()?.phrases.language) ?? 'en'

function byPage(frame: Asking, chat: ChatModel, say: Words): void {
  const language = languageOf(frame)
  const key = frame.settings.push_key
  if (key === null) return
  addEventListener(PUSH_ANSWERED, (event) => void take((event as CustomEvent<Subscribed>).detail), { once: true })
  frame.send({ t: 'push', key, at: `${location.origin}/imbachat/v1/${widgetId()}/push` })

  async function take(result: Subscribed): Promise<void> {
    if (result === 'denied') decline(chat)
    if (typeof result === 'string') {
      const texts = {
        denied: say.blocked,
        unsupported: say.unsupported,
        ios: say.ios,
        failed: say.failed,
        dismissed: null,
      }
      const text = texts[result]
      if (text !== null) toast.value = { text }
      return
    }
    try {
      const device_id = await pushActs(chat.client).subscribe({ ...result, language, page: frame.address() })
      turnedOn(chat, device_id, say)
    } catch (error) {
      toast.value = { problem: errorCodeOf(error) }
    }
  }
}

function turnedOn(chat: ChatModel, device_id: string, say: Words): void {
  memoryOf(chat).keep(device_id)
  isOn.value = true
  toast.value = { text: say.on }
}

function byWindow(frame: Asking, chat: ChatModel, say: Words): void {
  const asking = open(pushWindowPath(widgetId()), `imbachat-push-${widgetId()}`, WINDOW)
  if (asking === null) {
    toast.value = { text: say.noWindow }
    return
  }
  const language = languageOf(frame)

  async function giveTicket(): Promise<void> {
    try {
      const { ticket } = await pushActs(chat.client).ticket(frame.address())
      asking?.postMessage({ imbachat: 'push', t: 'ticket', ticket, language } satisfies ToPushWindow, location.origin)
    } catch (error) {
      asking?.close()
      toast.value = { problem: errorCodeOf(error) }
    }
  }

  addEventListener('message', ({ data, origin, source }: MessageEvent<FromPushWindow | null>) => {
    if (origin !== location.origin || source !== asking || data?.imbachat !== 'push') return
    if (data.t === 'ready') return void giveTicket()
    if (data.t === 'refused') return decline(chat)
    turnedOn(chat, data.device_id, say)
  })
}

/** The user does not want to be asked for some time. */
export function decline(chat: ChatModel): void {
  memoryOf(chat).declined()
  isDeclined.value = true
}

/** Ends the notifications of this browser. @throws ChatRequestError */
export async function turnOff(chat: ChatModel): Promise<void> {
  const memory = memoryOf(chat)
  const device = memory.device()
  if (device !== null) await pushActs(chat.client).off(device)
  memory.keep(null)
  isOn.value = false
}
