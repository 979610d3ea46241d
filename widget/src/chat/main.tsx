import { createClient } from '@imbachat/sdk/core'
import { shareConnection } from '@imbachat/sdk/sharing'
import { computed, effect, signal } from '@preact/signals'
import { render } from 'preact'
import { readChatFrameConfig } from '../bridge/chat-frame-config.ts'
import { connectToPage } from '../bridge/chat-frame-side.ts'
import { SCRIPTS } from './bundles/scripts.ts'
import { pageScript } from './bundles/views.ts'
import { ownStorage } from './core/own-storage.ts'
import './core/preact-memory-leak.ts'
import { App } from './frame/app.tsx'
import { type ChatFrameModel, createChatFrameModel } from './frame/chat-frame-model.ts'
import type { Phrases } from './i18n/phrases-for.ts'
import { fetchBundlesFrom, loadBundles } from './ui/bundle.tsx'

const NOW_STEP_MS = 30_000

const config = readChatFrameConfig()
fetchBundlesFrom(SCRIPTS)
const connection = config.sample
  ? import('./sample/sample-connection.ts').then(({ sample }) => sample(config))
  : shareConnection(config)
const page = config.fullPage
  ? pageScript.fetch().then(({ fullPage }) => fullPage(config))
  : connectToPage(config.origins)
void Promise.all([page, connection]).then(([page, connect]) => {
  const frame = createChatFrameModel({
    config,
    url: location.origin,
    page,
    createClient: (options) => createClient({ ...options, connect }),
    storage: ownStorage(() => localStorage),
    tabStorage: ownStorage(() => sessionStorage),
    createRinger: (user_id) => ringerOnDemand(`imbachat-voice ${config.widgetId} ${user_id}`),
    onScreen: onScreen(),
    hasFocus: () => document.hasFocus(),
    now: now(),
    browserLanguages: navigator.languages,
    applyLooks: async (looks) => (await pageScript.fetch()).applyLooks(looks),
  })
  dress(frame)
  render(<App frame={frame} />, document.body)
  whenOpened(frame, (phrases) => void loadBundles(phrases))
})

/** Runs once the chat is open and loaded, when the browser is idle. */
function whenOpened(frame: ChatFrameModel, run: (phrases: Phrases) => void): void {
  const stop = effect(() => {
    const phrases = frame.language.value?.phrases
    const opened = frame.openings.value > 0 || frame.options.value?.place === 'inline'
    if (!phrases || !opened || !frame.chat.value?.list.value.loaded) return
    whenIdle(() => run(phrases))
    queueMicrotask(() => stop())
  })
}

/** Silent until its script is here. */
function ringerOnDemand(name: string): () => void {
  let ring = () => {}
  whenIdle(async () => {
    const { createRinger } = await pageScript.fetch()
    ring = createRinger(name)
  })
  return () => ring()
}

/** Safari has no idle callbacks. */
function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(run)
  else setTimeout(run, 1000)
}

/** Language and colours of the document follow the page's options and the system. */
function dress(frame: ChatFrameModel): void {
  const systemDark = matchMedia('(prefers-color-scheme: dark)')
  const dark = signal(systemDark.matches)
  systemDark.addEventListener('change', () => {
    dark.value = systemDark.matches
  })
  effect(() => {
    const phrases = frame.language.value?.phrases
    if (!phrases) return
    document.documentElement.lang = phrases.language
    document.documentElement.dir = phrases.language.startsWith('ar') ? 'rtl' : 'ltr'
    document.title = frame.options.value?.brand?.title ?? phrases.say.chat
  })
  effect(() => {
    const own = frame.chat.value?.settings.value?.theme
    const theme = own && own !== 'page' ? own : (frame.options.value?.theme ?? config.settings.theme)
    const follows = theme === 'auto' || theme === 'system'
    document.documentElement.dataset.theme = theme === 'dark' || (follows && dark.value) ? 'dark' : 'default'
    document.documentElement.dataset.place = frame.options.value?.place ?? 'window'
  })
}

/** The tab is in front, and the frame is not scrolled out of the page. */
function onScreen() {
  const tab = signal(document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', () => {
    tab.value = document.visibilityState === 'visible'
  })
  const inView = signal(true)
  new IntersectionObserver((changes) => {
    inView.value = changes.at(-1)?.isIntersecting ?? true
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
