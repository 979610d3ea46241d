import { afterAll, beforeAll, test } from 'bun:test'
import { type ChatServer, startChat } from '@imbachat/server/realtime/testing/chat-server'
import fc from 'fast-check'
import { COMMANDS } from './commands.ts'
import { ModelChat } from './model-chat.ts'
import { RealChat, USERS } from './real-chat.ts'

/** Set MODEL_RUNS for a longer search: `MODEL_RUNS=5000 bun test tools/model`. */
const RUNS = Number(process.env.MODEL_RUNS ?? 60)
const TIMEOUT_MS = 20_000 + RUNS * 500

/** Runs that once revealed a bug: the seed of the run, and the bug. */
const ONCE_WRONG: { seed: number; what: string }[] = []

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ searches: true, limits: { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 } })
  for (const user of USERS) chat.siteUsers.set(user, { name: user })
})
afterAll(() => chat.stop())

const seed = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31)

test(
  `SAFE-6 SAFE-11 SAFE-12 SEARCH-1 SEARCH-4 MSG-3 MSG-4 MSG-5 READ-1 READ-2 MSG-7 MSG-8 SYNC-1 DIALOG-1 DIALOG-2 ACCESS-2 ROOM-1 ROOM-2 ROOM-3 ROOM-4 GROUP-1 GROUP-2 GROUP-3 GROUP-4 GROUP-5 PIN-1 PIN-3 MENTION-1 MENTION-2 MENTION-16 FWD-1 FWD-2 FWD-7 REACT-1 REACT-2 REACT-4 REACT-6 OWN-1 OWN-2 OWN-3 STAR-1 STAR-3 DRAFT-1 DRAFT-2 whatever several clients do, the server does as the rules say (seed ${seed})`,
  async () => {
    await agree(seed)
  },
  TIMEOUT_MS,
)

for (const { seed, what } of ONCE_WRONG) test(`${what} (seed ${seed})`, () => agree(seed), TIMEOUT_MS)

function agree(seed: number): Promise<void> {
  return fc.assert(
    fc.asyncProperty(fc.commands(COMMANDS, { maxCommands: 50, size: 'max' }), async (commands) => {
      const real = await RealChat.enter(chat)
      try {
        await fc.asyncModelRun(() => ({ model: new ModelChat(), real }), commands)
      } finally {
        real.leave()
      }
    }),
    { seed, numRuns: RUNS },
  )
}
