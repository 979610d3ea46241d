// One process of the load: holds connections, talks, counts. Commands and answers go over IPC.
import { obeyCommands } from '../../tools/load/command-worker.ts'
import type { Answer, Command } from './commands.ts'
import { Gathering } from './gathering.ts'
import { RoomTalk } from './room-talk.ts'
import { ask, storm } from './visit.ts'

const gathering = new Gathering()
const fleets = new Map<string, RoomTalk>()
let talking: RoomTalk | undefined

async function obey(command: Command): Promise<Answer> {
  switch (command.t) {
    case 'open': {
      const talk = new RoomTalk(command.dialect)
      fleets.set(command.fleet, talk)
      await talk.open(command.port, command.clients)
      return { sockets: command.clients.length }
    }
    case 'talk':
      talking = fleets.get(command.fleet)
      talking?.talk(command.pace, command.bodyChars)
      return null
    case 'mark':
      talking?.mark()
      return null
    case 'report':
      if (!talking) throw new Error('nobody talks')
      return talking.report()
    case 'silence':
      await talking?.silence()
      return null
    case 'close':
      fleets.get(command.fleet)?.close()
      fleets.delete(command.fleet)
      return null
    case 'storm':
      return storm(command.port, command.visitors)
    case 'gather':
      await gathering.open(command.port, command.clients)
      return null
    case 'together':
      return gathering.act(command.frames, command.overMs)
    case 'scatter':
      gathering.close()
      return null
    case 'ask':
      return ask(command.port, command.client, command.frames)
  }
}

obeyCommands(obey)
