import { ChatError } from '@imbachat/protocol'
import type { Operation } from '@imbachat/protocol/http/operation'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { Caller } from '../../dashboard/accounts/accounts.ts'
import { type Audit, type AuditEntry, NO_WIDGET } from '../../dashboard/audit/audit.ts'
import type { EndpointAnswer } from './endpoint.ts'

interface Act {
  actor: DashboardPrincipal | null
  input: { params: Record<string, unknown> | undefined }
  caller: Caller
}

type Answer = EndpointAnswer<Operation>

/**
 * The one place where operations of the dashboard are recorded: all but those that change nothing. That an act begins
 * is stored before it, and how it ended before its answer. Where nobody is signed in yet, as at a sign-in, only the end
 * is: before it, the server does not know who acts.
 */
export async function recorded(
  audit: Audit,
  operation: Operation,
  { actor, input, caller }: Act,
  act: () => Promise<Answer>,
): Promise<Answer> {
  if (!(operation.audit ?? operation.method !== 'get')) return act()
  const entryOf = (by: AuditEntry['actor'], given: NonNullable<Answer['audit']>): AuditEntry => {
    const { widget_id: named, ...others } = input.params ?? {}
    const subject = Object.values(others).map(String).join(' ') || null
    return {
      widget_id: given.widget_id ?? (typeof named === 'number' ? named : NO_WIDGET),
      actor: { account_id: by.account_id, email: by.email },
      action: operation.id,
      target: given.target ?? subject,
      details: given.details ?? null,
      address: caller.address,
    }
  }
  const open = actor && (await audit.begin(entryOf(actor, {})))
  const answer = await act().catch(async (error: unknown) => {
    // an entry that could not be taken back appears in the log later, as an act whose outcome is unknown
    if (changedNothing(error)) await open?.forget().catch(() => undefined)
    throw error
  })
  const { audit: given = {} } = answer
  const by = given.as ?? actor
  if (by === null || given.nothing) {
    await open?.forget()
    return answer
  }
  const entry = entryOf(by, given)
  const entries = (given.targets ?? [entry.target]).map((target) => ({ ...entry, target }))
  // An administrator's act on a widget: its team reads it in the widget's log, administrators in the server's.
  if (operation.access === 'administrator' && entry.widget_id !== NO_WIDGET) {
    const target = [`DEV_ID ${entry.widget_id}`, entry.target].filter(Boolean).join(' ')
    entries.push({ ...entry, target, widget_id: NO_WIDGET })
  }
  await (open ? open.end(entries) : audit.record(entries))
  return answer
}

/** After these the act may have been done, in whole or in part. */
const UNKNOWN: ReadonlySet<string> = new Set(['internal', 'server_busy', 'shutting_down'])

const changedNothing = (error: unknown): boolean => error instanceof ChatError && !UNKNOWN.has(error.code)
