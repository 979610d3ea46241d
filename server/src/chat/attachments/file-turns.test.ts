import { expect, test } from 'bun:test'
import { manualClock } from '../testing/manual-clock.ts'
import { createFileTurns } from './file-turns.ts'

const tick = () => new Promise((resolve) => setImmediate(resolve))

/** Files that end when the test says so; `begun` has them in the order of their turns. */
function startTurns({ waitingOfUser = 50, waitingOfWidget = 100 } = {}) {
  const clock = manualClock()
  const turns = createFileTurns(clock, {
    FILES_WAITING_PER_USER: waitingOfUser,
    FILES_WAITING_PER_WIDGET: waitingOfWidget,
  })
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const send = (name: string, widget_id = 1) => {
    const act = () => {
      begun.push(name)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    }
    return turns.run({ widget_id, user_id: name.slice(0, 3) }, act).then(
      () => 'done',
      (error) => error.code,
    )
  }
  const end = async (name: string) => {
    ends.get(name)?.()
    await tick()
  }
  return { clock, begun, send, end }
}

test('FILE-28 while one user’s costly pictures are looked at one by one, files of others begin at once', async () => {
  const { begun, send, end } = startTurns()
  for (let n = 0; n < 40; n++) void send(`ann${n}`)
  void send('bob0')
  void send('cat0', 2)
  await tick()
  expect(begun).toEqual(['ann0', 'bob0', 'cat0'])
  await end('ann0')
  expect(begun.at(-1)).toBe('ann1')
})

test('FILE-28 one widget never takes all turns, so a file of another one begins at once', async () => {
  const { begun, send, end } = startTurns()
  for (const name of ['ann0', 'bob0', 'cat0', 'dan0']) void send(name)
  await tick()
  expect(begun).toEqual(['ann0', 'bob0', 'cat0'])
  void send('gus0', 2)
  await tick()
  expect(begun.at(-1)).toBe('gus0')
  await end('gus0')
  expect(begun).toHaveLength(4)
})

test('FILE-28 when turns are taken, the next is for the widget that uses fewest, and within it for the next user', async () => {
  const { begun, send, end } = startTurns()
  for (const name of ['ann0', 'bob0', 'cat0', 'dan0', 'eve0']) void send(name)
  for (const name of ['gus0', 'hal0', 'ida0']) void send(name, 2)
  await tick()
  expect(begun).toEqual(['ann0', 'bob0', 'cat0', 'gus0'])
  for (const name of ['ann0', 'bob0', 'cat0']) await end(name)
  expect(begun.slice(4)).toEqual(['hal0', 'dan0', 'eve0'])
})

test('FILE-28 above the limits of a user and of a widget, and after 20 s, a file is refused with server_busy', async () => {
  const { clock, send, end } = startTurns({ waitingOfUser: 2, waitingOfWidget: 3 })
  const [running, waits] = [send('ann0'), send('ann1'), send('ann2')]
  expect(await send('ann3')).toBe('server_busy')
  for (const name of ['bob0', 'cat0', 'dan0', 'bob1']) void send(name)
  expect(await send('cat1')).toBe('server_busy')
  clock.elapse(20_000)
  expect(await waits).toBe('server_busy')
  const later = send('ann4')
  await end('ann0')
  await end('ann4')
  expect([await running, await later]).toEqual(['done', 'done'])
})
