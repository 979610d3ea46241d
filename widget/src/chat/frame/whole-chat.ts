import type { ChatClientOptions } from '@imbachat/sdk'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { PageOptions } from '../../bridge/messages.ts'
import { dropExpiredName } from '../guests/drop-expired-name.ts'
import { sendLauncherState } from '../guests/launcher-state.ts'
import { joinProfiles } from '../profiles/join-profiles.ts'
import type { ChatFrameWorld } from './chat-frame-model.ts'
import type { ChatModel } from './chat-model.ts'
import { useDevice } from './this-device.ts'

/** Duties of a frame with the whole chat besides showing it. A frame with a single room has none of them. */
export function startWholeChat(
  model: ChatModel,
  given: PageOptions,
  world: ChatFrameWorld,
  chat: Signal<ChatModel | null>,
  shown: ReadonlySignal<boolean>,
  options: ChatClientOptions,
): void {
  dropExpiredName(model)
  sendLauncherState(model, given, world)
  useDevice(model, given, world, chat, shown)
  // the token may be another by now
  const token = () => model.client.internals().connection.token()
  joinProfiles(model.client, (profile) => world.createClient({ ...options, token: token(), profile }))
}
