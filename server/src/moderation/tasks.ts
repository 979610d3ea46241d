import { ChatError } from '@imbachat/protocol'
import type { TaskView } from '@imbachat/protocol/http/moderation/people'
import type { TaskKind } from '@imbachat/protocol/moderation/moderation'
import type { Kysely } from 'kysely'
import { AGAIN } from '../jobs/runner.ts'
import type { Database } from '../store/schema/schema.ts'
import { broadcastStep } from './broadcasts/broadcast-step.ts'
import { LOOK_PAUSE_MS, PAUSE_MS, stepSizes } from './pace.ts'
import { allMessages, deleteMessagesStep, messagesToLookAt } from './people/delete-messages.ts'
import { emailsOf } from './people/emails.ts'
import { eraseStep } from './people/erase-person.ts'
import { deleteRoomStep, type RoomToDelete } from './rooms/delete-room.ts'
import type { NewTask, Step, StepDeps, TaskDeps, TaskRow, Tasks } from './task.ts'

/** The job that carries tasks out. */
export const RUN_TASK = 'task'

/** Milliseconds after which a task lets other jobs run, those of other widgets too: it may take hours. */
const TURN_MS = 2_000
/** Tasks on the page. */
const SHOWN = 20

const running = (db: Kysely<Database>, { widget_id, kind, user_id, payload }: NewTask) =>
  db
    .selectFrom('task')
    .select('id')
    .where('widget_id', '=', widget_id)
    .where('user_id', user_id === null ? 'is' : '=', user_id)
    .where('payload', '=', JSON.stringify(payload))
    .where('kind', '=', kind)
    .where('state', '=', 'running')

const STEPS: Record<TaskKind, (deps: StepDeps, row: TaskRow) => Promise<Step<unknown>>> = {
  delete_messages: deleteMessagesStep,
  erase: eraseStep,
  delete_room: deleteRoomStep,
  broadcast: broadcastStep,
}

export function createTasks(deps: TaskDeps): Tasks {
  const { control, readDb, chat, jobs, clock } = deps
  const sizes = stepSizes()

  const rows = (widget_id: number) => readDb.selectFrom('task').selectAll().where('widget_id', '=', widget_id)

  async function views(list: readonly TaskRow[]): Promise<TaskView[]> {
    const emails = await emailsOf(
      readDb,
      list.map((row) => row.created_by),
    )
    return list.map((row) => ({
      task_id: row.id,
      kind: row.kind,
      user_id: row.user_id,
      room: row.kind === 'delete_room' ? (JSON.parse(row.payload) as RoomToDelete).title : null,
      state: row.state,
      looked: row.looked,
      total: row.total,
      changed: row.changed,
      created_at: row.created_at,
      created_by: emails(row.created_by),
      ended_at: row.ended_at,
    }))
  }

  async function one(widget_id: number, id: string): Promise<TaskView> {
    const row = await rows(widget_id).where('id', '=', id).executeTakeFirst()
    if (!row) throw new ChatError('not_found', `there is no task ${id}`, { field: 'task_id' })
    const [view] = await views([row])
    return view as TaskView
  }

  const update = (
    row: TaskRow,
    columns: Partial<Pick<TaskRow, 'state' | 'place' | 'looked' | 'changed' | 'ended_at' | 'stopped_for'>>,
  ) =>
    control
      .updateTable('task')
      .set(columns)
      .where('widget_id', '=', row.widget_id)
      .where('id', '=', row.id)
      .where('state', '=', 'running')
      .execute()

  async function addJob(widget_id: number, task_id: string): Promise<void> {
    await chat.store.addJob({ widget_id, id: `${RUN_TASK} ${task_id}`, kind: RUN_TASK, payload: { task_id } })
    jobs.wake()
  }

  return {
    async start(actor, { widget_id, kind, user_id }) {
      const own = await messagesToLookAt(deps, widget_id, user_id)
      const total = kind === 'erase' ? own + (await allMessages(readDb, widget_id)) : own
      return this.begin(actor, { widget_id, kind, user_id, payload: {}, total })
    },
    async begin(actor, task) {
      const { widget_id, kind, user_id, payload, total } = task
      const id = task.id ?? Bun.randomUUIDv7()
      const before = task.id && (await rows(widget_id).where('id', '=', id).executeTakeFirst())
      if (before) {
        if (before.state === 'running') await addJob(widget_id, id)
        return one(widget_id, id)
      }
      // Checked in the statement that inserts. On PostgreSQL, requests of the same moment may pass it together.
      const added = await control
        .insertInto('task')
        .columns(['widget_id', 'id', 'kind', 'user_id', 'payload', 'state', 'total', 'created_at', 'created_by'])
        .expression((eb) =>
          control
            .selectNoFrom([
              eb.val(widget_id).as('widget_id'),
              eb.val(id).as('id'),
              eb.val(kind).as('kind'),
              eb.val(user_id).as('user_id'),
              eb.val(JSON.stringify(payload)).as('payload'),
              eb.val('running' as const).as('state'),
              eb.val(total).as('total'),
              eb.val(clock.now()).as('created_at'),
              eb.val(actor.account_id).as('created_by'),
            ])
            .where(eb.not(eb.exists(running(control, task)))),
        )
        .returning('id')
        .executeTakeFirst()
      const runs = added ?? (await running(control, task).executeTakeFirst())
      // The running task may have lost its job: the server died before adding it, or the job was given up.
      if (runs) await addJob(widget_id, runs.id)
      if (!added) throw new ChatError('conflict', 'The same task is already running.')
      return one(widget_id, id)
    },
    async list(widget_id, { user_id, kind }) {
      const found = await rows(widget_id)
        .$if(user_id !== undefined, (query) => query.where('user_id', '=', user_id as string))
        .$if(kind !== undefined, (query) => query.where('kind', '=', kind as TaskKind))
        .orderBy('created_at', 'desc')
        .limit(SHOWN)
        .execute()
      return views(found)
    },
    async stop(widget_id, id, kind) {
      const found = await one(widget_id, id)
      if (found.kind === 'erase' || found.kind === 'delete_room') {
        throw new ChatError('forbidden', 'Erasing is never left half done.')
      }
      if (found.kind !== kind) {
        throw new ChatError('forbidden', `task_id: this is no ${kind} but a ${found.kind}`, { field: 'task_id' })
      }
      await control
        .updateTable('task')
        .set({ state: 'stopped', ended_at: clock.now() })
        .where('widget_id', '=', widget_id)
        .where('id', '=', id)
        .where('state', '=', 'running')
        .execute()
      return one(widget_id, id)
    },
    async run({ widget_id, payload }, moved) {
      const { task_id } = payload as { task_id: string }
      const end = clock.now() + TURN_MS
      for (;;) {
        const row = await rows(widget_id).where('id', '=', task_id).executeTakeFirst()
        if (row?.state !== 'running') return
        moved()
        const { place, looked, changed, stopped, onlyLooked } = await STEPS[row.kind]({ ...deps, sizes }, row)
        if (stopped) {
          await update(row, { state: 'stopped', stopped_for: stopped, ended_at: clock.now() })
          return
        }
        await update(row, {
          place: place === null ? row.place : JSON.stringify(place),
          looked: Math.min(row.total, row.looked + looked),
          changed: row.changed + changed,
          ...(place === null && { state: 'done', looked: row.total, ended_at: clock.now() }),
        })
        if (place === null) return
        await Bun.sleep(onlyLooked ? LOOK_PAUSE_MS : PAUSE_MS)
        if (clock.now() >= end) return AGAIN
      }
    },
  }
}
