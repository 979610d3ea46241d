import { render } from 'preact'
import { ChatFrameContext } from '../core/language-context.ts'
import type { ChatFrameModel } from '../frame/chat-frame-model.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Viewer } from './viewer.tsx'

/**
 * Fills the chat with a picture or video. It stands beside the chat's own tree, so that it stays open
 * whatever happens to its message, and so that the log does not get its gestures.
 * @param from gets the focus back
 */
export function openViewer(frame: ChatFrameModel, roomModel: RoomModel, file_id: string, from: HTMLElement): void {
  const place = document.createElement('div')
  document.body.append(place)
  function close(): void {
    render(null, place)
    place.remove()
    if (from.isConnected) from.focus({ preventScroll: true })
  }
  render(
    <ChatFrameContext.Provider value={frame}>
      <Viewer roomModel={roomModel} opened={file_id} close={close} />
    </ChatFrameContext.Provider>,
    place,
  )
}
