import './css/tokens.css'
import './css/base.css'
import './css/layout.css'
import './css/conversations.css'
import './css/dialog.css'
import './css/messages.css'
import './css/composer.css'
import './css/sheet.css'
import { createChatClient } from '@imbachat/sdk'
import { shareConnection } from '@imbachat/sdk/sharing'
import { computed, effect, signal } from '@preact/signals'
import { render } from 'preact'
import { readFrameConfig } from '../bridge/frame-config.ts'
import { connectToPage } from '../bridge/frame-side.ts'
import { createFrameModel, type FrameModel } from './model/frame-model.ts'
import { createOneVoice } from './model/one-voice.ts'
import { createSound } from './model/sound.ts'
import { App } from './views/app.tsx'

const NOW_STEP_MS = 30_000

const config = readFrameConfig()
const connect = shareConnection(config)
void connectToPage(config.origins).then((page) => {
  const frame = createFrameModel({
    config,
    url: location.origin,
    page,
    createClient: (options) => createChatClient({ ...options, connect }),
    storage: ownStorage(),
    sound: createSound(),
    createVoice: (userId) => createOneVoice(`imbachat-voice ${config.widgetId} ${userId}`),
    onScreen: onScreen(),
    now: now(),
    browserLanguages: navigator.languages,
  })
  dress(frame)
  render(<App frame={frame} />, document.body)
})

/** Language and colours of the document follow the page's options and the system. */
function dress(frame: FrameModel): void {
  const systemDark = matchMedia('(prefers-color-scheme: dark)')
  const dark = signal(systemDark.matches)
  systemDark.addEventListener('change', () => {
    dark.value = systemDark.matches
  })
  effect(() => {
    const phrases = frame.language.value?.phrases
    if (!phrases) return
    document.documentElement.lang = phrases.language
    document.title = phrases.say.chat
  })
  effect(() => {
    const theme = frame.options.value?.theme ?? config.settings.theme
    document.documentElement.dataset.theme = theme === 'auto' ? (dark.value ? 'dark' : 'default') : theme
    document.documentElement.dataset.place = frame.options.value?.place ?? 'window'
  })
}

function ownStorage(): Storage | null {
  try {
    return localStorage
  } catch {
    // blocked with third-party cookies
    return null
  }
}

/** The tab is in front, and the frame is not scrolled out of the page. */
function onScreen() {
  const tab = signal(document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', () => {
    tab.value = document.visibilityState === 'visible'
  })
  const inView = signal(true)
  new IntersectionObserver(([entry]) => {
    inView.value = entry?.isIntersecting ?? true
  }).observe(document.documentElement)
  return computed(() => tab.value && inView.value)
}

function now() {
  const current = signal(Date.now())
  setInterval(() => {
    current.value = Date.now()
  }, NOW_STEP_MS)
  return current
}
