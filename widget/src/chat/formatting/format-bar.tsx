import { useLayoutEffect, useRef } from 'preact/hooks'
import { isApple } from '../composer/text-box.ts'
import { useWritingContext } from '../composer/writing-context.ts'
import { Icon } from '../ui/icons.tsx'
import type { MarkKind } from './toggle-mark.ts'

const PATHS: Readonly<Record<MarkKind, string>> = {
  bold: 'M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z',
  italic: 'M14 5l-4 14M10 5h8M6 19h8',
  strike:
    'M4 12h16M17 7.5C16.4 5.9 14.4 5 12 5 9.3 5 7.2 6.3 7.2 8.5c0 1.5.8 2.6 2.3 3.5M7 16.2c.6 1.8 2.6 2.8 5 2.8 2.8 0 4.9-1.4 4.9-3.6 0-.9-.3-1.7-.9-2.4',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5',
  quote: 'M5 5v14M10 8h9M10 12h9M10 16h6',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-6-6l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 6 6l1.2-1.2',
}

const KINDS = Object.keys(PATHS) as MarkKind[]

/** Keys that are pressed together with Control, or Command on Apple's keyboards. */
const KEYS: Readonly<Partial<Record<MarkKind, string>>> = {
  bold: 'B',
  italic: 'I',
  strike: 'Shift+X',
  code: 'E',
  link: 'K',
}

interface Props {
  /** where the pointer selected the text, from the composer's left; null: by keyboard */
  x: number | null
  isOn: (kind: MarkKind) => boolean
  choose: (kind: MarkKind) => void
}

/** Formats for the selected text: above the composer; on a phone between text and keyboard. */
export function FormatBar({ x, isOn, choose }: Props) {
  const { say } = useWritingContext()
  const bar = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const { current } = bar
    const form = current?.closest('form')
    if (!current || !form || x === null) return
    const left = Math.max(8, Math.min(x - current.offsetWidth / 2, form.clientWidth - current.offsetWidth - 8))
    current.style.left = `${left}px`
  }, [x])

  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(bar.current?.querySelectorAll('button') ?? [])]
    const here = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const isRightToLeft = getComputedStyle(bar.current as Element).direction === 'rtl'
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    buttons.at((here + (isRightToLeft ? -step : step)) % buttons.length)?.focus()
  }

  return (
    <div ref={bar} class="format-bar" role="toolbar" aria-label={say.formatting} onKeyDown={onKeyDown}>
      {KINDS.map((kind, index) => (
        <button
          key={kind}
          type="button"
          tabIndex={index === 0 ? 0 : -1}
          aria-label={say[kind]}
          title={KEYS[kind] ? `${say[kind]} (${isApple ? '⌘' : 'Ctrl+'}${KEYS[kind]})` : say[kind]}
          aria-pressed={kind === 'link' ? undefined : isOn(kind)}
          aria-keyshortcuts={KEYS[kind] && `${isApple ? 'Meta' : 'Control'}+${KEYS[kind]}`}
          // the selection stays
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => choose(kind)}
        >
          <Icon name="save" path={PATHS[kind]} />
        </button>
      ))}
    </div>
  )
}
