import { LANGUAGES, type Language } from '@imbachat/protocol/phrases/languages'
import { type PushProblem, problemHere } from '@imbachat/sdk/subscribe-browser'
import { type FromPushWindow, PUSH_WORKER, type ToPushWindow } from './messages.ts'
import { PHRASES, type WindowPhrases } from './phrases.ts'
import { subscribe } from './subscribe.ts'

// The page of the small window in which the browser asks for permission: it asks no frame of another origin.

const { widgetId, key } = JSON.parse(document.getElementById('imbachat-config')?.textContent ?? '') as {
  widgetId: number
  key: string
}
const path = `/imbachat/v1/${widgetId}/push`
const at = location.origin + path
const opener = window.opener as Window | null

let ticket: string | null = null
let language = languageOf(navigator.language)
let shown: Shown = { phrase: 'explain', button: 'turnOn' }

/** A sentence, and the act of the button below it; null: it has no button. */
interface Shown {
  phrase: Exclude<keyof WindowPhrases, 'title' | 'turnOn' | 'close' | 'retry'>
  button: 'turnOn' | 'retry' | 'close' | null
}

const post = (message: FromPushWindow) => opener?.postMessage(message, location.origin)

addEventListener('message', ({ data, origin, source }: MessageEvent<Partial<ToPushWindow> | null>) => {
  if (origin !== location.origin || source !== opener || data?.imbachat !== 'push' || data.t !== 'ticket') return
  ticket = data.ticket ?? null
  language = languageOf(data.language ?? '')
  const problem = problemHere()
  show(problem === null || problem === 'dismissed' ? { phrase: 'explain', button: 'turnOn' } : shownFor(problem))
})

show(opener ? shown : { phrase: 'expired', button: 'close' })
post({ imbachat: 'push', t: 'ready' })

function show(next: Shown): void {
  shown = next
  const say = PHRASES[language]
  document.documentElement.lang = language
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr'
  document.title = say.title
  const heading = document.createElement('h1')
  heading.textContent = say.title
  const text = document.createElement('p')
  text.setAttribute('role', 'status')
  text.textContent = say[next.phrase].replace('{host}', location.host)
  const parts: HTMLElement[] = [heading, text]
  if (next.button !== null) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = say[next.button]
    button.addEventListener('click', () => (shown.button === 'close' ? close() : void turnOn()))
    parts.push(button)
  }
  document.body.replaceChildren(...parts)
  document.querySelector('button')?.focus()
}

async function turnOn(): Promise<void> {
  show({ phrase: 'working', button: null })
  const browser = await subscribe({ worker: PUSH_WORKER, scope: `${path}/`, key, at })
  if (typeof browser === 'string') return show(shownFor(browser))
  if (ticket === null) return show({ phrase: 'expired', button: 'close' })
  try {
    const answer = await fetch(`${path}/subscribe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket, language, ...browser }),
    })
    if (!answer.ok) return show(answer.status < 500 ? { phrase: 'expired', button: 'close' } : shownFor('failed'))
    const { device_id } = (await answer.json()) as { device_id: string }
    post({ imbachat: 'push', t: 'done', device_id })
    show({ phrase: 'done', button: 'close' })
    setTimeout(() => close(), 1500)
  } catch {
    show(shownFor('failed'))
  }
}

function shownFor(problem: PushProblem): Shown {
  if (problem === 'denied') post({ imbachat: 'push', t: 'refused' })
  if (problem === 'dismissed') return { phrase: 'explain', button: 'turnOn' }
  return { phrase: problem, button: problem === 'denied' || problem === 'failed' ? 'retry' : 'close' }
}

function languageOf(name: string): Language {
  const [code = ''] = name.toLowerCase().split('-')
  return Object.hasOwn(LANGUAGES, code) ? (code as Language) : 'en'
}
