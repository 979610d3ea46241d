// `npm start`: the server and a demo site that embeds it. Needs nothing but Node and npm.
import { join } from 'node:path'
import { installWhenNeeded } from './install.mjs'
import { runBun } from './run-bun.mjs'

installWhenNeeded()
runBun(join('demo', 'src', 'start.ts'))
