import { ChatRequestError, type Entity, type Timeline } from '@imbachat/sdk'
import type { Signal } from '@preact/signals'
import type { ActionError } from '../core/error-code.ts'
import { errorCodeOf } from '../core/error-code.ts'
import { writeMarkdown } from '../formatting/write-markdown.ts'
import type { Drafts, Edit } from './drafts.ts'

/** The message in the composer, its formatting as Markdown; an edit with unsaved changes comes back instead. */
export function beginEdit(
  drafts: Drafts,
  room_id: number,
  { seq, text, caption, entities }: { seq: number; text: string; caption: boolean; entities: Entity[] | undefined },
  mayHaveMarks: boolean,
): void {
  const kept = drafts.edits.peek().get(room_id)
  if (kept && kept.text !== kept.original) return
  const original = entities || mayHaveMarks ? writeMarkdown(text, entities) : text
  drafts.setEdit(room_id, { seq, original, text: original, caption })
}

/** @param typed the text of the edit, without blank lines around it */
export async function saveEdit(
  {
    room_id,
    timeline,
    drafts,
    paused,
    problem,
  }: {
    room_id: number
    timeline: Timeline
    drafts: Drafts
    paused: Signal<boolean>
    problem: Signal<ActionError | null>
  },
  edit: Edit,
  typed: string,
  read: (typed: string) => { text: string; entities?: Entity[] },
): Promise<void> {
  if (typed !== edit.original) {
    paused.value = true
    try {
      const { text, entities } = read(typed)
      await timeline.edit(edit.seq, text, entities)
    } catch (error) {
      const reason = error instanceof ChatRequestError ? error.body.reason : undefined
      problem.value = reason === undefined ? errorCodeOf(error) : { reason }
      return
    } finally {
      paused.value = false
    }
  }
  const now = drafts.edits.peek().get(room_id)
  if (now?.seq !== edit.seq) return
  // text typed meanwhile is a change of the text saved now
  drafts.setEdit(room_id, now.text === edit.text ? null : { ...now, original: typed })
}
