import type { ConnectionReport, PageFinding, SiteStatus } from '@imbachat/protocol/http/widget/site-checks'
import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import type { SiteAnswer, SiteDirectory } from '../chat/users/site-directory.ts'
import type { PeopleQuestion } from '../chat/users/user.ts'
import type { Widget } from '../chat/widget.ts'
import type { Egress } from '../egress/egress.ts'
import type { KnownMethods } from './call-people.ts'
import { callUsersInfo } from './call-users-info.ts'
import { checkPage } from './check/check-page.ts'
import { testConnection, testPeople } from './check/test-connection.ts'
import { siteHealth } from './site-health.ts'
import { createSitePeople } from './site-people.ts'
import { batchesOf, canBeAsked } from './users-info-url.ts'

/** The calls that the server makes to sites. */
export interface SiteClient extends SiteDirectory {
  /** Calls the Users info URL for one user, without batching, and reports the result. No site makes it reject. */
  testConnection(widget: Widget, user_id: string): Promise<ConnectionReport>
  /** The same for a URL of people search or friends. */
  testPeople(widget: Widget, template: string, question: PeopleQuestion): Promise<ConnectionReport>
  /** Reads a page that loads the chat from `publicUrl`, and reports its faults. Never rejects because of a page. */
  checkPage(widget: Widget, page: { url: string; publicUrl: string }): Promise<PageFinding[]>
  /** Sites that did not answer the last call of this node. */
  failing(): { widget_id: number; since: number; message: string }[]
  /** The health of the chat's own calls of this Users info URL since the server started. */
  status(widget: Pick<Widget, 'id' | 'users_info_url'>): SiteStatus
}

export const SITE_LIMITS = {
  /** milliseconds for which lookups are batched into one call */
  batchMs: 5,
  perCall: { ids: 50, chars: 4_000 },
}

interface Batch {
  widget: Widget
  askers: Map<string, PromiseWithResolvers<SiteAnswer>>
}

export function createSiteClient({
  egress,
  clock,
  log,
  accepted,
}: {
  egress: Egress
  clock: Clock
  log: Log
  /** a site accepted this API password */
  accepted?: (widget_id: number, password: string) => void
}): SiteClient {
  const health = siteHealth(clock)
  const methods: KnownMethods = new Map()
  const batches = new Map<number, Batch>()
  /** unanswered lookups by widget and user: a further lookup of the same user waits for the same call */
  const underWay = new Map<string, Promise<SiteAnswer>>()

  function ask(widget: Widget, user_id: string): Promise<SiteAnswer> {
    if (!canBeAsked(user_id)) return Promise.resolve({ kind: 'unknown' })
    const key = `${widget.id} ${user_id}`
    const asked = underWay.get(key)
    if (asked !== undefined) return asked
    const asker = Promise.withResolvers<SiteAnswer>()
    underWay.set(key, asker.promise)
    batchOf(widget).askers.set(user_id, asker)
    return asker.promise
  }

  function batchOf(widget: Widget): Batch {
    const open = batches.get(widget.id)
    if (open !== undefined) return open
    const batch: Batch = { widget, askers: new Map() }
    batches.set(widget.id, batch)
    clock.after(SITE_LIMITS.batchMs, () => {
      batches.delete(widget.id)
      for (const user_ids of batchesOf(batch.askers.keys(), SITE_LIMITS.perCall)) void callFor(batch, user_ids)
    })
    return batch
  }

  /** One call for these lookups. Every lookup gets an answer, even after an unexpected error. */
  async function callFor({ widget, askers }: Batch, user_ids: string[]): Promise<void> {
    const answers = await answersOf(widget, user_ids).catch((error: unknown) => {
      log.error('asking a site failed unexpectedly', { widget_id: widget.id, error })
      return new Map<string, SiteAnswer>()
    })
    for (const user_id of user_ids) {
      underWay.delete(`${widget.id} ${user_id}`)
      askers.get(user_id)?.resolve(answers.get(user_id) ?? { kind: 'failed' })
    }
  }

  async function answersOf(widget: Widget, user_ids: string[]): Promise<Map<string, SiteAnswer>> {
    const call = await callUsersInfo({ egress, widget, user_ids, accepted })
    if (call.kind === 'failed') {
      const first = health.failed(widget, call.problem)
      if (first) log.warn('a site does not answer for its users', { widget_id: widget.id, problem: call.problem.code })
      return new Map()
    }
    if (health.succeeded(widget)) log.info('a site answers for its users again', { widget_id: widget.id })
    const users = new Map(call.info.users.map((user) => [user.user_id, user]))
    const nameless = new Set(call.info.nameless)
    return new Map(
      user_ids.map((user_id): [string, SiteAnswer] => {
        const user = users.get(user_id)
        if (user !== undefined) return [user_id, { kind: 'user', user }]
        return [user_id, { kind: nameless.has(user_id) ? 'nameless' : 'unknown' }]
      }),
    )
  }

  return {
    async ask(widget, user_ids) {
      const unique = [...new Set(user_ids)]
      if (widget.users_info_url === null) return new Map(unique.map((user_id) => [user_id, { kind: 'failed' }]))
      return new Map(await Promise.all(unique.map(async (id) => [id, await ask(widget, id)] as const)))
    },
    people: createSitePeople({ egress, clock, log, methods }),
    testPeople: (widget, template, question) => testPeople({ egress, widget, template, question, methods }),
    testConnection: (widget, user_id) => testConnection({ egress, widget }, user_id),
    // a widget must not learn about other widgets of this server
    checkPage: (widget, page) =>
      checkPage(egress, { ...page, find: async (id) => (id === widget.id ? widget : { other: widget.id }) }),
    status: health.of,
    failing: health.failing,
  }
}
