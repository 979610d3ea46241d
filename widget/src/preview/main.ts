import { placementStyle } from '@imbachat/protocol/brand/placement'
import { brandOf } from '@imbachat/protocol/brand/widget-looks'
import type { LoaderConfig } from '@imbachat/protocol/page/page-config'
import {
  type FromPreview,
  messageFrom,
  type PreviewShow,
  SAMPLE_READY,
  type SamplePhrases,
} from '@imbachat/protocol/page/preview'
import { ownWindowPhrases } from '@imbachat/protocol/phrases/own-window-phrases'
import { createChat } from '../loader/chat.ts'
import type { Theme } from '../page-types.ts'

/**
 * The sample page in the dashboard's preview: the real loader, with the settings as they are being edited. What a page
 * may change by `setTheme` follows at once; for the rest the chat is loaded again.
 */

/** Path of the loader's second script; the bundler puts it here. */
declare const WINDOW_SCRIPT: string

/** The other person of the sample conversation. */
const PEER = 'anna'
/** Names who looks at it, and the language that they speak. No server reads it. */
const tokenFor = (language: string) => `preview.${btoa(JSON.stringify({ user_id: 'you', language }))}.none`

let chat: ReturnType<typeof createChat> | null = null
let config: LoaderConfig | null = null
/** the settings that the chat was loaded with */
let loadedWith = ''
let shown: PreviewShow | null = null
const placement = new CSSStyleSheet()

const post = (message: FromPreview) => parent.postMessage(message, location.origin)
const shell = () => document.querySelector<HTMLElement>('html > div.float')
const frame = () => shell()?.shadowRoot?.querySelector('iframe')?.contentWindow

function show(next: PreviewShow): void {
  const before = shown
  shown = next
  const { settings, widgetId, language, dark, open, choices } = next
  // what is null here is the chat's own, as what a page leaves out
  const theme = { ...brandOf(settings), mode: dark ? 'dark' : 'default' } as Theme
  const loading = JSON.stringify([widgetId, language, settings.position])
  placement.replaceSync(placementStyle(settings))
  document.documentElement.classList.toggle('dark', dark)
  document.documentElement.lang = language
  if (loading !== loadedWith) {
    loadedWith = loading
    chat?.destroy()
    config = {
      widgetId,
      chatOrigin: location.origin,
      windowUrl: location.origin + WINDOW_SCRIPT,
      framePage: 'sample',
      theme: 'default',
      position: settings.position,
      language,
    }
    wordLauncher(config, settings)
    chat = createChat(config)
    chat.on('chat.opened', () => post({ t: 'imbachat:preview-open', open: true }))
    chat.on('chat.closed', () => post({ t: 'imbachat:preview-open', open: false }))
    void chat.load({ token: tokenFor(language), theme })
    shell()?.shadowRoot?.adoptedStyleSheets.push(placement)
    if (open) withoutFocus(openDialog)
    return
  }
  if (config) wordLauncher(config, settings)
  // names the launcher again, too
  void chat?.setTheme(theme)
  if (JSON.stringify(before?.settings.phrases) !== JSON.stringify(settings.phrases)) sendPhrases()
  // what its own launcher opened or closed comes back here, too, and may be old by then
  if (before?.choices === choices) return
  withoutFocus(open ? openDialog : async () => chat?.closeChat())
}

function wordLauncher(config: LoaderConfig, { phrases }: PreviewShow['settings']): void {
  const own = ownWindowPhrases(phrases)
  if (own) config.phrases = own
  else delete config.phrases
}

/** On a conversation: the list has few colours. A chat that is loaded again meanwhile opens its own. */
async function openDialog(): Promise<void> {
  await chat?.openDialog(PEER).catch(() => {})
}

/** The owner writes in the form meanwhile: nothing that is inert takes the focus. */
function withoutFocus(act: () => Promise<void>): void {
  const host = shell()
  if (host) host.inert = true
  void act().finally(() => {
    if (host) host.inert = false
  })
}

function sendPhrases(): void {
  const message: SamplePhrases = { t: 'imbachat:sample-phrases', phrases: shown?.settings.phrases ?? {} }
  frame()?.postMessage(message, location.origin)
}

addEventListener('message', (event) => {
  if (messageFrom(frame(), event) === SAMPLE_READY) sendPhrases()
  const message = messageFrom(parent, event) as PreviewShow | null
  if (message?.t === 'imbachat:preview-show') show(message)
})

/** A page of any site: grey bars in the place of its words. */
function drawPage(): void {
  const page = document.body.appendChild(document.createElement('div'))
  page.className = 'page'
  page.ariaHidden = 'true'
  for (const name of ['bar', 'picture', 'title', 'line', 'line', 'short', 'line', 'line', 'short']) {
    page.appendChild(document.createElement('div')).className = name
  }
}

drawPage()
post({ t: 'imbachat:preview-ready' })
