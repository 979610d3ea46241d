import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { DASHBOARD_LOOKS, lookOf } from '../look.ts'
import { pairedWords } from '../paired-texts.ts'
import { run } from '../run.ts'
import { createSample, Refusal } from './sample.ts'
import { views } from './views/index.ts'

const asked = new URLSearchParams(location.search)
const look = lookOf(asked, DASHBOARD_LOOKS)
const state = views.find(({ name }) => name === asked.get('view'))?.states[asked.get('state') ?? '']
if (!state) throw new Error(`the gallery has no ${location.search}`)

localStorage.setItem('imbachat.dashboard.language', look.language)
localStorage.setItem('imbachat.dashboard.theme', look.theme)
const sample = createSample()
state.given?.(sample)
history.replaceState(null, '', sample.path)

const operations = Object.entries(dashboardOperations).map(([id, { method, path }]) => ({
  id: id as DashboardOperationId,
  method: method.toUpperCase(),
  form: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))
let waiting = 0
const unknown = new Set<string>()
const fetchFile = globalThis.fetch

Object.assign(globalThis, {
  async fetch(given: RequestInfo | URL, init: RequestInit = {}) {
    const { pathname, searchParams } = new URL(String(given), location.origin)
    const { method = 'GET' } = init
    const operation = operations.find((one) => one.method === method && one.form.test(pathname))
    if (!pathname.startsWith('/api/')) return fetchFile(given, init)
    const answer = operation && sample.answer(operation.id, searchParams)
    if (!answer) {
      unknown.add(operation?.id ?? `${method} ${pathname}`)
      return Response.json({ error: { code: 'not_found', message: 'sample' } }, { status: 404 })
    }
    let counts = true
    waiting++
    const answered = () => {
      if (counts) waiting--
      counts = false
    }
    // one that never comes is not waited for
    setTimeout(answered, 0)
    try {
      return Response.json(await answer)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return Response.json({ error: error.body }, { status: 503 })
    } finally {
      answered()
    }
  },
  // nothing new comes
  EventSource: class extends EventTarget {
    close() {}
  },
})

/** Texts of all screens, English and in the language of the look. */
export function begin(modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
  const catalogs = Object.values(modules)
    .flatMap((exported) => Object.values(exported))
    .flatMap((value) => (isPhrases(value) ? [[value.catalogs.en, value.catalogs[look.language]] as const] : []))
  void run({
    show: state?.show,
    words: pairedWords(catalogs),
    isWaiting: () => waiting > 0,
    happens() {},
    unknown: () => [...unknown],
  })
}

const isPhrases = (value: unknown): value is { catalogs: Record<string, unknown> } =>
  typeof value === 'function' && 'catalogs' in value
