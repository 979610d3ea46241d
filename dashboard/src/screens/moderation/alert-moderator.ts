import { noticeTag } from '@imbachat/protocol/page/notice-push-payload'
import { alertsOn } from '../../reports/queue-alerts.ts'
import { t } from './alert-moderator-phrases.ts'

/** Milliseconds for which one tab alone makes the sound. */
const ONE_VOICE_MS = 2_000

/** New work has come. The browser shows one notification, however many tabs ask for it. */
export function alertModerator(widget_id: number, waiting: number): void {
  const on = alertsOn()
  if (on.includes('sound')) void oneTab(chime)
  if (on.includes('notification') && 'Notification' in window && Notification.permission === 'granted') {
    // a moderator who has the page open sees the number
    if (document.hasFocus()) return
    // the same tag as that of the server's: one takes the other's place
    const tag = noticeTag('waiting', widget_id)
    const shown = new Notification(t('title'), { body: t('waiting', { count: waiting }), tag })
    shown.onclick = () => {
      window.focus()
      shown.close()
    }
  }
}

async function oneTab(act: () => void): Promise<void> {
  await navigator.locks.request('imbachat-queue-sound', { ifAvailable: true }, async (lock) => {
    if (lock === null) return
    act()
    await new Promise((resolve) => setTimeout(resolve, ONE_VOICE_MS))
  })
}

/** Two short tones, made here: a file would be one more thing to fetch. */
export function chime(): void {
  const context = new AudioContext()
  const tone = (hertz: number, from: number) => {
    const source = context.createOscillator()
    const volume = context.createGain()
    source.frequency.value = hertz
    volume.gain.setValueAtTime(0.0001, context.currentTime + from)
    volume.gain.exponentialRampToValueAtTime(0.2, context.currentTime + from + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + from + 0.25)
    source.connect(volume).connect(context.destination)
    source.start(context.currentTime + from)
    source.stop(context.currentTime + from + 0.3)
    return source
  }
  tone(660, 0)
  tone(880, 0.18).onended = () => void context.close()
}
