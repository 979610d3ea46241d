// Stands in the place of `bridge/chat-frame-side.ts` when the gallery is bundled: the page around the chat.
import type { ToChatFrame, ToPage } from '@imbachat/widget/bridge/messages.ts'
import { theLook, theSample } from './the-sample.ts'

export async function connectToPage() {
  const { me, page, pageSays } = theSample
  return {
    pageOrigin: location.origin,
    send(_message: ToPage) {},
    receive(given: (message: ToChatFrame) => void) {
      given({
        t: 'load',
        options: {
          token: me && `sample.${btoa(JSON.stringify({ user_id: me.user_id }))}.none`,
          userId: null,
          language: theLook.language,
          theme: theLook.theme === 'dark' ? 'dark' : 'default',
          place: 'window',
          draggable: false,
          resizable: false,
          position: 'right',
          room: null,
          ...page,
        },
      })
      given({ t: 'address', href: `${location.origin}/shop`, linked: false })
      for (const message of pageSays) given(message)
    },
  }
}
