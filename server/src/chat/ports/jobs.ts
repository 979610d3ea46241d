/** Work to do at least once, also if the server dies over it. */
export interface AddJob {
  widget_id: number
  /** Adding a job again that has not ended makes no second one. */
  id: string
  kind: string
  payload: unknown
}

/** One run of a job. */
export interface JobRun {
  widget_id: number
  id: string
  /** no other run, before or after it, has the same */
  lease: string
}

export interface Job extends AddJob, JobRun {
  /** with this one */
  tries: number
}

export interface EndJob extends JobRun {
  outcome:
    | { kind: 'done' }
    /** the run succeeded, and the job is due again later */
    | { kind: 'again' }
    /** `retryMs` from now; null: it is given up */
    | { kind: 'failed'; retryMs: number | null; error: string }
}

export interface ClaimJobs {
  widget_id: number
  kind: string
  limit: number
  leaseMs: number
  lease: string
}

/** With PostgreSQL all times of jobs are those of the database, not of the nodes' clocks. */
export interface JobStore {
  /** A job that waits, or was given up, begins again. */
  addJob(input: AddJob): Promise<void>
  /** Takes jobs that are due; those that are not ended within `leaseMs` are due again. `lease`: new for each call. */
  claimJobs(input: ClaimJobs): Promise<Job[]>
  /** Renews the lease of a run that makes progress. */
  renewJob(run: JobRun & { leaseMs: number }): Promise<void>
  endJob(input: EndJob): Promise<void>
}
