export interface Talk {
  rooms: number
  perRoom: number
}

/**
 * Sizes and durations of a measurement. `full` has the sizes of the design's targets. The smaller plans only show that
 * the bench works.
 */
export interface Plan {
  name: 'full' | 'quick' | 'tiny'
  loadProcesses: number
  /**
   * rooms of ten members that talk, and the messages of each that are on their way at the same time; the target is
   * about the first entry
   */
  talks: [Talk, ...Talk[]]
  /** rounds per server, in turn; a figure is their median */
  rounds: number
  /** each server talks so long before its first round: a server in use has its code compiled */
  compileMs: number
  warmMs: number
  roundMs: number
  /** one step of the ladder */
  stepMs: number
  /** rows in one round of the writer */
  writerRows: number
  writerRounds: number
  idleSockets: number
  /** before memory is read, so that the process can free temporary memory */
  settleMs: number
  /** talk in the one room of all idle connections */
  fanOutMs: number
  historyMessages: number
  /** requests for each kind of page */
  pages: number
  /** messages in all rooms together, and requests of each kind */
  searchedMessages: number
  searches: number
  /** members of the large room, in which no act may cost more than in a room of ten */
  storedMembers: number
  /** users who react to one message within `reactingMs` */
  reacting: number
  reactingMs: number
  joining: number
  resuming: number
  /** rooms of each resuming user; a tenth of them have new messages */
  roomsEach: number
  /** rooms of the one user with the long list */
  longList: number
  /** against another version: messages a second, rooms of ten, turns, and how long one of them is */
  rates: readonly number[]
  againstRooms: number
  againstTurns: number
  againstMs: number
  /** beside which messages are measured */
  waitingJobs: number
  /** in a database that is compared with an empty one */
  grownMessages: number
  /** `ws`, Socket.IO and PostgreSQL in addition to ours */
  others: boolean
}

export const PLANS: Record<Plan['name'], Plan> = {
  full: {
    name: 'full',
    loadProcesses: 2,
    talks: [
      { rooms: 500, perRoom: 1 },
      { rooms: 100, perRoom: 4 },
      { rooms: 100, perRoom: 16 },
    ],
    rounds: 5,
    compileMs: 10_000,
    warmMs: 500,
    roundMs: 1_200,
    stepMs: 4_000,
    writerRows: 40_000,
    writerRounds: 3,
    idleSockets: 10_000,
    // the garbage of 10,000 sign-ins is collected 5 to 10 s after them
    settleMs: 20_000,
    fanOutMs: 3_000,
    historyMessages: 1_000_000,
    pages: 1_000,
    searchedMessages: 1_000_000,
    searches: 500,
    storedMembers: 100_000,
    reacting: 1_000,
    reactingMs: 1_000,
    joining: 2_000,
    resuming: 300,
    roomsEach: 200,
    longList: 2_000,
    rates: [500, 3_000],
    againstRooms: 100,
    againstTurns: 7,
    againstMs: 3_000,
    waitingJobs: 1_000_000,
    grownMessages: 5_000_000,
    others: true,
  },
  quick: {
    name: 'quick',
    loadProcesses: 2,
    talks: [
      { rooms: 100, perRoom: 1 },
      { rooms: 50, perRoom: 4 },
    ],
    rounds: 2,
    compileMs: 1_000,
    warmMs: 200,
    roundMs: 800,
    stepMs: 1_000,
    writerRows: 10_000,
    writerRounds: 2,
    idleSockets: 1_000,
    settleMs: 1_000,
    fanOutMs: 1_000,
    historyMessages: 50_000,
    pages: 200,
    searchedMessages: 50_000,
    searches: 100,
    storedMembers: 20_000,
    reacting: 300,
    reactingMs: 1_000,
    joining: 300,
    resuming: 40,
    roomsEach: 50,
    longList: 500,
    rates: [500],
    againstRooms: 50,
    againstTurns: 7,
    againstMs: 1_500,
    waitingJobs: 100_000,
    grownMessages: 100_000,
    others: true,
  },
  tiny: {
    name: 'tiny',
    loadProcesses: 1,
    talks: [
      { rooms: 2, perRoom: 1 },
      { rooms: 1, perRoom: 2 },
    ],
    rounds: 1,
    compileMs: 50,
    warmMs: 50,
    roundMs: 200,
    stepMs: 200,
    writerRows: 200,
    writerRounds: 1,
    idleSockets: 20,
    settleMs: 0,
    fanOutMs: 200,
    historyMessages: 300,
    pages: 5,
    searchedMessages: 600,
    searches: 5,
    storedMembers: 100,
    reacting: 10,
    reactingMs: 300,
    joining: 5,
    resuming: 3,
    roomsEach: 10,
    longList: 20,
    rates: [50],
    againstRooms: 2,
    againstTurns: 1,
    againstMs: 200,
    waitingJobs: 100,
    grownMessages: 1_000,
    others: false,
  },
}
