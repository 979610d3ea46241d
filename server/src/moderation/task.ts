import type { TaskView } from '@imbachat/protocol/http/moderation/people'
import type { BroadcastStop } from '@imbachat/protocol/moderation/broadcasts'
import type { TaskKind } from '@imbachat/protocol/moderation/moderation'
import type { Kysely, Selectable } from 'kysely'
import type { ChatDeps } from '../chat/chat-deps.ts'
import type { Clock } from '../chat/clock.ts'
import type { Job } from '../chat/ports.ts'
import type { DashboardPrincipal } from '../chat/principal.ts'
import type { Limits } from '../config/limits.ts'
import type { Database, OwnerTables } from '../store/schema/schema.ts'
import type { StepSizes } from './pace.ts'

/** One step of a task. `place`: where the next one begins; null: all is done. */
export interface Step<Place> {
  place: Place | null
  /** steps of the task's `total` that it took */
  looked: number
  /** messages that it changed */
  changed: number
  /** why the task must stop; `place` is null */
  stopped?: BroadcastStop
  /** the step only read, so the next one may follow sooner */
  onlyLooked?: boolean
}

export interface StepDeps extends TaskDeps {
  sizes: StepSizes
}

export interface TaskDeps {
  control: Kysely<Database>
  readDb: Kysely<Database & OwnerTables>
  chat: ChatDeps
  limits: Limits
  jobs: ChatDeps['jobs']
  clock: Clock
}

export type TaskRow = Selectable<Database['task']>

/** Long work of moderators. It continues at its place if the server dies meanwhile. */
export interface Tasks {
  /** @throws ChatError conflict: a task of this kind runs for the user */
  start(actor: DashboardPrincipal, task: { widget_id: number; kind: TaskKind; user_id: string }): Promise<TaskView>
  /** @throws ChatError conflict: the same runs */
  begin(actor: DashboardPrincipal, task: NewTask): Promise<TaskView>
  list(widget_id: number, filter: TaskFilter): Promise<TaskView[]>
  /**
   * Work that is done stays. The caller names the kind, since not all kinds take the same role.
   * @throws ChatError not_found; forbidden: it is of another kind, or erases, which is never left half done
   */
  stop(widget_id: number, id: string, kind: TaskKind): Promise<TaskView>
  /** The handler of its job: `moved` is called before each step. Resolves with `AGAIN` while more is left. */
  run(job: Pick<Job, 'widget_id' | 'payload'>, moved: () => void): Promise<unknown>
}

export interface TaskFilter {
  user_id?: string | undefined
  kind?: TaskKind | undefined
}

export interface NewTask {
  widget_id: number
  /** an existing task is not begun again; missing: a new one */
  id?: string | undefined
  kind: TaskKind
  user_id: string | null
  /** further input; two tasks with the same input do not run together */
  payload: object
  /** steps in all */
  total: number
}
