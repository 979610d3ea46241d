import type { EventOf, GroupCallSetting } from '@imbachat/protocol'
import { type Signal, signal } from '@preact/signals'
import { callsScript } from '../bundles/calls-script.ts'
import { SIGNING_OUT } from '../core/signing-out.ts'
import { when } from '../core/when.ts'
import type { ChatFrameModel } from '../frame/chat-frame-model.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { theSoundTab } from '../notifications/ringer.ts'
import type { CallsModel } from './calls-model.ts'

/** The calls of one signed-in user, whose script is fetched by the first call. */
export interface CallsOnDemand {
  /** the most that the user may start */
  may: Signal<'off' | 'audio' | 'video'>
  /** who may start calls in groups */
  groups: Signal<GroupCallSetting>
  /** null until the first call */
  model: Signal<CallsModel | null>
  /** @throws if the script can't be had now */
  load(): Promise<CallsModel>
}

type Frame = Pick<ChatFrameModel, 'settings' | 'single' | 'shown' | 'openedForRing' | 'options' | 'send'>

const known = new WeakMap<ChatModel, CallsOnDemand>()

export function callsOf(chat: ChatModel, frame: Frame): CallsOnDemand {
  const before = known.get(chat)
  if (before) return before
  const made = create(chat, frame)
  known.set(chat, made)
  return made
}

function create(chat: ChatModel, frame: Frame): CallsOnDemand {
  const model: CallsOnDemand['model'] = signal(null)
  let loading: Promise<CallsModel> | null = null
  /** what comes before the script is there */
  const early: EventOf<'call' | 'call_signal'>[] = []
  const self: CallsOnDemand = {
    may: signal('off'),
    groups: signal('off'),
    model,
    load() {
      loading ??= callsScript
        .fetch()
        .then(({ createCallsModel }) => {
          const made = createCallsModel(chat, frame, early.splice(0), () => theSoundTab)
          model.value = made
          return made
        })
        .catch((error) => {
          loading = null
          throw error
        })
      return loading
    },
  }
  addEventListener(SIGNING_OUT, () => model.peek()?.hangUp())
  void when(() => mayHaveCalls(chat, frame)).then(() => {
    const { callListeners, requestWhenOnline } = chat.client.internals()
    callListeners.add((event) => {
      if (model.peek()) return
      early.push(event)
      self.load().catch(() => {})
    })
    const look = async () => {
      if (chat.client.connection.get().kind !== 'online') return
      const { may, groups, calls } = await requestWhenOnline('call.current', {})
      self.may.value = may
      self.groups.value = groups
      if (calls.length > 0) await self.load()
    }
    const now = () => void look().catch(() => {})
    chat.client.connection.subscribe(now)
    now()
  })
  return self
}

/** A room alone in a page has no calls: the page's chat has them. */
function mayHaveCalls(chat: ChatModel, { settings, single }: Frame): boolean {
  const me = chat.me.value
  return settings.calls !== 'off' && single.value === null && me !== null && !me.guest
}
