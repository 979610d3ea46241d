import type { ReadonlySignal, Signal } from '@preact/signals'
import type { PageOptions } from '../../bridge/messages.ts'
import { dropEndedName } from '../guests/drop-ended-name.ts'
import { tellIfLauncherLeads } from '../guests/launcher-leads.ts'
import type { ChatFrameWorld } from './chat-frame-model.ts'
import type { ChatModel } from './chat-model.ts'
import { useDevice } from './this-device.ts'

/** What a frame with the whole chat does beside showing it. One with a single room does none of it. */
export function startWholeChat(
  model: ChatModel,
  given: PageOptions,
  world: ChatFrameWorld,
  chat: Signal<ChatModel | null>,
  shown: ReadonlySignal<boolean>,
): void {
  dropEndedName(model)
  tellIfLauncherLeads(model, given, world)
  useDevice(model, given, world, chat, shown)
}
