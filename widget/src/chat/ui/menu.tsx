import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useLayer } from '../core/layers/use-layer.ts'
import { useLaterContext } from '../core/view-context.ts'
import { LaterIcon, type LaterIconName } from './later-icons.tsx'

/** The place where a menu was opened. */
export interface MenuPlace {
  /** in the frame's viewport */
  x: number
  y: number
  /** where the focus goes back to */
  from: HTMLElement
  /** the menu's element, which stays in sight */
  about?: Element | null
}

export interface MenuEntry {
  icon: LaterIconName
  text: string
  danger?: boolean
  /** the menu stays and shows what follows */
  stays?: boolean
  /** a drawing in the row below, by the text as its name */
  small?: boolean
  /** begins a group */
  apart?: boolean
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
  /** the menu's page: when it changes, the focus goes to the first entry */
  page?: string
  close: () => void
}

/** A menu over the chat: it holds the focus, is walked by arrow keys, and gives the focus back. */
export function Menu({ label, place, entries, head, page, close }: Props) {
  const { say } = useLaterContext()
  const menu = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    if (menu.current) putBeside(menu.current, place)
    const first = menu.current?.querySelector<HTMLElement>('.menu > [role="menuitem"]')
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

  const draw = (entry: MenuEntry) => (
    <button
      key={entry.text}
      type="button"
      role="menuitem"
      tabIndex={-1}
      class={`${entry.danger ? 'danger' : ''} ${entry.apart ? 'apart' : ''}`}
      aria-label={entry.small ? entry.text : undefined}
      title={entry.small ? entry.text : undefined}
      onClick={() => choose(entry)}
    >
      <LaterIcon name={entry.icon} />
      {!entry.small && entry.text}
    </button>
  )

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
        {entries.filter(({ small }) => !small).map(draw)}
        {entries.some(({ small }) => small) && (
          <div class="menu-row small">{entries.filter(({ small }) => small).map(draw)}</div>
        )}
      </div>
    </div>
  )
}

/**
 * The menu or its next page may open under the pointer. The second click of a double click must not choose an entry
 * that the user has not read, such as *Delete*.
 */
function ignoreDoubleClick(event: MouseEvent): void {
  if (event.detail > 1) event.stopPropagation()
}

const MARGIN = 8
/** A menu that scrolls is at least so high, CSS pixels. */
const LEAST = 200

/**
 * Places the menu beside the point where it was opened, inside the frame. The element it belongs to stays visible if
 * there is room for both. The CSP allows styles that are set through the DOM.
 */
function putBeside(menu: HTMLElement, { x, y, about }: MenuPlace): void {
  menu.style.maxHeight = ''
  const { offsetWidth, offsetHeight } = menu
  const left = Math.max(MARGIN, Math.min(x, innerWidth - offsetWidth - MARGIN))
  let top = y + offsetHeight + MARGIN > innerHeight ? Math.max(MARGIN, y - offsetHeight) : y
  const box = about?.getBoundingClientRect()
  if (box) {
    const [above, below] = [box.top - 2 * MARGIN, innerHeight - box.bottom - 2 * MARGIN]
    const height = Math.min(offsetHeight, Math.max(above, below))
    if (height >= Math.min(offsetHeight, LEAST)) {
      if (height < offsetHeight) menu.style.maxHeight = `${height}px`
      top = below >= height ? box.bottom + MARGIN : box.top - MARGIN - height
    }
  }
  menu.style.left = `${left}px`
  menu.style.top = `${top}px`
}
