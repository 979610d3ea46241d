import type { Operation, OperationResult } from '@imbachat/protocol/http/operation'
import { type SiteOperationId, siteOperations } from '@imbachat/protocol/http/site-api'
import type { z } from 'zod'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { SitePrincipal } from '../../chat/principal.ts'
import type { People } from '../../moderation/people/people.ts'

/** The site's permissions of one of its users. */
export type SitePeople = Pick<People, 'endSessions' | 'eraseForSite'>

export interface SiteCall<O extends Operation> {
  chat: ChatDeps
  people: SitePeople
  site: SitePrincipal
  body: O['body'] extends z.ZodType ? z.output<O['body']> : undefined
}

export interface SiteEndpoint<O extends Operation> {
  operation: O
  act(call: SiteCall<O>): Promise<OperationResult<O>>
}

/** A call of a site's server, and its implementation. */
export const siteEndpoint = <Id extends SiteOperationId>(
  id: Id,
  act: SiteEndpoint<(typeof siteOperations)[Id]>['act'],
): SiteEndpoint<(typeof siteOperations)[Id]> => ({ operation: siteOperations[id], act })
