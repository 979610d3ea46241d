import type { CallFinding } from '@imbachat/protocol/http/administration'
import type { CallPaths, RelayToTry } from '@imbachat/protocol/http/widget/call-tests'
import { t } from './phrases.ts'
import { type MediaOffer, type PathResult, tryMedia, tryRelay, tryStun } from './try-paths.ts'

export type RowResult = PathResult | { state: 'off' } | { state: 'broken' }

/** One way that a call can take. */
export interface Row {
  key: string
  title: string
  /** what depends on it, and where it is */
  note: string
  result: RowResult
  /** what to do; '' if it works */
  advice: string
  /** the server's own finding; null if it was not asked, or found nothing */
  found: CallFinding | null
}

/** The tests of a run, before any of them has ended. */
interface Trial {
  key: string
  title: string
  note: string
  /** null: there is nothing to try */
  run: (() => Promise<PathResult>) | null
  without: RowResult
  advice(result: RowResult): string
  concerns(finding: CallFinding): boolean
}

/** The server's part. */
export interface ServerOfTests {
  /** null: it begins no other test now */
  startAgain(): Promise<CallPaths | null>
  answer(test_id: string, sdp: string): Promise<unknown>
}

/** The ways that the server has, and the one that it lacks. */
export function trialsOf(paths: CallPaths, { startAgain, answer }: ServerOfTests): Trial[] {
  const { stun, media, media_port, offer, relayed_offer, relays } = paths
  const offered = ({ test_id, sdp }: NonNullable<CallPaths['offer']>): MediaOffer => ({
    sdp,
    send: (own) => answer(test_id, own),
  })
  // each start offers a connection by both paths
  const starts: Promise<CallPaths | null>[] = []
  const again = (which: 'offer' | 'relayed_offer') => async (nth: number) => {
    starts[nth] ??= startAgain()
    const found = (await starts[nth])?.[which]
    return found ? offered(found) : null
  }
  const trials: Trial[] = [
    {
      key: 'media',
      title: t('path_media'),
      note: joined(t('path_media_note'), media_port !== null && t('udp_port', { port: String(media_port) })),
      run: offer && (() => tryMedia(offered(offer), again('offer'))),
      without: { state: media === 'off' ? 'off' : 'broken' },
      advice({ state }) {
        if (state === 'off') return t('media_off')
        if (state === 'broken') return t('media_failed')
        if (state !== 'failed') return ''
        return media_port === null ? t('media_silent_any') : t('media_silent', { port: String(media_port) })
      },
      concerns: () => false,
    },
    {
      key: 'stun',
      title: t('path_stun'),
      note: joined(t('path_stun_note'), stun !== null && t('udp_port', { port: String(stun.port) })),
      run: stun && (() => tryStun(stun)),
      without: { state: 'off' },
      advice({ state }) {
        if (state === 'off') return t('stun_off')
        return state === 'failed' ? t('stun_silent', { port: String(stun?.port ?? '') }) : ''
      },
      concerns: ({ check }) => check === 'stun' && stun !== null,
    },
    ...relays.map(relayTrial),
  ]
  if (relayed_offer) {
    trials.push({
      key: 'relayed',
      title: t('path_relayed'),
      note: t('path_relayed_note'),
      run: () => tryMedia(offered(relayed_offer), again('relayed_offer'), relays),
      without: { state: 'off' },
      advice({ state }) {
        if (state !== 'failed') return ''
        return media_port === null ? t('relayed_silent_any') : t('relayed_silent', { port: String(media_port) })
      },
      concerns: () => false,
    })
  }
  const lacks = relays.length === 0 ? t('relay_none') : relays.some(isTls) ? null : t('relay_no_tls')
  if (lacks !== null) {
    trials.push({
      key: 'lacking',
      title: relays.length === 0 ? t('path_relay_none') : t('path_relay', { transport: t('path_relay_tls') }),
      note: t('path_relay_none_note'),
      ...{ run: null, without: { state: 'off' }, advice: () => lacks, concerns: () => false },
    })
  }
  return trials
}

const isTls = ({ transport }: RelayToTry): boolean => transport === 'tls'

function relayTrial(relay: RelayToTry): Trial {
  const { url, transport, host, port } = relay
  const where = { host, port: String(port) }
  return {
    key: url,
    title: t('path_relay', { transport: t(`path_relay_${transport}`) }),
    note: url,
    run: () => tryRelay(relay),
    without: { state: 'off' },
    advice(result) {
      if (result.state !== 'failed') return ''
      switch (result.fault) {
        case 'silent':
          return t(transport === 'dtls' ? 'relay_silent_udp' : `relay_silent_${transport}`, where)
        case 'credentials':
          return t('relay_credentials')
        case 'full':
          return t('relay_full')
        case 'refused':
          return t('relay_refused', { detail: result.detail })
        case 'no_data':
          return t('relay_no_data')
      }
    },
    concerns: ({ params }) => params.url === url,
  }
}

const joined = (...parts: (string | false)[]): string => parts.filter((part) => part !== false).join(' · ')

export type Verdict = 'good' | 'some' | 'bad'

/** null: not all of them have ended. `bad`: nothing carries media of a call that is not direct. */
export function verdictOf(rows: readonly Row[]): Verdict | null {
  if (rows.some(({ result }) => result.state === 'running')) return null
  if (rows.every(({ result, found }) => result.state === 'passed' && (found?.status ?? 'ok') === 'ok')) return 'good'
  return rows.some(({ key, result }) => key !== 'stun' && result.state === 'passed') ? 'some' : 'bad'
}
