import type { Call, CallSignal, EventOf, GroupCallSetting, Ice, ReplyTo } from '@imbachat/protocol'
import type { ChatClient } from '../client-types.ts'
import { observable } from '../observable.ts'
import { ChatRequestError, ignoreRequestError } from '../request-error.ts'
import type { Observable } from '../types.ts'
import { memberOf, phaseOf, withCall, withList } from './call-list.ts'
import { createDevices, type DeviceMemory, isGranted } from './devices.ts'
import { type Blocked, BlockedError, type CallRoom, type Devices, type MediaRoom, type Peer } from './media-room.ts'
import { createPeerRoom } from './peer-room.ts'
import { roomParts } from './room-parts.ts'

/** Milliseconds: the server counts a party as gone that is silent for four times as long. */
const RENEW_EVERY = 5_000
/** Milliseconds after which the end of a ring should be known. */
const LATE = 2_000
/** Milliseconds for the server to answer when media has stopped; a network that takes longer carries no call. */
const PATIENCE_FOR_SERVER = 1_500
/** Signals that come before the call they belong to is known here. */
const MOST_EARLY = 50

/** A call that this page takes part in, from the moment the user wants it. */
export interface OwnCall {
  room_id: number
  /** with the camera */
  video: boolean
  /**
   * `asking`: the user is asked for the microphone, or the server for the call. `moved`: another page or device of the
   * user has it now.
   */
  phase: 'asking' | 'calling' | 'connecting' | 'active' | 'moved' | 'ended' | 'failed'
  /** null: the server does not know it yet */
  call: Call | null
  devices: Devices
  /** null: not accepted yet, or over */
  media: MediaRoom | null
  /** in a group: how often a host has turned the microphone of this page off */
  hostMutes: number
  /** in a group: users with whom no media is exchanged, since one of the two blocks the other */
  apart: readonly string[]
  problem: CallProblem | null
}

/**
 * The reason why a call failed: this device, the server, or that no media arrived, for example because of a firewall.
 */
export type CallProblem =
  | { kind: 'blocked'; blocked: Blocked }
  | { kind: 'refused'; code: ChatRequestError['code'] }
  | { kind: 'no path' }

export interface Calls {
  /** all that ring or run for the user, and those that ended since the page was loaded */
  readonly all: Observable<ReadonlyMap<string, Call>>
  /** the most that the user may start */
  readonly may: Observable<'off' | 'audio' | 'video'>
  /** who may start calls in groups */
  readonly groups: Observable<GroupCallSetting>
  /** the one of this page; null: none, or it was dismissed */
  readonly own: Observable<OwnCall | null>
  /** Calls the other user of a dialog; starts the call of a group, or joins it. What goes wrong is in `own`. */
  start(room_id: number, video: boolean): Promise<void>
  accept(call: Call, video: boolean): Promise<void>
  /**
   * Goes on here with a call that this page had before it was reloaded, or that another device has; comes into the call
   * of a group. A microphone that the user had turned off there stays off.
   */
  join(call: Call, video: boolean): Promise<void>
  /** Rejects with a ChatRequestError. */
  decline(call: Call): Promise<void>
  /** Ends a call that another page or device of the user has. Rejects with a ChatRequestError. */
  end(call: Call): Promise<void>
  /** A host turns the microphone of another member off. Rejects with a ChatRequestError. */
  mute(call: Call, user_id: string): Promise<void>
  /** A host removes another member from the call. Rejects with a ChatRequestError. */
  remove(call: Call, user_id: string): Promise<void>
  hangUp(): void
  /** The user has seen how it ended. */
  dismiss(): void
  close(): void
}

/** Stores a tab's call over a reload. */
export interface PartyMemory {
  read(): string | null
  write(party: string | null): void
}

/**
 * The calls of the user who is signed in. Media belongs to the page that starts or takes a call; the user's other pages
 * and devices see the call, and may take it over.
 */
export function createCalls(
  client: ChatClient,
  options: { devices: DeviceMemory; party: PartyMemory; heard?: readonly EventOf<'call' | 'call_signal'>[] },
): Calls {
  const { requestWhenOnline: request, connection, clock, callListeners, authors, ...internals } = client.internals()
  /** as whom the user is in the room of a call */
  const userOf = ({ room_id }: Pick<Call, 'room_id'>) =>
    client.asProfile.get().get(room_id)?.user_id ?? internals.user_id ?? ''
  const all = observable<ReadonlyMap<string, Call>>(new Map())
  const may = observable<'off' | 'audio' | 'video'>('off')
  const groups = observable<GroupCallSetting>('off')
  const own = observable<OwnCall | null>(null)
  let mine: Mine | null = null
  let early: EventOf<'call_signal'>[] = []

  const rang = new Set<string>()

  function came(call: Call): void {
    all.set(withCall(all.get(), call))
    if (call.group) authors.need(call.room_id, [call.started_by, ...call.members.map((member) => member.user_id)])
    if (rang.has(call.call_id) || phaseOf(call, userOf(call), null) !== 'incoming') return
    rang.add(call.call_id)
    request('call.rang', { call_id: call.call_id }).then((reply) => came(reply.call), ignoreRequestError)
    // the event of its end may be lost
    clock.after(call.ring_until - call.started_at + LATE, () => refresh().catch(ignoreRequestError))
  }

  all.subscribe((calls) => {
    const known = mine?.now().call
    const call = known && calls.get(known.call_id)
    if (call && call !== known) mine?.changed(call)
  })

  function signalCame(event: EventOf<'call_signal'>): void {
    if (!mine?.receive(event)) early = [...early, event].slice(-MOST_EARLY)
  }

  const event = (event: EventOf<'call' | 'call_signal'>) => (event.t === 'call' ? came(event.call) : signalCame(event))
  callListeners.add(event)
  options.heard?.forEach(event)

  async function refresh(): Promise<void> {
    const asked = all.get()
    const reply = await request('call.current', {})
    may.set(reply.may)
    groups.set(reply.groups)
    all.set(withList(all.get(), asked, reply.calls))
    reply.calls.forEach(came)
  }

  function online(): void {
    const { kind } = connection.state.get()
    // a ban, or the end of the session
    if (kind === 'refused' || kind === 'closed') mine?.hangUp()
    if (kind === 'offline') mine?.unlinked()
    if (kind !== 'online') return
    mine?.linked()
    refresh().catch(ignoreRequestError)
  }
  const stopWatching = connection.state.subscribe(online)
  online()

  /** Begins what the user wants; the call before it has ended, or is left. */
  function begin(room_id: number, video: boolean): Mine {
    mine?.hangUp()
    const made = createMine(room_id, video)
    mine = made
    own.set(made.now())
    return made
  }

  type Mine = ReturnType<typeof createMine>

  function createMine(room_id: number, video: boolean) {
    const party = newParty()
    const devices = createDevices(options.devices)
    let state: OwnCall = { room_id, video, phase: 'asking', call: null, devices, media: null, ...NOTHING }
    let room: CallRoom | null = null
    /** party of the server that the room goes through; null: a mesh */
    let sfu: string | null = null
    let SfuRoom: typeof import('./sfu-room.ts') | null = null
    let ice: Ice | null = null
    /** the SFU for which `ice` is; null: for a mesh */
    let iceOf: string | null = null
    let hadMedia = false
    let over = false
    let cancelRenewal = () => {}
    /** the last signal of each party: a signal that was sent twice is handled once */
    const taken = new Map<string, number>()

    function set(change: Partial<OwnCall>): void {
      state = { ...state, ...change }
      if (mine === self) own.set(state)
    }

    /** Releases everything; `own` keeps what is to be shown. */
    function end(phase: 'moved' | 'ended' | 'failed', problem: CallProblem | null = null): void {
      if (over) return
      over = true
      cancelRenewal()
      room?.leave()
      devices.close()
      if (phase !== 'failed' || state.call) options.party.write(null)
      set({ phase, problem, media: null })
    }

    /** @param lost no media comes any more */
    function ended(lost: boolean): void {
      const isBlocked = lost && !hadMedia && state.call?.answered_at !== undefined
      end('ended', isBlocked ? { kind: 'no path' } : null)
    }

    function fail(error: unknown): void {
      if (error instanceof BlockedError) end('failed', { kind: 'blocked', blocked: error.blocked })
      else if (error instanceof ChatRequestError) end('failed', { kind: 'refused', code: error.code })
      else throw error
    }

    /** @param permitted the server may be asked meanwhile, since nothing is asked of the user */
    async function run(permitted: boolean, ask: () => Promise<ReplyTo<'call.start'>>): Promise<void> {
      let asked: ReturnType<typeof ask> | undefined
      try {
        const opening = devices.open(video)
        if (!permitted) await opening
        // the user gave up while the browser asked
        if (over) return
        asked = ask()
        const [reply] = await Promise.all([asked, opening])
        takeIce(reply)
        if (reply.apart) set({ apart: reply.apart })
        // what hosts did to an earlier page of the user is nothing to this one
        obeyed = memberOf(reply.call, userOf(reply.call))?.mutes ?? 0
        if (over) return await leave(reply.call)
        set({ call: reply.call })
        came(reply.call)
        changed(all.get().get(reply.call.call_id) ?? reply.call)
      } catch (error) {
        // the server has the call, but there is no microphone
        asked?.then(({ call }) => leave(call)).catch(() => {})
        fail(error)
      }
    }

    function changed(call: Call): void {
      set({ call })
      const phase = phaseOf(call, userOf(call), party)
      if (over) return
      if (phase === 'ended') ended(call.outcome === 'lost')
      else if (phase === 'elsewhere') end('moved')
      // a host removed the user, or this page was silent for too long
      else if (phase === 'open' && takesPart) {
        if (call.group?.removed.includes(userOf(call))) end('failed', { kind: 'refused', code: 'call_removed' })
        else end('ended')
      }
      if (over || phase === 'open') return
      takePart()
      obey(memberOf(call, userOf(call))?.mutes ?? 0)
      if (phase === 'calling') set({ phase: 'calling' })
      // the reply of the own request has what is needed to connect
      if (phase !== 'here' || !ice) return
      // pages connect in another way now, and need to know how
      if (iceOf === (call.sfu ?? null)) connect(call, ice)
      else disconnect()
      set({ phase: call.state === 'active' ? 'active' : 'connecting' })
    }

    let takesPart = false
    /** This page has the call: it says so from now on, also while it waits for an answer. */
    function takePart(): void {
      if (takesPart) return
      takesPart = true
      options.party.write(party)
      devices.state.subscribe(publish)
      scheduleRenewal()
    }

    /** when the connection to the server was last in doubt */
    let checkedAt = 0
    let obeyed = 0
    /** A host turned the microphone off; the user may turn it on again. */
    function obey(mutes: number): void {
      if (mutes <= obeyed) return
      obeyed = mutes
      set({ hostMutes: state.hostMutes + 1 })
      devices.mute(true)
    }

    /**
     * The members with whom this page exchanges media. Of two members of a group, the one with the greater id is
     * polite.
     */
    const peersIn = ({ room_id, members, group, started_by }: Call): Peer[] => {
      const user_id = userOf({ room_id })
      return members.flatMap((member) => {
        if (member.user_id === user_id || member.party === null || state.apart.includes(member.user_id)) return []
        return [{ party: member.party, polite: group ? user_id > member.user_id : started_by !== user_id }]
      })
    }

    const mayCome = (call: Call, from: string) =>
      sfu ? from === sfu : peersIn(call).some(({ party }) => party === from)

    function takeIce(reply: ReplyTo<'call.renew'>): void {
      if (!reply.ice) return
      ice = reply.ice
      iceOf = reply.call.sfu ?? null
    }

    function disconnect(): void {
      room?.leave()
      room = null
      set({ media: null })
      void renew()
    }

    function connect(call: Call, ice: Ice): void {
      const through = call.sfu ?? null
      if (!room) {
        if (through && !SfuRoom) {
          void fetchSfuRoom()
          return
        }
        const made = createRoom(call, ice, through)
        room = made
        sfu = through
        publish()
        made.state.subscribe((media) => {
          if (room !== made) return
          if (media === 'connected') hadMedia = true
          if (media === 'lost') hangUp(true)
          else void renew()
        })
        set({ media: made })
      }
      room.meet(peersIn(call))
      const waiting = early
      early = []
      waiting.forEach(signalCame)
    }

    function createRoom({ group }: Call, ice: Ice, through: string | null): CallRoom {
      const options = {
        ...{ clock, devices, ice, send, group: group !== undefined },
        newIce: () => renew().catch(() => null),
        checkServer() {
          checkedAt = clock.now()
          connection.wake(PATIENCE_FOR_SERVER)
        },
        isLinked: () => connection.state.get().kind === 'online',
      }
      return through && SfuRoom
        ? SfuRoom.createSfuRoom({ ...options, parts: roomParts, sfu: through })
        : createPeerRoom(options)
    }

    let fetching = false
    /** A script of its own: most calls are direct. */
    async function fetchSfuRoom(): Promise<void> {
      if (fetching || over) return
      fetching = true
      SfuRoom = await import('./sfu-room.ts').catch(() => null)
      fetching = false
      if (over) return
      if (!SfuRoom) clock.after(LATE, () => void fetchSfuRoom())
      else if (state.call) changed(all.get().get(state.call.call_id) ?? state.call)
    }

    async function send(to: string, n: number, signal: CallSignal): Promise<unknown> {
      if (!state.call) return
      return request('call.signal', { call_id: state.call.call_id, party, to, n, signal })
    }

    const sends = () => {
      const { audio, video, muted, screen } = devices.state.get()
      return { audio: audio !== null && !muted, video: video !== null, screen }
    }

    let sent = ''
    function publish(): void {
      if (over) return
      const { audio, video } = devices.state.get()
      void room?.publish('audio', audio)
      void room?.publish('video', video)
      if (sent !== JSON.stringify(sends())) void renew()
    }

    async function renew(): Promise<Ice | null> {
      if (over || !state.call || !takesPart) return null
      const now = sends()
      sent = JSON.stringify(now)
      const connected = room?.state.get() === 'connected'
      try {
        const reply = await request('call.renew', {
          call_id: state.call.call_id,
          party,
          connected,
          ...now,
          mutes: obeyed,
        })
        takeIce(reply)
        if (reply.apart && `${reply.apart}` !== `${state.apart}`) {
          set({ apart: reply.apart })
          room?.meet(peersIn(reply.call))
        }
        came(reply.call)
        if (!room) changed(all.get().get(reply.call.call_id) ?? reply.call)
        return reply.ice
      } catch (error) {
        // it ended while there was no connection
        if (error instanceof ChatRequestError && error.code === 'call_not_found') end('ended')
        else ignoreRequestError(error)
        return null
      }
    }

    function scheduleRenewal(): void {
      cancelRenewal = clock.after(RENEW_EVERY, () => {
        void renew()
        scheduleRenewal()
      })
    }

    async function leave(call: Call, lost = false): Promise<void> {
      const { call_id } = call
      const asked =
        call.started_by === userOf(call) && (call.state === 'calling' || call.state === 'ringing')
          ? request('call.cancel', { call_id })
          : request('call.leave', { call_id, party, ...(lost && { lost: true as const }) })
      await asked.then((reply) => came(reply.call), ignoreRequestError)
    }

    function hangUp(lost = false): void {
      if (over) return
      ended(lost)
      if (state.call) void leave(state.call, lost)
    }

    const self = {
      now: () => state,
      party,
      sends,
      run,
      changed,
      hangUp,
      /** False: it belongs to a party or a connection that is not known here yet. */
      receive({ call_id, to, from, n, signal }: EventOf<'call_signal'>): boolean {
        if (to !== party || over) return true
        const { call } = state
        if (!room || call?.call_id !== call_id || !mayCome(call, from)) return false
        if (n > (taken.get(from) ?? 0)) {
          taken.set(from, n)
          room.receive(from, signal)
        }
        return true
      },
      unlinked(): void {
        // another network: the first attempt need not wait
        if (clock.now() - checkedAt < 2 * PATIENCE_FOR_SERVER) queueMicrotask(() => connection.wake())
        checkedAt = 0
      },
      linked(): void {
        void renew()
        room?.linked()
      },
    }
    return self
  }

  return {
    all,
    may,
    groups,
    own,
    async start(room_id, video) {
      const made = begin(room_id, video)
      await made.run(false, () => request('call.start', { room_id, party: made.party, video }))
    },
    async accept({ call_id, room_id }, video) {
      const made = begin(room_id, video)
      await made.run(await isGranted(video), () => request('call.accept', { call_id, party: made.party, video }))
    },
    async join(call, video) {
      const { call_id, room_id } = call
      const before = memberOf(all.get().get(call_id) ?? call, userOf(call))
      const made = begin(room_id, video)
      // mute before the device is opened, so that no sound is sent
      if (before?.audio === false) made.now().devices.mute(true)
      await made.run(false, () => request('call.join', { call_id, party: made.party, ...made.sends() }))
    },
    async decline({ call_id }) {
      came((await request('call.decline', { call_id })).call)
    },
    async end({ call_id }) {
      came((await request('call.end', { call_id })).call)
    },
    async mute({ call_id }, user_id) {
      came((await request('call.mute', { call_id, user_id })).call)
    },
    async remove({ call_id }, user_id) {
      came((await request('call.remove', { call_id, user_id })).call)
    },
    hangUp: () => mine?.hangUp(),
    dismiss() {
      mine?.hangUp()
      mine = null
      own.set(null)
    },
    close() {
      callListeners.delete(event)
      stopWatching()
      // the page goes, or its user: the call goes on only where it is taken over
      mine?.hangUp()
      mine = null
    },
  }
}

const NOTHING = { hostMutes: 0, apart: [], problem: null }

/** 128 random bits, base64url. */
function newParty(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => (sign === '+' ? '-' : sign === '/' ? '_' : ''))
}

/** True if the user's party in the call is the one that this tab had before it was reloaded. */
export const wasHere = (call: Call, user_id: string, party: string | null): boolean =>
  party !== null && memberOf(call, user_id)?.party === party
