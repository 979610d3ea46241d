import type { RemoteFiles } from './chat/attachments/ports.ts'
import type { Clock } from './chat/clock.ts'
import type { Log } from './chat/log.ts'
import type { PageReader } from './chat/previews/ports.ts'
import type { Config } from './config/config.ts'
import { createEgress, EGRESS_LIMITS, type Egress, type EgressOptions } from './egress/egress.ts'
import { createWebhookCall } from './site/call-webhook.ts'
import { createFetchPlaces } from './site/pages/fetch-places.ts'
import { createPageReader } from './site/pages/page-reader.ts'
import { createRemoteFiles } from './site/pages/remote-files.ts'
import type { Metrics } from './telemetry/metrics.ts'
import type { WebhookCall } from './webhooks/endpoint.ts'

export interface CallsBasis {
  config: Pick<Config, 'loopback' | 'egressAllow' | 'limits'>
  clock: Clock
  log: Log
  metrics: Metrics | null
  /** replacements that a test passes */
  options: Partial<EgressOptions> | undefined
}

export interface Calls {
  /** to sites, whose addresses owners chose */
  toSites: Egress
  /** reads pages that messages link to */
  pages: PageReader
  /** reads pictures of cards, whose addresses the owner's site names */
  pictures: Pick<PageReader, 'picture'>
  /** fetches files of messages, whose addresses the site's program names */
  remoteFiles: RemoteFiles
  /** to receivers of webhooks, whose addresses owners chose */
  webhook: WebhookCall
  /** to programs of sites that decide about messages */
  toDeciders: Egress
  /** to push services, whose addresses browsers name, so anybody */
  toPushServices: Egress
}

/** Calls that wait for one push service: the notifier has fewer under way. */
const PUSHES_WAITING = 1_000

/** Clients of addresses that others chose: one egress for each of these parties, with limits of its own. */
export function wireCalls({ config, clock, log, metrics, options }: CallsBasis): Calls {
  const { limits } = config
  const counted = (egress: Egress) => (metrics ? metrics.countingCalls(egress) : egress)
  const ofSites = {
    timeoutMs: limits.SITE_TIMEOUT_MS,
    slots: { ...EGRESS_LIMITS.slots, atOnce: limits.SITE_CALLS_AT_ONCE },
  }
  const pictureBytes = limits.PREVIEW_PICTURE_BYTES
  const basis = { allowLoopback: config.loopback, allow: config.egressAllow, clock }

  const toSites = createEgress({ ...basis, keepsConnections: true, limits: ofSites, ...options })
  const toPages = createEgress({
    ...basis,
    ...options,
    // EGRESS_ALLOW is for the sites of owners; here any user chooses the address
    allow: [],
    limits: { timeoutMs: limits.PREVIEW_TIMEOUT_MS, maxBytes: pictureBytes },
  })
  const toPictures = createEgress({
    ...basis,
    ...options,
    limits: { ...ofSites, maxBytes: pictureBytes },
  })
  const toFiles = createEgress({
    ...basis,
    ...options,
    // a bot's program chooses the address, too, and reads the answer
    allow: [],
    limits: { ...ofSites, timeoutMs: limits.FILE_URL_TIMEOUT_MS, maxBytes: limits.FILE_URL_BYTES },
  })
  const toReceivers = createEgress({
    ...basis,
    keepsConnections: true,
    ...options,
    limits: {
      timeoutMs: limits.WEBHOOK_TIMEOUT_MS,
      // the dispatcher bounds its calls itself
      slots: { atOnce: limits.WEBHOOK_CALLS_AT_ONCE, waiting: limits.WEBHOOK_CALLS_AT_ONCE },
    },
  })
  const toDeciders = createEgress({
    ...basis,
    keepsConnections: true,
    ...options,
    limits: {
      timeoutMs: limits.BEFORE_SEND_TIMEOUT_MS,
      slots: { ...EGRESS_LIMITS.slots, atOnce: limits.BEFORE_SEND_CALLS_AT_ONCE },
    },
  })
  const toPushServices = createEgress({
    ...basis,
    keepsConnections: true,
    ...options,
    // EGRESS_ALLOW is for the sites of owners
    allow: [],
    limits: {
      timeoutMs: limits.PUSH_TIMEOUT_MS,
      slots: { atOnce: limits.PUSH_CALLS_AT_ONCE, waiting: PUSHES_WAITING },
    },
  })
  const places = createFetchPlaces(limits.FILE_URLS_AT_ONCE)
  const pictures = createPageReader({ egress: counted(toPictures), pageBytes: 0, pictureBytes, log })
  return {
    toSites: counted(toSites),
    toDeciders: counted(toDeciders),
    pages: createPageReader({ egress: counted(toPages), pageBytes: limits.PREVIEW_PAGE_BYTES, pictureBytes, log }),
    remoteFiles: createRemoteFiles({ egress: counted(toFiles), places, log }),
    pictures: {
      picture: (widget_id, url) => places.within(widget_id, () => pictures.picture(widget_id, url)),
    },
    webhook: createWebhookCall(counted(toReceivers)),
    toPushServices: counted(toPushServices),
  }
}
