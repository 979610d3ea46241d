import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** iPhones fill their screen with nothing but a video. */
type PhoneVideo = HTMLVideoElement & { webkitEnterFullscreen(): void }

/** The call over the whole screen, until its view goes. */
export function useFullScreen() {
  const isFull = useSignal(false)
  useEffect(() => {
    const look = () => (isFull.value = document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', look)
    return () => {
      document.removeEventListener('fullscreenchange', look)
      leave()
    }
  }, [])

  function leave(): void {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
  }

  return {
    isFull: isFull.value,
    /** Pages around the chat, and some browsers, do not allow it. */
    isPossible: document.fullscreenEnabled || 'webkitEnterFullscreen' in HTMLVideoElement.prototype,
    leave,
    toggle(): void {
      if (document.fullscreenElement) leave()
      // no browser takes a dialog; the one of the call fills the document
      else if (document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => {})
      else document.querySelector<PhoneVideo>('.call-view :is(.screen, .call-video)')?.webkitEnterFullscreen()
    },
  }
}
