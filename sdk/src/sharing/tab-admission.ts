import type { ReplyTo, RequestInput, RequestName, ServerEvent } from '@imbachat/protocol'
import { createConnection, type OwnConnection } from '../connection/connection.ts'
import { endOf } from '../connection/token.ts'
import { type ChatRequestError, connectionLost } from '../request-error.ts'
import type { ConnectionState, SdkClock } from '../types.ts'
import type { Tab } from './tab.ts'
import type { TokenAsker } from './token-asker.ts'

export interface TabAdmissionOptions {
  url: string
  /** the user that the tokens of all tabs name */
  user_id: string
  clock: SdkClock
  asker: TokenAsker
  tabs(): Tab[]
  /** stops serving this tab */
  dismiss(tab: Tab): void
  event(event: ServerEvent): void
  /** called when a new connection is authenticated, before any tab learns about it */
  begin(): void
}

/**
 * The shared connection, and the tabs that may use it. The browser can't check a token. A tab is admitted if its token
 * equals the one that the server accepted, or after the server accepted its own token by `auth.renew`. Until then it
 * receives nothing of its user.
 */
export function createTabAdmission(options: TabAdmissionOptions) {
  const { url, user_id, clock, asker, tabs, dismiss } = options
  let connection: OwnConnection | null = null
  let auth: ReplyTo<'auth'> | null = null
  /** the server checks one token after another */
  let judging: Promise<void> = Promise.resolve()
  /** the last token that was to be used */
  let latest: string | null = null
  /** tokens found to be expired since the connection was opened */
  const ended = new Set<string | null>()

  const online = () => connection?.state.get().kind === 'online'
  const byLetter = (tab: Tab) => tab.token === connection?.token()
  /** True if the connection's state applies to this tab. */
  const concerned = (tab: Tab) => tab.admitted || byLetter(tab) || ended.has(tab.token)

  function connect(token: string) {
    const made = createConnection({
      url,
      user_id,
      token,
      clock,
      // a tab that waits for this connection may have brought a better token
      askForToken: async () => tabs().find((tab) => !concerned(tab))?.token ?? asker.ask(),
      tokenGiven: use,
      authenticated(result) {
        auth = result
      },
      event(event) {
        const me = event.t === 'users' && event.users.find((card) => card.user_id === user_id)
        if (me && auth) auth = { ...auth, me }
        if (event.t === 'profiles' && auth) auth = { ...auth, profiles: event.profiles }
        // a tab that comes later gets the current values
        const ownRev = event.t === 'own' ? event.items.at(-1)?.rev : undefined
        if (ownRev && auth) auth = { ...auth, user_rev: Math.max(auth.user_rev, ownRev) }
        options.event(event)
      },
    })
    connection = made
    made.state.subscribe((state) => {
      if (made === connection) stateChanged(state)
    })
  }

  function stateChanged(state: ConnectionState) {
    switch (state.kind) {
      case 'online':
        ended.clear()
        options.begin()
        // the server reads another user from the token than the browser did
        if (auth?.me?.user_id !== user_id) return letGo(sendAway)
        for (const tab of tabs()) {
          if (tab.admitted) welcome(tab)
          else judge(tab)
        }
        return
      case 'refused': {
        const refused = connection?.token()
        return letGo((tab) => {
          if (tab.token !== refused) return judge(tab)
          tab.post({ t: 'state', state })
          dismiss(tab)
        })
      }
      case 'waiting_for_token':
      case 'expired':
        ended.add(connection?.token() ?? null)
        return postState(state)
      case 'connecting':
      case 'offline':
        return postState(state)
      case 'closed':
        return
      default:
        state satisfies never
    }
  }

  function postState(state: ConnectionState) {
    for (const tab of tabs()) if (concerned(tab)) tab.post({ t: 'state', state })
  }

  /** The connection failed: each of its tabs continues without it. */
  function letGo(goOn: (tab: Tab) => void) {
    end()
    for (const tab of tabs()) tab.admitted = false
    tabs().forEach(goOn)
  }

  function end() {
    const last = connection
    connection = auth = null
    ended.clear()
    last?.close()
  }

  /** Call only while online. */
  function welcome(tab: Tab) {
    if (!auth || !connection) return
    tab.admitted = true
    tab.token = connection.token() ?? tab.token
    tab.post({ t: 'authenticated', result: auth, token: tab.token })
    tab.post({ t: 'state', state: connection.state.get() })
  }

  function sendAway(tab: Tab) {
    tab.post({ t: 'sentAway' })
    dismiss(tab)
  }

  /** Checks a tab that is not admitted, after something changed for it. */
  function judge(tab: Tab) {
    if (!connection) connect(tab.token)
    const state = connection?.state.get()
    if (!state) return
    if (state.kind === 'online' && byLetter(tab)) welcome(tab)
    else if (state.kind === 'online') judging = judging.then(() => haveJudged(tab))
    else if (concerned(tab)) tab.post({ t: 'state', state })
    else if (state.kind === 'waiting_for_token' || state.kind === 'expired') use(tab.token)
  }

  async function haveJudged(tab: Tab) {
    const { token } = tab
    const mine = connection
    const gone = () => mine !== connection || !tabs().includes(tab) || tab.token !== token
    if (!mine || !online() || tab.admitted || gone()) return
    try {
      const before = mine.token()
      if (token !== before) await mine.renew(token)
      // an older page may have an older token
      if (before !== null && endOf(token) < endOf(before)) await mine.renew(before)
    } catch (error) {
      if (!gone()) notAccepted(tab, error as ChatRequestError)
      return
    }
    if (!gone()) welcome(tab)
    postToken()
  }

  function notAccepted(tab: Tab, { code }: ChatRequestError) {
    // checked when the connection is online again
    if (code === 'connection_lost') return
    if (code !== 'token_expired' || tab.renewing) return sendAway(tab)
    tab.renewing = true
    tab.post({ t: 'askToken', asked: 0 })
  }

  /** Takes a new token of an admitted tab, or of any tab if the current token has expired. */
  function use(token: string) {
    const mine = connection
    latest = token
    if (!online()) return mine?.setToken(token)
    mine?.renew(token).then(postToken, ({ retry, retryAfterMs = 0 }: ChatRequestError) => {
      if (!retry) return
      if (retryAfterMs === 0) return mine.setToken(token)
      clock.after(retryAfterMs, () => {
        if (mine === connection && latest === token) use(token)
      })
    })
  }

  /** A tab that reconnects starts with the current token. */
  function postToken() {
    const token = connection?.token()
    if (!token) return
    for (const tab of tabs()) {
      if (!tab.admitted || tab.token === token) continue
      tab.token = token
      tab.post({ t: 'token', token })
    }
  }

  return {
    judge,
    end,
    /** The tab's page gave a token, whether asked or not. */
    given(tab: Tab, token: string) {
      if (online() && tab.admitted) return asker.given(token) ? undefined : use(token)
      tab.token = token
      if (online()) return judge(tab)
      if (asker.given(token)) return
      if (tab.admitted) use(token)
      else judge(tab)
    },
    /** The tab's page was asked and has no token. */
    none(tab: Tab, asked: number) {
      if (asked > 0) asker.none(asked)
      else if (!tab.admitted) sendAway(tab)
    },
    online,
    request<T extends RequestName>(type: T, input: RequestInput<T>): Promise<ReplyTo<T>> {
      return connection?.request(type, input) ?? Promise.reject(connectionLost())
    },
    wake: (patienceMs?: number) => connection?.wake(patienceMs),
    drop: () => connection?.drop(),
  }
}
