import { eventually, PATIENCE_MS } from '../stage/eventually.ts'
import { type Driver, ELEMENT, type ElementReference } from './webdriver.ts'

/** An element of a page or its chat: its CSS selector, and the name that screen readers announce. */
export interface Where {
  css: string
  /** the whole accessible name */
  name?: string
  /** a part of its text or name */
  has?: string
}

type Place = 'page' | 'chat'

/** The frame with the chat: in the page's elements, or in the loader's own root. Runs in the page. */
function findFrame(within: string): Element | null {
  const place = document.querySelector(within)
  return place?.querySelector('iframe') ?? place?.shadowRoot?.querySelector('iframe') ?? null
}

/** Runs in the page or in the chat. @returns the first that is shown, also inside of the loader's root */
function findShown({ css, name, has }: Where): Element | null {
  const roots: ParentNode[] = [document]
  for (const host of document.querySelectorAll('.float, .inline')) if (host.shadowRoot) roots.push(host.shadowRoot)
  const label = (element: Element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim()
  const all = roots.flatMap((root) => [...root.querySelectorAll(css)])
  const shown = all.filter((element) => element.getClientRects().length > 0)
  return (
    shown.find(
      (element) =>
        (name === undefined || label(element) === name) &&
        (has === undefined || `${label(element)} ${element.textContent}`.includes(has)),
    ) ?? null
  )
}

export const COMPOSER: Where = { css: 'textarea', name: 'Message' }
export const SEND: Where = { css: 'button', name: 'Send' }

/** A person at a page in a browser that WebDriver controls. One thing after the other: commands share the frame. */
export class DrivenVisitor {
  /** holds the chat's frame */
  place = '.float'

  constructor(readonly driver: Driver) {}

  async open(url: string): Promise<void> {
    await this.driver.command('SwitchToFrame', { id: null })
    await this.driver.command('Navigate', { url })
  }

  async reload(): Promise<void> {
    await this.driver.command('SwitchToFrame', { id: null })
    await this.driver.command('Refresh')
  }

  /** Runs a function in the page. It knows its arguments only. */
  inPage<A extends unknown[], T>(run: (...given: A) => T | Promise<T>, ...given: A): Promise<T> {
    return this.#run('page', run, given)
  }

  /** Runs a function in the chat's frame. */
  inChat<A extends unknown[], T>(run: (...given: A) => T | Promise<T>, ...given: A): Promise<T> {
    return this.#run('chat', run, given)
  }

  /** Waits until the chat shows it. */
  sees(where: Where): Promise<ElementReference> {
    return this.#find('chat', where)
  }

  /** Waits until the page shows it. */
  seesInPage(where: Where): Promise<ElementReference> {
    return this.#find('page', where)
  }

  async seesNot(where: Where): Promise<void> {
    await eventually(async () => {
      if (await this.#lookFor('chat', where)) throw new Error(`still there: ${JSON.stringify(where)}`)
    }, PATIENCE_MS)
  }

  click(where: Where): Promise<void> {
    return this.#click('chat', where)
  }

  clickInPage(where: Where): Promise<void> {
    return this.#click('page', where)
  }

  /** Presses keys in the chat, wherever its focus is. */
  async type(text: string): Promise<void> {
    await this.#switchTo('chat')
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ])
    await this.driver.command('PerformActions', { actions: [{ type: 'key', id: 'keys', actions }] })
  }

  /** Name of the focused element of the chat; null if the page has the focus. */
  focused(): Promise<string | null> {
    return this.inChat(() =>
      document.hasFocus()
        ? (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.localName ?? null)
        : null,
    )
  }

  async #run<A extends unknown[], T>(where: Place, run: (...given: A) => T | Promise<T>, given: A): Promise<T> {
    await this.#switchTo(where)
    const script = `return (${run})(...arguments)`
    return (await this.driver.command('ExecuteScript', { script, args: given })) as T
  }

  async #switchTo(where: Place): Promise<void> {
    await this.driver.command('SwitchToFrame', { id: null })
    if (where === 'page') return
    const frame = await eventually(async () => {
      const script = `return (${findFrame})(...arguments)`
      const found = await this.driver.command('ExecuteScript', { script, args: [this.place] })
      if (!found) throw new Error(`no chat in ${this.place}`)
      return found
    }, PATIENCE_MS)
    await this.driver.command('SwitchToFrame', { id: frame })
  }

  async #lookFor(where: Place, what: Where): Promise<ElementReference | null> {
    return (await this.#run(where, findShown, [what])) as unknown as ElementReference | null
  }

  #find(where: Place, what: Where): Promise<ElementReference> {
    return eventually(async () => {
      const found = await this.#lookFor(where, what)
      if (found) return found
      const shown = await this.#run(where, () => document.body.textContent.slice(0, 600), [])
      throw new Error(`not shown in the ${where}: ${JSON.stringify(what)}, but ${JSON.stringify(shown)}`)
    }, PATIENCE_MS)
  }

  /** Again when it was drawn once more, or something still moved over it. */
  async #click(where: Place, what: Where): Promise<void> {
    await eventually(async () => {
      const { [ELEMENT]: id } = await this.#find(where, what)
      await this.driver.command('ElementClick', { id })
    })
  }
}
