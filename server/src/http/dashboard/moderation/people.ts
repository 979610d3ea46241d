import type { PersonView, peopleOperations } from '@imbachat/protocol/http/moderation/people'
import type { AuditDetails } from '../../../dashboard/audit/audit.ts'
import type { Acts } from '../endpoint.ts'

const personOf = (params: { widget_id: number }, { user_id }: { user_id: string }) => ({
  widget_id: params.widget_id,
  user_id,
})

/** An entry of the log for each of them. */
const ofEach = (changed: readonly PersonView[], details: AuditDetails) => ({
  targets: changed.map(({ user }) => user.user_id),
  details,
  nothing: changed.length === 0,
})

/** The handler of each operation. */
export const peopleActs: Acts<typeof peopleOperations> = {
  'people.list': async ({ params, query, actor }, { people, takeSearch }) => {
    if (query.query !== '') takeSearch(actor)
    const page = { ...query, hasFigures: query.figures === '1', cursor: query.cursor ?? null }
    return { result: await people.list(actor, params.widget_id, page) }
  },

  'people.get': async ({ params, query, actor }, { people }) => ({
    result: await people.get(actor, personOf(params, query)),
  }),

  'people.rooms': async ({ params, query, actor }, { people }) => ({
    result: await people.rooms(actor, personOf(params, query), { limit: query.limit, cursor: query.cursor ?? null }),
  }),

  'people.held': async ({ params, query, actor }, { people }) => ({
    result: await people.held(actor, personOf(params, query), { limit: query.limit, cursor: query.cursor ?? null }),
  }),

  'people.decide_held': async ({ params, body, actor }, { people }) => {
    const { room_id, client_id, publish } = body
    await people.decideHeld(actor, personOf(params, body), { room_id, client_id, publish })
    return {
      result: {},
      audit: { target: body.user_id, details: { room: room_id, act: publish ? 'publish' : 'delete' } },
    }
  },

  'people.timeline': async ({ params, query, actor }, { people, takeSearch }) => {
    takeSearch(actor)
    const page = { kind: query.kind, limit: query.limit, cursor: query.cursor ?? null }
    return { result: await people.timeline(actor, personOf(params, query), page) }
  },

  'people.devices': async ({ params, query, actor }, { people }) => ({
    result: await people.devices(actor, personOf(params, query)),
  }),

  'people.files': async ({ params, body, actor }, { people }) => ({
    result: await people.files(actor, personOf(params, body), body),
    audit: { target: body.user_id, details: { reason: body.reason, ...(body.cursor !== null && { more: true }) } },
  }),

  'people.open_file': async ({ params, body, actor }, { people }) => {
    const { user_id, file_id, reason } = body
    const { room_id, ...result } = await people.openFile(actor, personOf(params, body), file_id)
    // without the file's name, which the user wrote: the log is never erased
    return { result, audit: { target: user_id, details: { file_id, room: room_id, reason } } }
  },

  'people.sign_out': async ({ params, body, actor }, { people }) => {
    const result = await people.signOut(actor, personOf(params, body))
    const { ended: ended_connections, silent_nodes } = result
    const details = { ended_connections, ...(silent_nodes > 0 && { silent_nodes }) }
    return { result, audit: { target: body.user_id, details } }
  },

  'people.refresh': async ({ params, body, actor }, { people }) => ({
    result: await people.refresh(actor, personOf(params, body)),
  }),

  'people.restrict': async ({ params, body, actor }, { people }) => ({
    result: await people.restrict(actor, personOf(params, body), body),
    audit: { target: body.user_id, details: { kind: body.kind, minutes: body.minutes } },
  }),

  'people.lift': async ({ params, body, actor }, { people }) => ({
    result: await people.lift(actor, personOf(params, body), body.kind),
    audit: { target: body.user_id, details: { kind: body.kind } },
  }),

  'people.restrict_many': async ({ params, body, actor }, { people }) => {
    const changed = await people.restrictMany(actor, { ...params, ...body }, body)
    return { result: { changed }, audit: ofEach(changed, { kind: body.kind, minutes: body.minutes }) }
  },

  'people.lift_many': async ({ params, body, actor }, { people }) => {
    const changed = await people.liftMany(actor, { ...params, ...body })
    return { result: { changed }, audit: ofEach(changed, { kind: body.kind }) }
  },

  'people.note': async ({ params, body, actor }, { people }) => ({
    result: await people.note(actor, personOf(params, body), body.text),
    audit: { target: body.user_id },
  }),

  'people.forget_note': async ({ params, body, actor }, { people }) => ({
    result: await people.forgetNote(actor, personOf(params, body), body.note_id),
    audit: { target: body.user_id },
  }),

  'people.delete_messages': async ({ params, body, actor }, { people }) => ({
    result: { task: await people.deleteMessages(actor, personOf(params, body)) },
    audit: { target: body.user_id },
  }),

  'people.erase': async ({ params, body, actor }, { people }) => ({
    result: { task: await people.erase(actor, personOf(params, body), body.confirm) },
    audit: { target: body.user_id },
  }),

  'people.export': async ({ params, body, actor }, { people }) => ({
    result: await people.export(actor, personOf(params, body), body.cursor),
    // once for all parts
    audit: { target: body.user_id, nothing: body.cursor !== null },
  }),

  'tasks.list': async ({ params, query, actor }, { people }) => ({
    result: { tasks: await people.tasks(actor, params.widget_id, query) },
  }),

  'tasks.stop': async ({ params, actor }, { people }) => ({
    result: { task: await people.stopTask(actor, params.widget_id, params.task_id) },
  }),
}
