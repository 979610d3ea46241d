import type { ErrorBody, ErrorCode } from '@imbachat/protocol'
import type { DashboardOperationId, dashboardOperations, OperationResult } from '@imbachat/protocol/http/dashboard'
import recorded from './answers.json' with { type: 'json' }

export type Answer<Id extends DashboardOperationId> = OperationResult<(typeof dashboardOperations)[Id]>

export class Refusal extends Error {
  readonly body: ErrorBody
  constructor(body: ErrorBody) {
    super(body.code)
    this.body = body
  }
}

/** The server's answer to each operation, and the address of the dashboard. Each state changes a part of it. */
export type Sample = ReturnType<typeof createSample>

export function createSample() {
  const answers = structuredClone(recorded) as unknown as { [Id in DashboardOperationId]?: Answer<Id> }
  const instead = new Map<DashboardOperationId, (query: URLSearchParams) => Promise<unknown>>()
  return {
    answers,
    /** the address in the dashboard */
    path: '/dashboard',
    /** Changes what is answered. */
    change<Id extends DashboardOperationId>(id: Id, more: Partial<Answer<Id>>): void {
      Object.assign(answers, { [id]: { ...answers[id], ...more } })
    },
    /** Sets an answer that depends on the query. */
    answersTo<Id extends DashboardOperationId>(id: Id, answer: (query: URLSearchParams) => Answer<Id>): void {
      instead.set(id, (query) => Promise.resolve(answer(query)))
    },
    /** The answer never comes. */
    waits(...ids: DashboardOperationId[]): void {
      for (const id of ids) instead.set(id, () => new Promise(() => {}))
    },
    refuses(code: ErrorCode, ...ids: DashboardOperationId[]): void {
      for (const id of ids) instead.set(id, () => Promise.reject(new Refusal({ code, message: 'sample' })))
    },
    /** @returns the answer; undefined if the sample does not know the operation */
    answer(id: DashboardOperationId, query: URLSearchParams): Promise<unknown> | undefined {
      const other = instead.get(id)
      if (other) return other(query)
      const given = answers[id]
      return given === undefined ? undefined : Promise.resolve(given)
    },
  }
}
