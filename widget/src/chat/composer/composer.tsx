import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Later, Quiet } from '../bundles/views.ts'
import { takeFocus } from '../core/take-focus.ts'
import { useViewContext } from '../core/view-context.ts'
import { isWithinMinutes } from '../core/within-minutes.ts'
import { showsTouchKeyboard } from '../frame/screen.ts'
import { leftOf } from '../message-acts/being-deleted.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Icon } from '../ui/icons.tsx'

export function Composer({ roomModel }: { roomModel: RoomModel }) {
  const { frame, say } = useViewContext()
  const { composer } = roomModel
  const box = useRef<HTMLTextAreaElement>(null)
  const text = composer.text.value
  const editing = composer.mode.value.kind === 'edit'
  const problem = composer.problem.value
  const focused = useSignal(false)
  const writing = focused.value || text !== ''

  useLayoutEffect(() => {
    frame.writing.value = writing
    return () => {
      frame.writing.value = false
    }
  }, [writing])

  useLayoutEffect(() => {
    if (box.current) fitToText(box.current)
  }, [text])

  // Opening a room and choosing reply or edit both lead here. On a phone only the latter brings the keyboard up, and
  // a room that stands in a page takes nothing from it.
  const requests = composer.focusRequests.value
  useLayoutEffect(() => {
    const asked = requests > 0
    if (!frame.takesFocus(asked) || (!asked && (showsTouchKeyboard() || frame.single.value))) return
    takeFocus(box.current)
    box.current?.setSelectionRange(text.length, text.length)
  }, [requests])

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): void {
    // while an input method composes a word, its keys are not commands; Safari marks them by key code 229 only
    if (event.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !showsTouchKeyboard()) {
      event.preventDefault()
      void composer.send()
    } else if (event.key === 'Escape') {
      if (composer.cancel()) event.preventDefault()
    } else if (event.key === 'ArrowUp' && event.currentTarget.value === '') {
      const flags = roomModel.flags.value.get(roomModel.room_id)
      const own = roomModel.lastOwn(leftOf(roomModel.messages.value, roomModel.room_id, flags))
      if (!own?.text || !isWithinMinutes(own.created_at, frame.settings.edit_minutes)) return
      event.preventDefault()
      void composer.startEdit(own.seq, own.text, own.attachments !== undefined, own.entities)
    }
  }

  return (
    <form
      class={roomModel.mayAttach && !editing ? 'composer attaches' : 'composer'}
      onSubmit={(event) => {
        event.preventDefault()
        void composer.send()
        box.current?.focus()
      }}
    >
      {problem && <Later.ErrorProblem code={problem} dismiss={composer.dismissProblem} />}
      {composer.mode.value.kind !== 'new' && <Later.ModeStrip roomModel={roomModel} />}
      {roomModel.mayAttach && <Quiet.ComposerFiles roomModel={roomModel} />}
      <Quiet.Mentions roomModel={roomModel} box={box} />
      <div class="composer-line">
        <textarea
          ref={box}
          rows={1}
          aria-label={say.message}
          placeholder={say.message}
          value={text}
          autoCapitalize="sentences"
          enterkeyhint={showsTouchKeyboard() ? 'enter' : 'send'}
          onFocus={() => (focused.value = true)}
          onBlur={() => (focused.value = false)}
          onInput={(event) => composer.type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Quiet.ComposerTools roomModel={roomModel} />
        {composer.charactersLeft.value !== null && <Later.Counter composer={composer} />}
        <button
          type="submit"
          class="send"
          aria-label={editing ? say.save : say.send}
          disabled={!composer.canSend.value}
        >
          <Icon name={editing ? 'save' : 'send'} />
        </button>
      </div>
    </form>
  )
}

const FITS_ITSELF = CSS.supports('field-sizing', 'content')

/** `field-sizing` does this by itself where there is one. Its greatest height is in the style sheet. */
function fitToText(box: HTMLTextAreaElement): void {
  if (FITS_ITSELF) return
  box.style.height = 'auto'
  box.style.height = `${box.scrollHeight}px`
}
