import {
  peopleDecideHeld,
  peopleDeleteMessages,
  peopleDevices,
  peopleErase,
  peopleExport,
  peopleFiles,
  peopleForgetNote,
  peopleGet,
  peopleHeld,
  peopleLift,
  peopleList,
  peopleNote,
  peopleOpenFile,
  peopleRefresh,
  peopleRestrict,
  peopleRooms,
  peopleSignOut,
  tasksList,
  tasksStop,
} from '@imbachat/protocol/http/people'
import { endpoint } from './endpoint.ts'

const personOf = (params: { widget_id: number }, { user_id }: { user_id: string }) => ({
  widgetId: params.widget_id,
  userId: user_id,
})

export const listPeople = endpoint(peopleList, async ({ params, query, owner }, { people, takeSearch }) => {
  if (query.query !== '') takeSearch(owner)
  return { result: await people.list(owner, params.widget_id, { ...query, cursor: query.cursor ?? null }) }
})

export const getPerson = endpoint(peopleGet, async ({ params, query, owner }, { people }) => ({
  result: await people.get(owner, personOf(params, query)),
}))

export const listRoomsOfPerson = endpoint(peopleRooms, async ({ params, query, owner }, { people }) => ({
  result: await people.rooms(owner, personOf(params, query), { limit: query.limit, cursor: query.cursor ?? null }),
}))

export const listHeldOfPerson = endpoint(peopleHeld, async ({ params, query, owner }, { people }) => ({
  result: await people.held(owner, personOf(params, query), { limit: query.limit, cursor: query.cursor ?? null }),
}))

export const decideHeldOfPerson = endpoint(peopleDecideHeld, async ({ params, body, owner }, { people }) => {
  const { room_id: roomId, client_id: clientId, publish } = body
  await people.decideHeld(owner, personOf(params, body), { roomId, clientId, publish })
  return { result: {}, audit: { target: body.user_id, details: { room: roomId, act: publish ? 'publish' : 'delete' } } }
})

export const listDevices = endpoint(peopleDevices, async ({ params, query, owner }, { people }) => ({
  result: await people.devices(owner, personOf(params, query)),
}))

export const listFilesOfPerson = endpoint(peopleFiles, async ({ params, body, owner }, { people }) => ({
  result: await people.files(owner, personOf(params, body), body),
  audit: { target: body.user_id, details: { reason: body.reason, ...(body.cursor !== null && { more: true }) } },
}))

export const openFileOfPerson = endpoint(peopleOpenFile, async ({ params, body, owner }, { people }) => {
  const { user_id, file_id, reason } = body
  const { room_id, ...result } = await people.openFile(owner, personOf(params, body), file_id)
  // without the file's name, which the user wrote: the log is never erased
  return { result, audit: { target: user_id, details: { file_id, room: room_id, reason } } }
})

export const signOutPerson = endpoint(peopleSignOut, async ({ params, body, owner }, { people }) => {
  const result = await people.signOut(owner, personOf(params, body))
  const { ended: ended_connections, silent_nodes } = result
  const details = { ended_connections, ...(silent_nodes > 0 && { silent_nodes }) }
  return { result, audit: { target: body.user_id, details } }
})

export const refreshPerson = endpoint(peopleRefresh, async ({ params, body, owner }, { people }) => ({
  result: await people.refresh(owner, personOf(params, body)),
}))

export const restrictPerson = endpoint(peopleRestrict, async ({ params, body, owner }, { people }) => ({
  result: await people.restrict(owner, personOf(params, body), body),
  audit: { target: body.user_id, details: { kind: body.kind, minutes: body.minutes } },
}))

export const liftRestriction = endpoint(peopleLift, async ({ params, body, owner }, { people }) => ({
  result: await people.lift(owner, personOf(params, body), body.kind),
  audit: { target: body.user_id, details: { kind: body.kind } },
}))

export const addNote = endpoint(peopleNote, async ({ params, body, owner }, { people }) => ({
  result: await people.note(owner, personOf(params, body), body.text),
  audit: { target: body.user_id },
}))

export const forgetNote = endpoint(peopleForgetNote, async ({ params, body, owner }, { people }) => ({
  result: await people.forgetNote(owner, personOf(params, body), body.note_id),
  audit: { target: body.user_id },
}))

export const deleteMessages = endpoint(peopleDeleteMessages, async ({ params, body, owner }, { people }) => ({
  result: { task: await people.deleteMessages(owner, personOf(params, body)) },
  audit: { target: body.user_id },
}))

export const erasePerson = endpoint(peopleErase, async ({ params, body, owner }, { people }) => ({
  result: { task: await people.erase(owner, personOf(params, body), body.confirm) },
  audit: { target: body.user_id },
}))

export const exportPerson = endpoint(peopleExport, async ({ params, body, owner }, { people }) => ({
  result: await people.export(owner, personOf(params, body), body.cursor),
  // once for all parts
  audit: { target: body.user_id, nothing: body.cursor !== null },
}))

export const listTasks = endpoint(tasksList, async ({ params, query, owner }, { people }) => ({
  result: { tasks: await people.tasks(owner, params.widget_id, query) },
}))

export const stopTask = endpoint(tasksStop, async ({ params, owner }, { people }) => ({
  result: { task: await people.stopTask(owner, params.widget_id, params.task_id) },
}))
