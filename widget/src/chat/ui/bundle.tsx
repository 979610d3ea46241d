import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { type ChatFrameConfig, readChatFrameConfig } from '../../bridge/chat-frame-config.ts'
import { useLanguage } from '../core/language-context.ts'
import type { Phrases } from '../i18n/phrases-for.ts'
import { Problem } from './problem.tsx'

type ViewsOf<Script> = {
  readonly [Name in keyof Script]: Script[Name] extends ComponentType<infer Props extends object>
    ? ComponentType<Props>
    : never
}

/** Milliseconds until a script that could not be had is asked for again. */
const AGAIN_MS = 10_000

type Sources = Readonly<Record<string, () => Promise<object>>>

let sources: Sources = {}
const bundles = new Map<string, (phrases: Phrases) => Promise<void>>()

/**
 * Sets the functions that import the scripts. The views in these scripts import this file, so it imports none of them.
 */
export function fetchBundlesFrom(given: Sources): void {
  sources = given
}

/** Fetches every script, one after the other, so that their views open at once, also without a network. */
export async function loadBundles(phrases: Phrases): Promise<void> {
  for (const name in sources) await (bundles.get(name)?.(phrases) ?? sources[name]?.())?.catch(() => {})
}

/** A script that is fetched on demand, by its name in the sources, or from its own one. */
export function bundle<Script extends object>(name: keyof ChatFrameConfig['scripts'], source?: () => Promise<Script>) {
  /** with its styles and phrases */
  const ready = signal<Script | null>(null)
  const failed = signal(false)
  let script: Promise<Script> | null = null
  let tries = 0

  /** @throws if it can't be had now; the next call tries again */
  function fetchScript(): Promise<Script> {
    // some browsers keep the failure of an address for as long as the page lives
    const url = tries > 0 && readChatFrameConfig().scripts[name]
    const fetched = async () => (url ? import(`${url}?${tries}`) : (source ?? sources[name])?.()) as Promise<Script>
    script ??= fetched().catch((error) => {
      tries++
      script = null
      throw error
    })
    return script
  }

  let loading = false
  let wanted: Phrases
  let timer: ReturnType<typeof setTimeout> | undefined
  const again = () => void load(wanted)

  /** However many views ask while it can't be had, one try waits for its time or for the network. */
  async function load(phrases: Phrases): Promise<void> {
    wanted = phrases
    if (ready.peek() || loading) return
    loading = true
    clearTimeout(timer)
    const own = await Promise.all([fetchScript(), phrases.loadLater(), loadStyles()]).catch(() => null)
    loading = false
    ready.value = own ? own[0] : null
    failed.value = !own
    if (own) return
    timer = setTimeout(again, AGAIN_MS)
    addEventListener('online', again, { once: true })
    await reloadIfGone(name)
  }
  bundles.set(name, load)

  /** For a view: null until the script is here. */
  function use(): Script | null {
    const { phrases } = useLanguage()
    useEffect(() => void load(phrases), [phrases])
    return ready.value
  }

  return {
    fetch: fetchScript,
    use,
    /**
     * Its views, each made when it is first named. Until one is here, the reader sees that it loads, and may try again
     * if that failed. `quiet`: until then it shows nothing.
     */
    views(quiet?: boolean): ViewsOf<Script> {
      return new Proxy({} as Record<string, ComponentType>, {
        get: (made, view: string) => (made[view] ??= onDemand(view as keyof Script, quiet)),
      }) as ViewsOf<Script>
    },
  }

  function onDemand(view: keyof Script, quiet?: boolean): ComponentType {
    return function OnDemand(props) {
      const { phrases, say } = useLanguage()
      const View = use()?.[view] as ComponentType | undefined
      if (View) return <View {...props} />
      if (quiet) return null
      if (failed.value) {
        const retry = () => {
          failed.value = false
          void load(phrases)
        }
        return <Problem text={say.couldNotLoad} retry={retry} />
      }
      return (
        <div class="later" role="status">
          <span class="spinner" aria-hidden="true" />
          <span class="sr-only">{say.loading}</span>
        </div>
      )
    }
  }
}

/** After an update, the server has other scripts than the page names. Once: nodes may be of two versions. */
async function reloadIfGone(name: keyof ChatFrameConfig['scripts']): Promise<void> {
  const url = readChatFrameConfig().scripts[name]
  if (!url || history.state) return
  const answer = await fetch(url, { method: 'HEAD' }).catch(() => null)
  if (answer?.status !== 404) return
  history.replaceState(1, '')
  location.reload()
}

let styles: Promise<void> | null = null

/** Adds the style sheet of what is shown on demand. Rejects if it can't be had now; the next call tries again. */
function loadStyles(): Promise<void> {
  styles ??= new Promise<void>((loaded, failed) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = readChatFrameConfig().laterStyles
    link.onload = () => loaded()
    link.onerror = () => {
      styles = null
      link.remove()
      failed()
    }
    document.head.append(link)
  })
  return styles
}
