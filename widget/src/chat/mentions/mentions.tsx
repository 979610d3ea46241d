import { matchesWords } from '@imbachat/protocol/text/matches-words'
import type { UserCard } from '@imbachat/sdk'
import { peopleActs } from '@imbachat/sdk/people-acts'
import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { nameOf } from '../core/names/names.ts'
import { useId } from '../core/use-id.ts'
import { useTalkContext } from '../pins/talk-context.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { ALL_LABELS, beginningAt, choose, findMentions, labelOf, labelsOf, peopleNear } from './mentions-model.ts'

/** Milliseconds for which the writer has to stop before the server is asked. */
const PAUSE_MS = 150
const MOST_SHOWN = 20

interface Props {
  roomModel: RoomModel
  box: RefObject<HTMLTextAreaElement | null>
}

/** Suggests members of a group while the writer types `@` and a name. */
export function Mentions({ roomModel, box }: Props) {
  const chat = useTalkContext().frame.chat.value
  const isGroup = roomModel.room.value.peer === null
  useEffect(() => {
    if (!chat || !isGroup) return
    const { mentions } = roomModel.composer
    mentions.find = (typed) => findMentions(typed, labelsOf(roomModel, chat.users.peek()))
    return () => {
      mentions.find = null
    }
  }, [chat, roomModel, isGroup])
  return chat && isGroup ? <Suggestions roomModel={roomModel} box={box} /> : null
}

interface Suggestion {
  /** null: all members */
  user: UserCard | null
  label: string
}

function Suggestions({ roomModel, box }: Props) {
  const { frame, phrases, say } = useTalkContext()
  const chat = frame.chat.value
  const listId = useId()
  const beginning = useSignal<{ from: number; query: string } | null>(null)
  /** where the writer closed the suggestions */
  const dismissed = useSignal(-1)
  const active = useSignal(0)
  const found = useSignal<readonly UserCard[]>([])
  /** the last query without a result: a longer query that begins with it has no result either */
  const nobody = useSignal<string | null>(null)

  const typed = roomModel.composer.text.value
  const users = chat?.users.value
  const begun = beginning.value
  const query = begun?.query ?? ''
  const shown = begun && users && begun.from !== dismissed.value ? suggest() : []
  const isOpen = shown.length > 0
  const here = Math.min(active.value, shown.length - 1)

  function suggest(): Suggestion[] {
    if (!users || isWritten()) return []
    const people = [...peopleNear(roomModel, users), ...found.value].filter((card) => matchesWords(nameOf(card), query))
    const once = new Map(people.map((user) => [user.user_id, { user, label: labelOf(user) }]))
    const isAll =
      roomModel.room.value.can_manage && ALL_LABELS.some((label) => label.startsWith(`@${query.toLowerCase()}`))
    const all = isAll ? [{ user: null, label: `@${say.mentionAll}` }] : []
    return [...once.values(), ...all].slice(0, MOST_SHOWN)
  }

  /** The mention is whole, and the writer goes on behind it. */
  function isWritten(): boolean {
    if (!begun || !users) return false
    const mention = findMentions(typed, labelsOf(roomModel, users)).find(({ offset }) => offset === begun.from)
    return mention !== undefined && mention.length <= query.length
  }

  function look(): void {
    const element = box.current
    const isCaret = element && element.selectionStart === element.selectionEnd
    const now = isCaret ? beginningAt(element.value, element.selectionStart) : null
    if (now?.from !== begun?.from) active.value = 0
    if (now === null) dismissed.value = -1
    beginning.value = now
  }

  useEffect(() => {
    const element = box.current
    if (!element) return
    const close = () => {
      beginning.value = null
    }
    const events = ['input', 'keyup', 'click', 'focus'] as const
    for (const event of events) element.addEventListener(event, look)
    element.addEventListener('blur', close)
    return () => {
      for (const event of events) element.removeEventListener(event, look)
      element.removeEventListener('blur', close)
    }
  })

  // letters may come before this script
  useEffect(() => {
    if (document.activeElement === box.current) look()
  }, [])

  // the message was sent, or another text took its place
  useEffect(() => {
    if (typed === '') beginning.value = null
  }, [typed])

  const asks = begun !== null && begun.from !== dismissed.value && !(nobody.value && query.startsWith(nobody.value))
  useEffect(() => {
    if (!chat || !asks) return
    let isWanted = true
    const timer = setTimeout(async () => {
      const people = await peopleActs(chat.client)
        .members(roomModel.room_id, query)
        .catch(() => null)
      if (!isWanted || people === null) return
      found.value = people
      nobody.value = people.length === 0 && query !== '' ? query : null
    }, PAUSE_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [asks, query, begun?.from])

  function take({ user, label }: Suggestion): void {
    const element = box.current
    if (!element || !begun) return
    choose(roomModel.room_id, label, user?.user_id ?? null)
    element.focus()
    element.setSelectionRange(begun.from, begun.from + 1 + query.length)
    // it can be undone like what was typed, where the browser still offers this
    if (!document.execCommand('insertText', false, `${label} `)) {
      element.setRangeText(`${label} `, begun.from, begun.from + 1 + query.length, 'end')
      roomModel.composer.type(element.value)
    }
    beginning.value = null
  }

  // from the moment at which they are seen: a key a moment earlier would leave the conversation
  useLayoutEffect(() => {
    const element = box.current
    if (!element || !isOpen) return
    /** Before the composer's own keys. */
    function onKeyDown(event: KeyboardEvent): void {
      if (event.isComposing || event.keyCode === 229) return
      const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: shown.length - 1 }
      const step = steps[event.key]
      const chosen = shown[here]
      if (step !== undefined) active.value = (here + step) % shown.length
      else if (event.key === 'Escape') dismissed.value = begun?.from ?? -1
      else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen) take(chosen)
      else return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    element.addEventListener('keydown', onKeyDown, true)
    return () => element.removeEventListener('keydown', onKeyDown, true)
  })

  useLayoutEffect(() => {
    const element = box.current
    if (!element || !isOpen) return
    const attributes = {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': listId,
      'aria-activedescendant': `${listId}-${here}`,
    }
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    document.getElementById(`${listId}-${here}`)?.scrollIntoView({ block: 'nearest' })
    return () => {
      for (const name of Object.keys(attributes)) element.removeAttribute(name)
    }
  }, [isOpen, here, listId])

  return (
    <>
      <p class="sr-only" role="status">
        {isOpen && phrases.fill(say.peopleFound, { count: shown.length })}
      </p>
      {isOpen && (
        <div
          class="suggestions"
          id={listId}
          role="listbox"
          aria-label={say.suggestions}
          // the text keeps the focus, and a phone its keyboard
          onPointerDown={(event) => event.preventDefault()}
        >
          {shown.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text box's
            // biome-ignore lint/a11y/useFocusableInteractive: the text box keeps the focus
            <div
              key={suggestion.user?.user_id ?? ''}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === here}
              class="suggestion"
              onPointerMove={() => {
                active.value = index
              }}
              onClick={() => take(suggestion)}
            >
              {suggestion.user ? (
                <Avatar
                  name={nameOf(suggestion.user)}
                  url={suggestion.user.avatar_url}
                  colourId={suggestion.user.user_id}
                />
              ) : (
                <span class="avatar suggestion-all" aria-hidden="true">
                  @
                </span>
              )}
              <bdi>{nameOf(suggestion.user) ?? suggestion.label}</bdi>
              {!suggestion.user && <small>{say.mentionAllHint}</small>}
            </div>
          ))}
        </div>
      )}
    </>
  )
}
