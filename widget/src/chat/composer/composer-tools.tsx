import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useLayer } from '../core/layers/use-layer.ts'
import { createLongPress } from '../core/long-press.ts'
import { emojiMemory } from '../emoji/emoji-memory.ts'
import { EmojiPicker } from '../emoji/emoji-picker.tsx'
import { EmojiSuggestions } from '../emoji/emoji-suggestions.tsx'
import { type Suggesting, suggestingAt } from '../emoji/suggesting.ts'
import { FormatBar } from '../formatting/format-bar.tsx'
import { markdownOf } from '../formatting/paste-rich.ts'
import { hasMark, linkOver, type MarkKind, toggleMark } from '../formatting/toggle-mark.ts'
import { showsTouchKeyboard } from '../frame/screen.ts'
import type { RoomModel } from '../room/room-model.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Menu, type MenuPlace } from '../ui/menu.tsx'
import { SlowModeCountdown } from './slow-mode-countdown.tsx'
import { changeText, insertText, isApple } from './text-box.ts'
import { useWritingContext } from './writing-context.ts'

/** Tools beside the composer's text: formatting, emoji, and paste of rich text. */
export function ComposerTools({ roomModel }: { roomModel: RoomModel }) {
  const { say } = useWritingContext()
  const place = useRef<HTMLButtonElement>(null)
  /** the selected part of the text, and where the pointer left it; null: nothing is selected */
  const selected = useSignal<{ from: number; to: number; x: number | null } | null>(null)
  const picking = useSignal(false)
  const suggesting = useSignal<Suggesting | null>(null)
  /** the text whose suggestions the user has closed; some browsers report the selection after the key */
  const dismissed = useRef<string | null>(null)
  const isMarked = (kind: MarkKind): boolean => {
    const range = selected.value
    return range !== null && hasMark(roomModel.composer.text.value, range.from, range.to, kind)
  }
  const sendMenu = useSignal<MenuPlace | null>(null)
  const editing = roomModel.composer.mode.value.kind === 'edit'
  useLayer(() => (picking.value = false), picking.value)
  const box = () => place.current?.closest('form')?.querySelector('textarea') ?? null

  function format(kind: MarkKind): void {
    const text = box()
    if (!text) return
    text.focus()
    changeText(text, toggleMark(text.value, text.selectionStart, text.selectionEnd, kind))
  }

  useEffect(() => {
    const form = place.current?.closest('form')
    const text = box()
    if (!form || !text) return
    let pointerX: number | null = null

    function look(): void {
      if (!text || document.activeElement !== text) return
      const { selectionStart: from, selectionEnd: to, value } = text
      const isText = to > from && value.slice(from, to).trim() !== ''
      selected.value = isText ? { from, to, x: pointerX } : null
      suggesting.value = from === to && value !== dismissed.current ? suggestingAt(value, from) : null
    }
    const onPointer = (event: PointerEvent) => {
      pointerX = event.clientX - form.getBoundingClientRect().left
    }
    const onKey = (event: KeyboardEvent) => {
      pointerX = null
      if (event.target !== text || event.isComposing || event.keyCode === 229) return
      const kind = shortcutOf(event)
      if (!kind) return
      event.preventDefault()
      format(kind)
    }
    const onLeave = (event: FocusEvent) => {
      const next = event.relatedTarget
      if (next instanceof Element && form.contains(next)) return
      selected.value = null
      suggesting.value = null
    }
    const onFocus = () => {
      // the keyboard takes the picker's place
      if (showsTouchKeyboard()) picking.value = false
    }
    const onPaste = (event: ClipboardEvent) => {
      const plain = event.clipboardData?.getData('text/plain') ?? ''
      const html = event.clipboardData?.getData('text/html') ?? ''
      const { selectionStart: from, selectionEnd: to, value } = text
      if (to > from && /^https?:\/\/\S+$/.test(plain.trim()) && !/https?:\/\/|\n/.test(value.slice(from, to))) {
        event.preventDefault()
        changeText(text, linkOver(value, from, to, plain.trim()))
        return
      }
      const written = html && markdownOf(html)
      if (!written) return
      event.preventDefault()
      insertText(text, written)
    }
    document.addEventListener('selectionchange', look)
    text.addEventListener('input', look)
    text.addEventListener('pointerup', onPointer)
    text.addEventListener('focus', onFocus)
    form.addEventListener('keydown', onKey)
    form.addEventListener('focusout', onLeave)
    text.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('selectionchange', look)
      text.removeEventListener('input', look)
      text.removeEventListener('pointerup', onPointer)
      text.removeEventListener('focus', onFocus)
      form.removeEventListener('keydown', onKey)
      form.removeEventListener('focusout', onLeave)
      text.removeEventListener('paste', onPaste)
    }
  }, [])

  // further actions of the send button, by a right click, a long press or the keyboard's menu key
  useLayoutEffect(() => {
    const send = place.current?.closest('form')?.querySelector<HTMLElement>('[type=submit]')
    if (!send || editing) return
    const ask = (x: number, y: number) => {
      if (roomModel.composer.canSend.peek()) sendMenu.value = { x, y, from: send, about: send }
    }
    const press = createLongPress((_, x, y) => ask(x, y))
    const ended = new AbortController()
    const { signal } = ended
    send.ariaHasPopup = 'menu'
    send.addEventListener('touchstart', (event) => press.onTouchStart(event as TouchEventOf<HTMLElement>), {
      passive: true,
      signal,
    })
    send.addEventListener('touchmove', press.onTouchMove, { passive: true, signal })
    send.addEventListener('touchend', press.onTouchEnd, { signal })
    send.addEventListener('touchcancel', press.onTouchCancel, { signal })
    send.addEventListener(
      'contextmenu',
      (event) => {
        event.preventDefault()
        ask(event.clientX, event.clientY)
      },
      { signal },
    )
    return () => {
      ended.abort()
      send.ariaHasPopup = null
    }
  }, [editing])

  function pick(emoji: string): void {
    const text = box()
    if (!text) return
    insertText(text, emoji)
    emojiMemory().used(emoji)
  }

  function closePicker(): void {
    picking.value = false
    box()?.focus({ preventScroll: true })
  }

  return (
    <>
      <button
        ref={place}
        type="button"
        class="icon-button emoji-button"
        aria-label={say.emoji}
        aria-expanded={picking.value}
        // the caret stays where it is
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => {
          if (!picking.value && showsTouchKeyboard()) box()?.blur()
          picking.value = !picking.value
          selected.value = null
        }}
      >
        <LaterIcon name="smile" />
      </button>
      {roomModel.room.value.rights.slow_seconds > 0 && <SlowModeCountdown roomModel={roomModel} />}
      {selected.value && <FormatBar x={selected.value.x} isOn={isMarked} choose={format} />}
      {suggesting.value && (
        <EmojiSuggestions
          given={suggesting.value}
          box={box}
          insert={(emoji, before) => {
            const text = box()
            if (text) insertText(text, `${emoji} `, before)
            emojiMemory().used(emoji)
            suggesting.value = null
          }}
          close={() => {
            dismissed.current = box()?.value ?? null
            suggesting.value = null
          }}
        />
      )}
      {sendMenu.value && (
        <Menu
          label={say.send}
          place={sendMenu.value}
          entries={[
            {
              icon: 'bellOff',
              text: say.sendSilently,
              focuses: true,
              act() {
                void roomModel.composer.send(true)
                box()?.focus()
              },
            },
          ]}
          close={() => (sendMenu.value = null)}
        />
      )}
      {picking.value && (
        <div class={showsTouchKeyboard() ? 'emoji-place docked' : 'emoji-place'}>
          <EmojiPicker pick={pick} close={closePicker} searches={!showsTouchKeyboard()} />
        </div>
      )}
    </>
  )
}

type TouchEventOf<Place> = TouchEvent & { currentTarget: Place }

/** The mark of a keyboard shortcut, by the letter, or by the key if the layout has other letters. */
function shortcutOf(event: KeyboardEvent): MarkKind | null {
  const { key, code, shiftKey, altKey, ctrlKey, metaKey } = event
  if (altKey || (isApple ? ctrlKey || !metaKey : metaKey || !ctrlKey)) return null
  const letter = /^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace(/^Key/, '')
  if (shiftKey) return letter === 'X' ? 'strike' : null
  return ({ B: 'bold', I: 'italic', E: 'code', K: 'link' } as const)[letter] ?? null
}
