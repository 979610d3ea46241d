import { ChatError, costOfRooms, PROTOCOL_VERSION, type ReplyTo, type RequestFrame } from '@imbachat/protocol'
import { isBeforeEnd, mustNotBeErased, sessionsEnded } from '../../chat/identity/ended-sessions.ts'
import type { ChatStore } from '../../chat/ports.ts'
import type { UserPrincipal } from '../../chat/principal.ts'
import { ownProfiles, personOf, speakingAs } from '../../chat/users/profiles.ts'
import type { ChatUser } from '../../chat/users/user.ts'
import { placeholderUser, userCard } from '../../chat/users/user-card.ts'
import { bannedError } from '../../moderation/restrictions/standing.ts'
import type { Receiving } from './receiving.ts'
import type { Session } from './session.ts'

/** While a user signs in, at most this many of the user's rooms are counted: more rooms cost no more than this many. */
const MOST_COUNTED = 20_000

/**
 * Handles `auth`, the first frame of a connection. The server subscribes the connection to its rooms before it replies,
 * so no event is lost between the reply and what the client lists next.
 * @throws ChatError protocol_version, token_*, widget_unknown, user_unknown, banned, already_authenticated,
 * rate_limited
 */
export async function authenticate(
  receiving: Receiving,
  session: Session,
  frame: RequestFrame<'auth'>,
): Promise<ReplyTo<'auth'>> {
  const { state } = session
  if (state.kind !== 'unauthenticated' || state.authenticating) {
    throw new ChatError(
      'already_authenticated',
      'This connection is already authenticated. Send a fresh token with auth.renew.',
    )
  }
  if (frame.v !== PROTOCOL_VERSION) {
    const message = `This server speaks version ${PROTOCOL_VERSION} of the protocol, not ${frame.v}.`
    throw new ChatError('protocol_version', message, { field: 'v' })
  }
  state.authenticating = true
  try {
    return await greet(receiving, session, frame)
  } finally {
    state.authenticating = false
  }
}

async function greet(
  receiving: Receiving,
  session: Session,
  { token, profile }: RequestFrame<'auth'>,
): Promise<ReplyTo<'auth'>> {
  const { deps, limits } = receiving
  const { widget_id } = session
  let principal = await deps.identity.authenticate(widget_id, token)
  // a guest has no profiles, and reads as before
  if (profile !== undefined && principal.kind === 'user') principal = await speakingAs(deps, principal, profile)
  const widget = await deps.widgets.find(widget_id)
  if (!widget) throw new ChatError('widget_unknown', `There is no widget ${widget_id}.`)
  const entered =
    principal.kind === 'user' ? await enter(receiving, session, principal) : { me: null, profiles: [], ownRev: 0 }
  if (principal.kind === 'guest') session.goLive(principal)
  return {
    session_id: `${deps.bus.node_id}.${session.number}`,
    me: entered.me,
    ...(entered.profiles.length > 0 && { profiles: entered.profiles }),
    server_time: deps.clock.now(),
    expires_at: principal.kind === 'user' ? principal.expires_at : null,
    epoch: deps.store.epoch,
    user_rev: entered.ownRev,
    limits: { message_max_chars: widget.settings.message_max_chars, frame_max_bytes: limits.frameMaxBytes },
  }
}

async function enter({ deps, hub, rates }: Receiving, session: Session, signedIn: UserPrincipal) {
  const { store, users, presence } = deps
  const { widget_id, user_id } = signedIn
  let principal = signedIn
  // Once before anything is read, and again when the number of rooms is known.
  rates.signIn(principal, null)
  const [rooms, known] = await Promise.all([
    store.roomCountOf(widget_id, user_id, MOST_COUNTED),
    users.stored(widget_id, user_id),
  ])
  // Here, since a connection that joins receives the user's rooms at once; and again below, since a ban or an end of
  // sessions between the two reads would miss the connection.
  await mustBeAdmitted(store, principal, known, session)
  rates.signIn(principal, costOfRooms(rooms))
  rates.countAs(session, principal)
  let ownRev: number
  let me: ChatUser | null
  try {
    ;({ ownRev, user: me } = await hub.join(session, user_id))
    await mustBeAdmitted(store, principal, me, session)
    // the site may have signed a profile in by its own token
    if (me?.profile) principal = { ...principal, person_id: me.profile.of }
    users.arrived(widget_id, personOf(principal))
    // reading still works while nothing can be stored
    if (me === null) await store.touchUser({ widget_id, user_id }).catch(unlessUnwritable)
  } catch (error) {
    // The session has no user again, and may sign in as another one.
    hub.leave(session, user_id)
    throw error
  }
  // The connection may have closed in the meantime; then nothing of it may stay in memory.
  if (session.state.kind !== 'unauthenticated') {
    hub.leave(session, user_id)
    return { me: null, profiles: [], ownRev }
  }
  // who watches a profile and its person must not see that they come and go together
  if (principal.person_id === undefined) presence.arrive(widget_id, user_id)
  session.goLive(principal)
  // not before: a token that is refused displaces nobody
  hub.endOldest(widget_id, user_id)
  const profiles = await ownProfiles(deps, widget_id, me)
  return { me: userCard(me ?? placeholderUser(user_id)), profiles, ownRev }
}

/** @throws ChatError banned, token_expired */
async function mustBeAdmitted(
  store: ChatStore,
  principal: UserPrincipal,
  known: ChatUser | null,
  { openedAt }: Session,
): Promise<void> {
  await mustNotBeErased(store, principal, known)
  if (known?.standing?.ban) throw bannedError(known.standing.ban)
  if (isBeforeEnd(principal, known?.tokens_from, openedAt)) throw sessionsEnded()
}

function unlessUnwritable(error: unknown): void {
  if (!(error instanceof ChatError && error.code === 'storage_unavailable')) throw error
}
