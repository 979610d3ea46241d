import type { Operation, OperationResult } from '@imbachat/protocol/http/operation'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { ApiPrincipal, DashboardPrincipal } from '../../chat/principal.ts'
import type { Caller } from '../../dashboard/accounts/accounts.ts'
import type { EventReader } from '../../dashboard/events/read-events.ts'
import { keyAccountId } from '../../dashboard/keys/key-account.ts'
import type { RepeatedCalls } from '../../dashboard/keys/repeated-calls.ts'
import type { DashboardDeps } from '../dashboard/endpoint.ts'
import type { Health } from '../health.ts'
import type { ParsedInput } from '../read-input.ts'

/** The dashboard's dependencies too: some operations are those of the team. */
export interface ApiDeps extends DashboardDeps {
  chat: ChatDeps
  repeatedCalls: RepeatedCalls
  events: EventReader
  health(): Health
}

export interface ApiCall<O extends Operation> extends ParsedInput<O> {
  by: ApiPrincipal
  widget_id: number
  caller: Caller
  /** for a POST: a call with the same key is the same call */
  idempotencyKey: string | undefined
  /** the caller's connection has ended */
  signal: AbortSignal
}

/** The implementation of an operation. */
export type ApiAct<O extends Operation> = (call: ApiCall<O>, deps: ApiDeps) => Promise<OperationResult<O>>

/** An act for each operation of a table. */
export type ApiActs<Operations extends Record<string, Operation>> = { [Id in keyof Operations]: ApiAct<Operations[Id]> }

/**
 * The acts of moderators take a person of the dashboard. A key acts as one that the site's admin signed in: it reaches
 * its own widget alone, and what it does is recorded under its id.
 */
export const asModerator = ({ widget_id, key }: ApiPrincipal): DashboardPrincipal => ({
  kind: 'dashboard',
  account_id: keyAccountId(widget_id, key.key_id),
  email: `API key ${key.name}`,
  role: 'admin',
  site: { widget_id, role: 'admin', back_to: '' },
})
