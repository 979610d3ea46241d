import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { DialogModel } from '../model/dialog-model.ts'
import type { MessageItem } from '../model/message-items.ts'
import { copyText } from './clipboard.ts'
import { useLaterFrame } from './frame-context.ts'
import { Icon, type IconName } from './icons.tsx'

export interface MenuRequest {
  item: MessageItem
  /** where it was asked for, in the frame's viewport */
  x: number
  y: number
  /** where the focus goes back to */
  from: HTMLElement
}

interface Entry {
  icon: IconName
  text: string
  danger?: boolean
  /** the menu stays and shows what follows */
  stays?: boolean
  /** the act puts the focus elsewhere itself */
  focuses?: boolean
  act: () => void
}

export function MessageMenu(props: { dialog: DialogModel; request: MenuRequest; close: () => void }) {
  const { dialog, request, close } = props
  const { say } = useLaterFrame()
  const menu = useRef<HTMLDivElement>(null)
  const asksDelete = useSignal(false)
  const entries = asksDelete.value ? deleteEntries() : firstEntries()

  useLayoutEffect(() => {
    if (menu.current) place(menu.current, request)
    menu.current?.querySelector('button')?.focus()
  }, [request, asksDelete.value])

  function firstEntries(): Entry[] {
    const { seq, text, own } = request.item
    if (seq === null || text === null) return []
    const room = dialog.room.value
    const block = dialog.writeBlock.value
    const mayWrite = block === null && room.state !== 'invited'
    const isInside = block !== 'left' && block !== 'banned'
    const entries: Entry[] = []
    if (mayWrite)
      entries.push({ icon: 'reply', text: say.reply, focuses: true, act: () => dialog.composer.replyTo(seq) })
    entries.push({ icon: 'copy', text: say.copy, act: () => void copyText(text) })
    if (own && mayWrite) {
      entries.push({
        icon: 'edit',
        text: say.edit,
        focuses: true,
        act: () => dialog.composer.startEdit(seq, text),
      })
    }
    if (own && isInside) entries.push({ icon: 'trash', text: say.delete, danger: true, stays: true, act: askDelete })
    return entries
  }

  function askDelete(): void {
    asksDelete.value = true
  }

  function deleteEntries(): Entry[] {
    const { seq } = request.item
    const remove = () => seq !== null && void dialog.remove(seq)
    return [
      { icon: 'close', text: say.cancel, act: () => {} },
      { icon: 'trash', text: say.deleteQuestion, danger: true, act: remove },
    ]
  }

  function leave(): void {
    close()
    request.from.focus({ preventScroll: true })
  }

  function choose(entry: Entry): void {
    entry.act()
    if (entry.focuses) close()
    else if (!entry.stays) leave()
  }

  function onKeyDown(event: KeyboardEvent): void {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])]
    const here = items.indexOf(document.activeElement as HTMLButtonElement)
    const steps: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: -1 }
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
      <div class="menu" role="menu" aria-label={say.actions} tabIndex={-1} ref={menu} onKeyDown={onKeyDown}>
        {entries.map((entry) => (
          <button
            key={entry.text}
            type="button"
            role="menuitem"
            tabIndex={-1}
            class={entry.danger ? 'danger' : ''}
            onClick={() => choose(entry)}
          >
            <Icon name={entry.icon} />
            {entry.text}
          </button>
        ))}
      </div>
    </div>
  )
}

/** Beside the point it was asked for, and inside the frame. The CSP allows styles that are set through the DOM. */
function place(menu: HTMLElement, { x, y }: MenuRequest): void {
  const margin = 8
  const { offsetWidth, offsetHeight } = menu
  const left = Math.max(margin, Math.min(x, innerWidth - offsetWidth - margin))
  const top = y + offsetHeight + margin > innerHeight ? Math.max(margin, y - offsetHeight) : y
  menu.style.left = `${left}px`
  menu.style.top = `${top}px`
}
