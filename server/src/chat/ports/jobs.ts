/** Work to do at least once, also if the server dies over it. */
export interface AddJob {
  widgetId: number
  /** Adding a job again that has not ended makes no second one. */
  id: string
  kind: string
  payload: unknown
}

export interface Job extends AddJob {
  /** with this one */
  tries: number
}

export interface EndJob {
  widgetId: number
  id: string
  /** of the run that ended */
  tries: number
  /** null: it is done. `retryAt` null: it is given up */
  failed: { retryAt: number | null; error: string } | null
  /** it went well, and goes on after this time */
  againAt?: number
}

export interface JobStore {
  /** A job that waits, or was given up, begins anew. */
  addJob(input: AddJob): Promise<void>
  /** Takes jobs that are due; those that are not ended within `leaseMs` are due again. */
  claimJobs(widgetId: number, page: { kinds: readonly string[]; limit: number; leaseMs: number }): Promise<Job[]>
  /** The run goes on: its lease begins anew. */
  renewJob(run: { widgetId: number; id: string; tries: number; leaseMs: number }): Promise<void>
  endJob(input: EndJob): Promise<void>
}
