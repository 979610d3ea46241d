import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import type { Operation, OperationResult } from '@imbachat/protocol/http/operation'
import type { Act, EndpointAnswer } from '../../dashboard/endpoint.ts'
import { everyAct } from '../../dashboard/every-act.ts'
import { recorded } from '../../dashboard/record-act.ts'
import { type ApiCall, type ApiDeps, asModerator } from '../endpoint.ts'

type Caller = Pick<ApiCall<Operation>, 'by' | 'caller'>
type ResultOf<Id extends DashboardOperationId> = OperationResult<(typeof dashboardOperations)[Id]>

interface Input {
  params?: Record<string, unknown>
  query?: unknown
  body?: unknown
}

/**
 * Runs an operation of the dashboard for a key. The audit log records that operation, with the name of the key.
 * @param input in the form of that operation, without the widget
 */
export async function asTeam<Id extends DashboardOperationId>(
  id: Id,
  call: Caller,
  { params, query, body }: Input,
  deps: ApiDeps,
): Promise<ResultOf<Id>> {
  const { by, caller } = call
  const act = everyAct[id] as unknown as Act<Operation>
  const request = { params: { ...params, widget_id: by.widget_id }, query, body, actor: asModerator(by), caller }
  const done = await noted(id, call, deps, params, () => act(request as never, deps))
  return done.result as ResultOf<Id>
}

/** Records an act that has no operation in the dashboard, as the operation that a person would use for it. */
export async function recordedAsTeam<Result>(
  id: DashboardOperationId,
  call: Caller,
  deps: ApiDeps,
  target: string,
  act: () => Promise<Result>,
): Promise<Result> {
  const done = await noted(id, call, deps, undefined, async () => ({ result: await act(), audit: { target } }))
  return done.result as Result
}

const noted = (
  id: DashboardOperationId,
  { by, caller }: Caller,
  { audit }: ApiDeps,
  params: Record<string, unknown> | undefined,
  act: () => Promise<EndpointAnswer<Operation>>,
) => {
  const input = { params: { ...params, widget_id: by.widget_id } }
  return recorded(audit, dashboardOperations[id], { actor: asModerator(by), input, caller }, act)
}
