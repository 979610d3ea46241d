import type { Call, EventOf } from '@imbachat/protocol'
import { type Calls, createCalls, memberOf, peerOf, phaseOf, ringsInGroup, wasHere } from '@imbachat/sdk/calls'
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { createScope } from '../core/observe.ts'
import type { ChatFrameModel } from '../frame/chat-frame-model.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { SoundTab } from '../notifications/sound-tab.ts'
import { deviceMemory, partyMemory } from './call-memory.ts'
import { openCallWindow } from './call-window.ts'
import { ring, sound } from './ring-tone.ts'

export type CallsModel = ReturnType<typeof createCallsModel>

/** Milliseconds that the end of an answered call stays on the screen. */
const FAREWELL = 2_500

/** The calls of the user who is signed in, as this frame shows them. */
export function createCallsModel(
  chat: ChatModel,
  frame: Pick<ChatFrameModel, 'shown' | 'openedForRing' | 'options' | 'send'>,
  early: readonly EventOf<'call' | 'call_signal'>[],
  soundTab: () => SoundTab | null,
) {
  const scope = createScope()
  const user_id = chat.me.peek()?.user_id ?? ''
  /** as whom the user is in a call */
  const userOf = ({ room_id }: Call) => chat.meIn(room_id)?.user_id ?? ''
  const party = partyMemory(user_id)
  /** the party of this tab before it was loaded again */
  const partyBefore = party.read()
  const calls: Calls = createCalls(chat.client, { devices: deviceMemory(user_id), party, heard: early })
  // not by `watch`, which waits for the screen: a ring must stop at once
  const mirror = <T>(source: { get(): T; subscribe(run: (value: T) => void): () => void }) => {
    const current = signal(source.get())
    scope.add(source.subscribe((value) => (current.value = value)))
    return current as ReadonlySignal<T>
  }
  const all = mirror(calls.all)
  const may = mirror(calls.may)
  const groups = mirror(calls.groups)
  const own = mirror(calls.own)
  /** calls that the user silenced here: they ring without a sound, and can still be answered */
  const silenced = signal<ReadonlySet<string>>(new Set())
  const declined = signal<ReadonlySet<string>>(new Set())
  /** the call, or a silenced ring, lies small over the chat */
  const small = signal(false)
  const devices = mirrorOf(() => own.value?.devices.state)
  const media = mirrorOf(() => own.value?.media?.state)
  const members = mirrorOf(() => own.value?.media?.members)
  const stats = mirrorOf(() => own.value?.media?.stats)
  /** the browser plays no sound before the user has touched the page */
  const unheard = signal(false)
  /** when this page first had media, milliseconds since 1970 */
  const since = signal<number | null>(null)

  /** The value of an observable of the call; null while there is no call. */
  function mirrorOf<T>(
    source: () => { get(): T; subscribe(run: (value: T) => void): () => void } | undefined,
  ): ReadonlySignal<T | null> {
    const current = signal<T | null>(null)
    const wanted = computed(source)
    scope.react(() => {
      const now = wanted.value
      current.value = now?.get() ?? null
      return now?.subscribe((value) => (current.value = value))
    })
    return current
  }

  const isLive = computed(() => own.value !== null && !['ended', 'failed', 'moved'].includes(own.value.phase))

  /** when the rings of groups were last checked: no event says that a ring has expired */
  const now = signal(Date.now())
  scope.react(() => {
    const ends = [...all.value.values()].flatMap(({ group, ring_until }) => (group ? [ring_until - now.value] : []))
    const next = Math.min(...ends.filter((ms) => ms > 0))
    if (next === Number.POSITIVE_INFINITY) return
    const timer = setTimeout(() => (now.value = Date.now()), next)
    return () => clearTimeout(timer)
  })

  const mayRing = ({ started_by }: Call) =>
    chat.settings.value?.calls_from !== 'nobody' && !chat.blocked.value.has(started_by)
  const rings = (call: Call) =>
    call.group
      ? ringsInGroup(call, userOf(call), Math.max(now.value, Date.now())) && mayRing(call)
      : phaseOf(call, userOf(call), null) === 'incoming'
  const ringing = computed<Call | null>(() => {
    if (isLive.value || elsewhere.value) return null
    const calls = [...all.value.values()].filter((call) => !declined.value.has(call.call_id) && rings(call))
    return calls.find((call) => !silenced.value.has(call.call_id)) ?? calls[0] ?? null
  })
  const loud = computed(() => (silenced.value.has(ringing.value?.call_id ?? '') ? null : ringing.value))

  /** One that the user takes part in by another page or device, or took part in before this page was loaded again. */
  const elsewhere = computed<Call | null>(() => {
    if (isLive.value) return null
    const running = [...all.value.values()].find(
      (call) => phaseOf(call, userOf(call), null) === 'elsewhere' && memberOf(call, userOf(call))?.party != null,
    )
    return running ?? null
  })

  const isQuiet = () => chat.settings.value?.sound === false
  scope.react(() => {
    const call = loud.value
    if (call && !isQuiet() && !chat.isMuted(call.room_id)) return ring(soundTab())
  })
  scope.react(() => {
    if (own.value?.phase === 'calling' && !isQuiet()) return sound('wait')
  })

  /** The window opens for a ring, and closes again when it was not answered. */
  const { openedForRing } = frame
  let wasShown = frame.shown.peek()
  scope.react(() => {
    const shown = frame.shown.value
    if (!shown) openedForRing.value = false
    const call = loud.peek()
    if (wasShown && !shown && call) silenceRing(call)
    wasShown = shown
  })
  const ringsFor = computed(() => loud.value?.call_id)
  scope.react(() => {
    const opens = () => {
      if (frame.shown.peek() || frame.options.peek()?.place !== 'window') return
      if (document.visibilityState !== 'visible') return
      openedForRing.value = true
      frame.send({ t: 'open', quiet: true })
    }
    if (ringsFor.value === undefined) {
      // unread stays unread until the page has closed the window
      if (openedForRing.peek() && !isLive.peek() && own.peek() === null) frame.send({ t: 'close' })
      else openedForRing.value = false
      return
    }
    opens()
    document.addEventListener('visibilitychange', opens)
    return () => document.removeEventListener('visibilitychange', opens)
  })

  // the view of a call may come and go, its sound goes on
  const players = new Map<string, HTMLAudioElement>()
  const play = () => {
    for (const player of players.values()) {
      void player.play().then(
        () => (unheard.value = false),
        ({ name }: DOMException) => (unheard.value = name === 'NotAllowedError'),
      )
    }
  }
  function silence(party: string): void {
    const player = players.get(party)
    if (player) player.srcObject = null
    players.delete(party)
  }
  scope.react(() => {
    const now = members.value ?? []
    for (const party of players.keys()) if (!now.some((one) => one.party === party)) silence(party)
    for (const { party, stream } of now) {
      const player = players.get(party) ?? new Audio()
      players.set(party, player)
      if (player.srcObject === stream) continue
      player.autoplay = true
      player.srcObject = stream
      play()
    }
    if (players.size === 0) unheard.value = false
  })
  scope.react(() => {
    // a member whom a host has muted is silent here, even if their page keeps sending sound
    const call = own.value?.call
    for (const { party } of members.value ?? []) {
      const player = players.get(party)
      const member = call?.members.find((one) => one.party === party)
      if (player) player.muted = call?.group !== undefined && member?.audio === false
      const speaker = devices.value?.chosen.audiooutput
      if (speaker && player && 'setSinkId' in player) void player.setSinkId(speaker).catch(() => {})
    }
  })

  scope.react(() => {
    const phase = own.value?.phase
    // in a group, since there were two
    const answered = own.value?.call?.group ? own.value.call.answered_at : Date.now()
    if (phase === 'active' && answered !== undefined) since.value ??= answered
    if (phase === undefined || phase === 'asking') since.value = null
  })

  /** parties whose picture is drawn small */
  const drawnSmall = signal<readonly (string | null)[]>([])
  // a hidden picture is not requested, and a small one is requested in low quality
  scope.react(() => {
    const room = own.value?.media
    for (const { party } of members.value ?? []) {
      const wanted = small.value || drawnSmall.value.includes(party) ? 'low' : 'high'
      room?.subscribe(party, frame.shown.value ? wanted : 'off')
    }
  })

  // one of a conversation further down than the list is loaded
  scope.react(() => {
    const call = ringing.value ?? elsewhere.value ?? own.value?.call
    if (call && !chat.known(call.room_id)) chat.client.rooms.load(call.room_id).catch(() => {})
  })

  // the end of a call that was spoken needs no answer
  scope.react(() => {
    const { phase, call } = own.value ?? {}
    const isOver = phase === 'moved' || (phase === 'ended' && call?.answered_at !== undefined)
    if (!isOver) return
    const timer = setTimeout(() => calls.dismiss(), FAREWELL)
    return () => clearTimeout(timer)
  })

  /** Stops the ring here; other devices still ring. */
  function silenceRing(call: Call): void {
    small.value = true
    silenced.value = new Set(silenced.peek()).add(call.call_id)
  }

  // the user who hangs up knows how it ended
  const hangUp = () => calls.dismiss()
  const model = {
    userOf,
    all,
    may,
    groups,
    /** the call that runs in a group */
    callIn: (room_id: number) =>
      [...all.value.values()].find((call) => call.room_id === room_id && call.group && call.state !== 'ended'),
    mute: (call: Call, target: string) => void calls.mute(call, target).catch(() => {}),
    remove: (call: Call, target: string) => void calls.remove(call, target).catch(() => {}),
    own,
    isLive,
    ringing,
    loud,
    elsewhere,
    small,
    drawnSmall,
    devices,
    media,
    members,
    stats,
    unheard,
    since,
    wasHere: (call: Call) => wasHere(call, userOf(call), partyBefore),
    peer: (call: Call | null) => (call ? peerOf(call, userOf(call)) : undefined),
    play,
    start(room_id: number, video: boolean): void {
      small.value = false
      void calls.start(room_id, video)
    },
    accept(call: Call, video: boolean): void {
      if (call.group) {
        model.join(call, video)
        return
      }
      small.value = false
      openedForRing.value = false
      void calls.accept(call, video)
    },
    join(call: Call, video: boolean): void {
      small.value = false
      openedForRing.value = false
      since.value = call.answered_at ?? null
      void calls.join(call, video)
    },
    /** With the camera only if it was on: a shared screen is video, too, and not a camera. */
    goOn(call: Call): void {
      const own = memberOf(call, userOf(call))
      model.join(call, own?.video === true && !own.screen)
    },
    decline(call: Call): void {
      declined.value = new Set(declined.peek()).add(call.call_id)
      calls.decline(call).catch(() => {})
    },
    silenceRing,
    endElsewhere(call: Call): void {
      calls.end(call).catch(() => {})
    },
    hangUp,
    dismiss: calls.dismiss,
    /** The user wants to write in the conversation instead. */
    answerByMessage(call: Call): void {
      openedForRing.value = false
      model.decline(call)
      chat.openById(call.room_id).catch(() => {})
    },
    inWindow: () => openCallWindow(chat, own.peek()?.call ?? null),
    end(): void {
      scope.end()
      calls.close()
      for (const party of [...players.keys()]) silence(party)
    },
  }

  // a call of the address: this page was opened to go on with it
  const named = new URLSearchParams(location.search).get('call')
  if (named) {
    const stop = effect(() => {
      const call = all.value.get(named)
      if (!call || call.state === 'ended') return
      queueMicrotask(() => stop())
      model.goOn(call)
    })
    scope.add(() => stop())
  }
  return model
}
