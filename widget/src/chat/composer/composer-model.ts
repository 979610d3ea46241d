import { isVisible } from '@imbachat/protocol/text/visible-text'
import type { Entity, Timeline } from '@imbachat/sdk'
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Tray } from '../attaching/tray.ts'
import { rest } from '../bundles/views.ts'
import type { ActionError } from '../core/error-code.ts'
import { sendOptions } from '../core/send-options.ts'
import type { Draft, Drafts } from './drafts.ts'

/** The use of the composer's text: a new message, a reply or an edit. */
export type ComposerMode =
  | { kind: 'new' }
  | { kind: 'reply'; seq: number }
  | { kind: 'edit'; seq: number; text: string }

/** Characters left from which the counter is shown. */
const COUNTER_FROM = 200

export interface ComposerModel {
  mode: ReadonlySignal<ComposerMode>
  text: ReadonlySignal<string>
  /** characters left, negative when too many; null: far from the limit */
  charactersLeft: ReadonlySignal<number | null>
  canSend: ReadonlySignal<boolean>
  /** nothing is sent now: an edit is on its way, or slow mode waits; the countdown sets it then */
  paused: Signal<boolean>
  /** files that go out with the text; null: none */
  tray: ReadonlySignal<Tray | null>
  /** why the last send or edit did not work */
  problem: ReadonlySignal<ActionError | null>
  /** counts requests to put the focus into the text box */
  focusRequests: ReadonlySignal<number>
  type(text: string): void
  /** the draft, which is kept during an edit too */
  draft: ReadonlySignal<Draft>
  /** Changes the draft, which goes before an edit. */
  setDraft(changed: Partial<Draft>): void
  /**
   * Its formatting becomes Markdown. An edit with changes that are not saved comes back instead.
   * @param caption of files: it may be empty
   */
  startEdit(seq: number, text: string, caption?: boolean, entities?: Entity[]): Promise<void>
  /** Leaves reply or edit; the draft from before an edit comes back. False: there was nothing to leave. */
  cancel(): boolean
  /**
   * Resolves when the text is stored, or when the server has taken an edit.
   * @param silent the message notifies nobody
   */
  send(silent?: boolean): Promise<void>
  dismissProblem(): void
  focus(): void
  /** finds mentions in what was typed; set by the view that suggests them */
  mentions: { find: ((typed: string) => Entity[]) | null }
}

export function createComposerModel(options: {
  room_id: number
  timeline: Timeline
  drafts: Drafts
  maxChars: ReadonlySignal<number>
  tray: ReadonlySignal<Tray | null>
  sent: () => void
}): ComposerModel {
  const { room_id, timeline, drafts, maxChars, tray } = options
  /** a draft that was changed during an edit goes first */
  const aside = signal(false)
  const editing = computed(() => (aside.value ? null : (drafts.edits.value.get(room_id) ?? null)))
  const problem = signal<ActionError | null>(null)
  const focusRequests = signal(0)
  const paused = signal(false)
  const mentions: ComposerModel['mentions'] = { find: null }
  /** how many edits the user has left */
  let cancelled = 0

  const draft = computed(() => drafts.get(room_id))
  const text = computed(() => editing.value?.text ?? draft.value.text)
  const mode = computed<ComposerMode>(() => {
    if (editing.value) return { kind: 'edit', seq: editing.value.seq, text: editing.value.original }
    const { reply_to } = draft.value
    return reply_to === null ? { kind: 'new' } : { kind: 'reply', seq: reply_to }
  })
  const left = computed(() => maxChars.value - clean(text.value).length)

  /** A tray of which nothing can go keeps no text back. */
  const files = computed(() => (tray.value?.canSend.value ? tray.value : null))
  const says = computed(() => isVisible(text.value))
  const canSend = computed(
    () =>
      left.value >= 0 &&
      !paused.value &&
      (says.value || (editing.value ? editing.value.caption : files.value !== null)),
  )

  const focus = () => {
    focusRequests.value++
  }

  /** Waits for its script no longer than `READER_MS`; without it the text goes out as it was typed. */
  async function reader(typed: string): Promise<Read> {
    const find = (typed.includes('@') && mentions.find) || undefined
    if (!find && !MARKS.test(typed)) return asTyped
    paused.value = true
    try {
      const late = new Promise<never>((_, reject) => setTimeout(reject, READER_MS))
      return (await Promise.race([rest.fetch(), late])).readTyped(find)
    } catch {
      return asTyped
    } finally {
      paused.value = false
    }
  }

  async function sendNew(
    { text: typed, reply_to }: Draft,
    files: Tray | null,
    read: Read,
    silent?: boolean,
  ): Promise<void> {
    const { text, entities } = read(clean(typed))
    const about = { reply_to, ...(entities && { entities }), ...(silent && { silent }) }
    const stored = files?.send(text, about) ?? timeline.send(text, sendOptions(about))
    // text typed meanwhile belongs to the next message
    const after = draft.peek()
    drafts.set(room_id, {
      text: after.text.startsWith(typed) ? after.text.slice(typed.length) : after.text,
      reply_to: after.reply_to === reply_to ? null : after.reply_to,
    })
    aside.value = false
    timeline.setTyping(false)
    options.sent()
    try {
      await stored
    } catch {
      const now = drafts.get(room_id)
      drafts.set(room_id, {
        text: now.text === '' ? typed : `${typed}\n${now.text}`,
        reply_to: now.reply_to ?? reply_to,
      })
      problem.value = 'not_stored'
    }
  }

  return {
    mode,
    text,
    problem,
    focusRequests,
    charactersLeft: computed(() => (left.value <= Math.min(COUNTER_FROM, maxChars.value / 10) ? left.value : null)),
    canSend,
    paused,
    tray,
    type(typed) {
      problem.value = null
      const edit = editing.peek()
      if (edit) {
        drafts.setEdit(room_id, { ...edit, text: typed })
        return
      }
      drafts.set(room_id, { ...draft.peek(), text: typed })
      timeline.setTyping(typed !== '')
    },
    draft,
    setDraft(changed) {
      const edit = editing.peek()
      if (edit && edit.text === edit.original) drafts.setEdit(room_id, null)
      aside.value = true
      drafts.set(room_id, { ...draft.peek(), ...changed })
      focus()
    },
    async startEdit(seq, text, caption = false, entities) {
      problem.value = null
      try {
        const { beginEdit } = await rest.fetch()
        beginEdit(drafts, room_id, { seq, text, caption, entities }, MARKS.test(text))
        aside.value = false
        focus()
      } catch {
        problem.value = 'connection_lost'
      }
    },
    cancel() {
      problem.value = null
      if (editing.peek()) {
        cancelled++
        drafts.setEdit(room_id, null)
      } else if (draft.peek().reply_to !== null) drafts.set(room_id, { ...draft.peek(), reply_to: null })
      else return false
      aside.value = false
      return true
    },
    async send(silent) {
      if (!canSend.peek()) return
      problem.value = null
      const edit = editing.peek()
      const [typed, sent] = [draft.peek(), files.peek()]
      const before = cancelled
      const read = await reader(text.peek())
      // it came with the edit
      const { saveEdit } = edit ? await rest.fetch() : { saveEdit: null }
      // an edit that was left, or files that were taken away meanwhile: nothing goes out
      if (edit && cancelled === before)
        await saveEdit?.({ room_id, timeline, drafts, paused, problem }, edit, clean(edit.text), read)
      else if (!edit && (!sent || sent === files.peek())) await sendNew(typed, sent, read, silent)
    },
    dismissProblem() {
      problem.value = null
    },
    focus,
    mentions,
  }
}

type Read = (typed: string) => { text: string; entities?: Entity[] }

/** Most texts have none of these, and then need nothing more. */
const MARKS = /\*\*|~~|[_`\u2060]|^>|\]\(/m

/** Milliseconds that Enter waits for the script which reads formatting and mentions. */
const READER_MS = 3_000

const asTyped: Read = (text) => ({ text })

/** The text to send: without blank lines around it, and without half an emoji, which the server would refuse. */
function clean(text: string): string {
  return text.toWellFormed().trim()
}
