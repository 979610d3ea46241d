import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { LaterIcon, type LaterIconName } from './later-icons.tsx'
import { useLayer } from './use-layer.ts'
import { useLaterContext } from './view-context.ts'

/** Where a menu was asked for. */
export interface MenuPlace {
  /** in the frame's viewport */
  x: number
  y: number
  /** where the focus goes back to */
  from: HTMLElement
}

export interface MenuEntry {
  icon: LaterIconName
  text: string
  danger?: boolean
  /** the menu stays and shows what follows */
  stays?: boolean
  /** the act puts the focus elsewhere itself */
  focuses?: boolean
  act: () => void
}

interface Props {
  label: string
  place: MenuPlace
  entries: readonly MenuEntry[]
  /** above the entries; its buttons are reached by the same arrow keys */
  head?: ComponentChildren
  /** what the menu shows: when it changes, the focus goes to the first entry */
  page?: string
  close: () => void
}

/** A menu over the chat: it holds the focus, is walked by arrow keys, and gives the focus back. */
export function Menu({ label, place, entries, head, page, close }: Props) {
  const { say } = useLaterContext()
  const menu = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    if (menu.current) putBeside(menu.current, place)
    const first = menu.current?.querySelector<HTMLElement>('[role="menuitem"]')
    ;(first ?? menu.current?.querySelector('button'))?.focus()
  }, [place, page])

  // a window that is turned, sized or zoomed keeps the menu inside
  useEffect(() => {
    const stay = () => menu.current && putBeside(menu.current, place)
    addEventListener('resize', stay)
    return () => removeEventListener('resize', stay)
  }, [place])

  function leave(): void {
    close()
    place.from.focus({ preventScroll: true })
  }

  useLayer(leave)

  function choose(entry: MenuEntry): void {
    entry.act()
    if (entry.focuses) close()
    else if (!entry.stays) leave()
  }

  function onKeyDown(event: KeyboardEvent): void {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])]
    const here = items.indexOf(document.activeElement as HTMLButtonElement)
    const inRow = (document.activeElement as HTMLElement | null)?.closest('.menu-row') != null
    const next = here + 1
    const before = here - 1 + items.length
    const steps: Record<string, number> = { ArrowDown: next, ArrowUp: before, Home: 0, End: -1 }
    if (inRow) Object.assign(steps, { ArrowRight: next, ArrowLeft: before })
    const step = steps[event.key]
    if (step !== undefined) items.at(step % items.length)?.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') leave()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div class="menu-layer">
      <button
        type="button"
        class="menu-backdrop"
        aria-label={say.close}
        tabIndex={-1}
        onPointerDown={(event) => {
          event.preventDefault()
          leave()
        }}
        onContextMenu={(event) => event.preventDefault()}
      />
      <div
        class="menu"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        ref={menu}
        onKeyDown={onKeyDown}
        onClickCapture={ignoreDoubleClick}
      >
        {head}
        {entries.map((entry) => (
          <button
            key={entry.text}
            type="button"
            role="menuitem"
            tabIndex={-1}
            class={entry.danger ? 'danger' : ''}
            onClick={() => choose(entry)}
          >
            <LaterIcon name={entry.icon} />
            {entry.text}
          </button>
        ))}
      </div>
    </div>
  )
}

/**
 * The menu, or its next page, may come up under the pointer: the second click of a double click would choose what
 * nobody has read, for example to delete.
 */
function ignoreDoubleClick(event: MouseEvent): void {
  if (event.detail > 1) event.stopPropagation()
}

/** Beside the point it was asked for, and inside the frame. The CSP allows styles that are set through the DOM. */
function putBeside(menu: HTMLElement, { x, y }: MenuPlace): void {
  const margin = 8
  const { offsetWidth, offsetHeight } = menu
  const left = Math.max(margin, Math.min(x, innerWidth - offsetWidth - margin))
  const top = y + offsetHeight + margin > innerHeight ? Math.max(margin, y - offsetHeight) : y
  menu.style.left = `${left}px`
  menu.style.top = `${top}px`
}
