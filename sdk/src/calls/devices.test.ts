import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { createDevices } from './devices.ts'
import { type Blocked, BlockedError, type Devices, type DevicesState } from './media-room.ts'

/** A track of a device that the test gives. */
interface Track extends Pick<MediaStreamTrack, 'kind' | 'enabled' | 'contentHint' | 'onended'> {
  /** as settings of a track have them */
  deviceId: string
  facingMode?: string
  stopped: boolean
}

/** What the page asked the browser for, in order. */
let asked: MediaStreamConstraints[]
/** Tracks that the browser gave. */
let given: Track[]
/** By which the browser refuses; `system` is what browsers write into the message. */
let refusal: { name: string; message?: string } | null
let kept: DevicesState['chosen']
let open: Devices[]

const wanted = (constraints: boolean | MediaTrackConstraints | undefined) =>
  Object(constraints) as { deviceId?: { ideal: string }; facingMode?: { ideal: string } }

function track(kind: 'audio' | 'video', constraints: boolean | MediaTrackConstraints | undefined): Track {
  const { deviceId, facingMode } = wanted(constraints)
  const made: Track = {
    ...{ kind, enabled: true, contentHint: '', onended: null, stopped: false },
    deviceId: deviceId?.ideal ?? `first ${kind}`,
    ...(facingMode && { facingMode: facingMode.ideal }),
  }
  given.push(made)
  return Object.assign(made, {
    getSettings: () => ({ deviceId: made.deviceId, facingMode: made.facingMode }),
    stop: () => {
      made.stopped = true
    },
  })
}

const mediaDevices = Object.assign(new EventTarget(), {
  async getUserMedia(constraints: MediaStreamConstraints) {
    asked.push(constraints)
    if (refusal) throw new DOMException(refusal.message ?? '', refusal.name)
    const audio = constraints.audio ? [track('audio', constraints.audio)] : []
    const video = constraints.video ? [track('video', constraints.video)] : []
    return { getTracks: () => [...audio, ...video], getAudioTracks: () => audio, getVideoTracks: () => video }
  },
  enumerateDevices: async () => [],
})

/** Puts a page around the devices. @returns takes it away */
function inPage(page: { secure?: boolean; devices?: boolean; allowed?: boolean; permission?: PermissionState } = {}) {
  const { secure = true, devices = true, allowed = true, permission = 'denied' } = page
  const values = {
    isSecureContext: secure,
    navigator: {
      mediaDevices: devices ? mediaDevices : undefined,
      permissions: { query: async () => ({ state: permission }) },
    },
    document: { featurePolicy: { allowsFeature: () => allowed } },
  }
  const before = Object.keys(values).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  }
}

let leavePage = () => {}
function enter(page?: Parameters<typeof inPage>[0]): Devices {
  leavePage()
  leavePage = inPage(page)
  const made = createDevices({
    read: () => kept,
    write: (chosen) => {
      kept = chosen
    },
  })
  open.push(made)
  return made
}

beforeEach(() => {
  ;[asked, given, refusal, kept, open] = [[], [], null, {}, []]
})
afterEach(() => {
  for (const devices of open) devices.close()
  leavePage()
  leavePage = () => {}
})

const blockedOf = (act: Promise<unknown>): Promise<Blocked> =>
  act.then(
    () => {
      throw new Error('nothing was blocked')
    },
    (error) => {
      if (error instanceof BlockedError) return error.blocked
      throw error
    },
  )

const last = <T>(list: readonly T[]): T | undefined => list.at(-1)

describe('what keeps a device from the page', () => {
  const REFUSED = { name: 'NotAllowedError' }
  test.each([
    ['insecure page', { secure: false }, REFUSED],
    ['insecure page', { devices: false }, REFUSED],
    ['site', { allowed: false }, REFUSED],
    // Firefox and Safari don't tell policies, but no person answers within a millisecond
    ['site', { permission: 'prompt' }, REFUSED],
    ['browser', { permission: 'denied' }, REFUSED],
    ['system', {}, { ...REFUSED, message: 'Permission denied by system' }],
    ['missing', {}, { name: 'NotFoundError' }],
    ['in use', {}, { name: 'NotReadableError' }],
  ] as const)('CALL-45 a microphone is named as blocked by: %s (%j)', async (by, page, error) => {
    refusal = error
    const clock = spyOn(performance, 'now').mockReturnValue(0)
    const blocked = await blockedOf(enter(page).open(false)).finally(() => clock.mockRestore())
    expect(blocked).toEqual({ device: 'microphone', by })
  })

  test('CALL-45 a call goes on without a camera that is blocked, and names it', async () => {
    const devices = enter()
    const { getUserMedia } = mediaDevices
    mediaDevices.getUserMedia = async (constraints) => {
      if (constraints.video) throw new DOMException('', 'NotReadableError')
      return getUserMedia(constraints)
    }
    await devices.open(true).finally(() => {
      mediaDevices.getUserMedia = getUserMedia
    })
    expect(devices.state.get()).toMatchObject({ video: null, noCamera: { device: 'camera', by: 'in use' } })
    expect(devices.state.get().audio).not.toBeNull()
  })
})

test('CALL-76 a device that was chosen is the one of the next call', async () => {
  const devices = enter()
  await devices.open(true)
  await devices.choose('audioinput', 'headset')
  await devices.choose('videoinput', 'webcam')
  devices.close()
  await enter().open(true)
  expect(wanted(last(asked)?.audio).deviceId).toEqual({ ideal: 'headset' })
  expect(wanted(last(asked)?.video).deviceId).toEqual({ ideal: 'webcam' })
})

test('CALL-76 another microphone takes the place of one that was unplugged, and stays muted', async () => {
  const devices = enter()
  await devices.open(false)
  devices.mute(true)
  const [first] = given
  const replaced = new Promise<void>((resolve) => devices.state.subscribe(() => resolve()))
  first?.onended?.call(first as unknown as MediaStreamTrack, new Event('ended'))
  await replaced
  expect(given.map(({ stopped, enabled }) => ({ stopped, enabled }))).toEqual([
    { stopped: true, enabled: false },
    { stopped: false, enabled: false },
  ])
})

describe('the cameras of a phone', () => {
  test('CALL-75 the other camera films until the call ends, and the next call begins with the chosen one', async () => {
    kept = { videoinput: 'front' }
    const devices = enter()
    await devices.open(true)
    await devices.turn()
    expect(devices.state.get().back).toBe(true)
    expect(given.map(({ kind, stopped }) => `${kind} ${stopped}`)).toEqual(['audio false', 'video true', 'video false'])
    await devices.camera(false)
    expect(devices.state.get().back).toBe(false)
    await devices.camera(true)
    expect(devices.state.get().back).toBe(true)
    await devices.turn()
    expect(devices.state.get().back).toBe(false)
    devices.close()
    expect(kept).toEqual({ videoinput: 'front' })
    await enter().open(true)
    expect(wanted(last(asked)?.video)).toMatchObject({ deviceId: { ideal: 'front' } })
  })

  test('CALL-75 the first camera comes back when the other one can’t be used', async () => {
    const devices = enter()
    await devices.open(true)
    const { getUserMedia } = mediaDevices
    mediaDevices.getUserMedia = async (constraints) => {
      if (wanted(constraints.video).facingMode) throw new DOMException('', 'NotReadableError')
      return getUserMedia(constraints)
    }
    const blocked = await blockedOf(devices.turn()).finally(() => {
      mediaDevices.getUserMedia = getUserMedia
    })
    expect(blocked).toEqual({ device: 'camera', by: 'in use' })
    expect(last(given)).toMatchObject({ kind: 'video', deviceId: 'first video', stopped: false })
  })
})
